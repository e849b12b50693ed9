"""Clean text, the only text that leaves the gateway or reaches a model: used by the scrub stage and by the
live path.

The order matters. Fillers go first, so that hesitations inside a dictated number do not hide it; then
personal data, while numbers are still as they were said; then amounts become figures; last the tenant's terms
get their form.
"""

from collections.abc import Sequence

from insights.pii.placeholders import Replacement
from insights.pii.scrubber import Scrubber
from insights.pii.stream import ScrubCounts, ScrubStream
from insights.records import Call
from insights.text.amounts import write_amounts
from insights.text.fillers import remove_fillers
from insights.text.glossary import Glossary, load_glossary


def clean_stream(
    language: str, scrubber: Scrubber, glossary: Glossary, replacement: Replacement | None = None
) -> ScrubStream:
    """One call's text, cleaned on its way."""
    return scrubber.stream(
        language,
        replacement,
        before=lambda line: remove_fillers(line, language),
        after=lambda line: glossary.apply(write_amounts(line, language), language),
    )


def clean_texts(
    texts: Sequence[str],
    language: str,
    scrubber: Scrubber,
    glossary: Glossary,
    replacement: Replacement | None = None,
) -> tuple[list[str], ScrubCounts]:
    """Consecutive turns of one call, cleaned together, and what was scrubbed."""
    stream = clean_stream(language, scrubber, glossary, replacement)
    return stream.whole(texts), stream.counts


def clean_call(
    call: Call,
    scrubber: Scrubber,
    glossary: Glossary | None = None,
    replacement: Replacement | None = None,
) -> tuple[Call, ScrubCounts]:
    """A call with clean turns, and what was scrubbed. Without a glossary the tenant's own is loaded.

    Words with times are dropped with the raw text. A turn may be left empty: the caller decides what to do
    with it.
    """
    if glossary is None:
        glossary = load_glossary(call.tenant, call.language, locale=call.locale)
    raw = [turn.text for turn in call.turns]
    texts, counts = clean_texts(raw, call.language, scrubber, glossary, replacement)
    turns = tuple(
        turn.model_copy(update={"text": text, "words": None})
        for turn, text in zip(call.turns, texts, strict=True)
    )
    return call.model_copy(update={"turns": turns}), counts
