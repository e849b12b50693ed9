"""Whole calls of the synthetic corpus: mostly what people say between values, and nobody's."""

from collections.abc import Iterator

from insights.records import GoldCall
from insights.synthetic import CorpusSettings, generate_call
from insights.synthetic.pii.records import PiiCase, PiiCaseSpan, PiiTurn


def calls(seed: int, count: int) -> Iterator[PiiCase]:
    """So many calls with what is personal in them."""
    settings = CorpusSettings(seed=seed)
    return (_case(generate_call(seed, index, settings)) for index in range(count))


def _case(call: GoldCall) -> PiiCase:
    return PiiCase(
        id=call.call_id,
        language=call.language,
        locale=call.locale,
        form="none",
        turns=tuple(PiiTurn(speaker=turn.speaker, text=turn.text) for turn in call.turns),
        spans=tuple(
            PiiCaseSpan(turn=place, start=span.start, end=span.end, type=span.type)
            for place, turn in enumerate(call.turns)
            for span in call.pii.get(turn.turn_id, ())
        ),
        keep=(),
    )
