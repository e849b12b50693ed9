"""Makes an adapter's sheet of probes: fixed questions, answered by the training side's own generation.

Two questions of each type in each language, from synthetic calls whose phrasings no training record has. A
serving process asks them again before it lets the adapter answer (`insights.probes`).
"""

from collections.abc import Callable, Iterator, Sequence

from eval.predictions import Prediction
from insights.pii import Scrubber
from insights.probes import Probe, ProbeSheet
from insights.prompts import PROMPT_ID, prompt_digest, prompt_for
from insights.records import PROMPT_LANGUAGES, Excerpt, InsightType, Record, RecordMetadata
from insights.segmenting import ExcerptPolicy, segment
from insights.synthetic import CorpusSettings, generate_call, transcript

EACH = 2
_SEED = 20_26


def questions(scrubber: Scrubber) -> list[Record]:
    """The same for every adapter: `EACH` excerpts a language, one question of each type to each."""
    return [
        Record(
            prompt=prompt_for(kind, language).messages(excerpt.turns),
            response="",
            metadata=RecordMetadata(
                record_id=f"probe-{language}-{number}-{kind.value}",
                call_id=excerpt.call_id,
                excerpt_id=excerpt.excerpt_id,
                tenant=excerpt.tenant,
                language=language,
                insight_type=kind,
                prompt_id=PROMPT_ID,
                prompt_digest=prompt_digest(),
                source="none",
                status="to_review",
            ),
        )
        for language in PROMPT_LANGUAGES
        for number, excerpt in zip(range(EACH), excerpts(language, scrubber), strict=False)
        for kind in InsightType
    ]


def sheet(
    adapter: str,
    base_digest: str,
    asked: Sequence[Record],
    answer: Callable[[Sequence[Record]], list[Prediction]],
) -> ProbeSheet:
    """The sheet of the adapter with this digest; `answer` generates with it."""
    return ProbeSheet(
        adapter=adapter,
        base_digest=base_digest,
        prompt_digest=prompt_digest(),
        probes=tuple(
            Probe(
                language=record.metadata.language,
                insight_type=record.metadata.insight_type,
                prompt=record.prompt,
                reply=said.reply,
            )
            for record, said in zip(asked, answer(asked), strict=True)
        ),
    )


def excerpts(language: str, scrubber: Scrubber) -> Iterator[Excerpt]:
    """The first excerpts of clean test calls, one a call."""
    settings = CorpusSettings(seed=_SEED, languages={language: 1.0}, partitions={"test": 1.0})
    for index in range(settings.calls):
        clean, _ = scrubber.scrub_call(transcript(generate_call(settings.seed, index, settings)))
        yield from segment(clean, ExcerptPolicy()).excerpts[:1]
