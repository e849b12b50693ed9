"""Cleaning synthetic calls for pre-training: as production cleans, with gold spans in the place of detection.

The spans of personal data are known here, so nothing has to be searched for; what production misses or
takes by mistake is not what the model should learn.
"""

from functools import lru_cache

from insights.records import GoldCall, PiiType, Turn
from insights.text.amounts import write_amounts
from insights.text.fillers import remove_fillers
from insights.text.glossary import Glossary, load_glossary


def clean_gold_call(call: GoldCall) -> tuple[Turn, ...]:
    """The turns of a call as the scrub stage would leave them, turns left empty dropped."""
    glossary = _glossary(call.tenant, call.language, call.locale)
    numbers: dict[tuple[PiiType, str], int] = {}
    cleaned = []
    for turn in call.turns:
        text, start = "", 0
        for span in call.pii.get(turn.turn_id, ()):
            value = (span.type, turn.text[span.start : span.end].casefold())
            known = sum(1 for kind, _ in numbers if kind is span.type)
            number = numbers.setdefault(value, known + 1)
            text += f"{turn.text[start : span.start]}[{span.type.value}_{number}]"
            start = span.end
        text = clean_phrase(text + turn.text[start:], call.language, glossary)
        if text:
            cleaned.append(turn.model_copy(update={"text": text}))
    return tuple(cleaned)


def clean_phrase(text: str, language: str, glossary: Glossary) -> str:
    """One text: fillers out, amounts as figures, the tenant's terms in their form."""
    text = remove_fillers(text, language)
    return remove_fillers(glossary.apply(write_amounts(text, language), language), language).strip()


@lru_cache(maxsize=32)
def _glossary(tenant: str, language: str, locale: str) -> Glossary:
    return load_glossary(tenant, language, locale=locale)
