"""Clean text, the only text that leaves the gateway or reaches a model: used by the scrub stage and by the
live path.

The order matters. Fillers go first, so that hesitations inside a dictated number do not hide it; then
personal
data, while numbers are still as they were said; then amounts become figures; last the tenant's terms get
their form.
"""

from collections.abc import Sequence

from insights.pii.scrubber import Numbering, Scrubber, ScrubCounts
from insights.records import Call
from insights.text.amounts import write_amounts
from insights.text.fillers import remove_fillers
from insights.text.glossary import Glossary, load_glossary

_MOST_ROUNDS = 4


def clean_texts(
    texts: Sequence[str],
    language: str,
    scrubber: Scrubber,
    glossary: Glossary,
    numbering: Numbering | None = None,
) -> tuple[list[str], ScrubCounts]:
    """Consecutive turns, cleaned together. Idempotent: what one step uncovers is cleaned in another round.

    `numbering` goes on with the placeholders of earlier turns of the same call.
    """
    cleaned = [remove_fillers(text, language) for text in texts]
    total = ScrubCounts()
    for _ in range(_MOST_ROUNDS):
        scrubbed, counts = scrubber.scrub_texts(cleaned, language, numbering)
        total += counts
        written = [glossary.apply(write_amounts(text, language), language) for text in scrubbed]
        following = [remove_fillers(text, language) for text in written]
        if following == cleaned:
            break
        cleaned = following
    return cleaned, total


def clean_call(call: Call, scrubber: Scrubber, glossary: Glossary | None = None) -> tuple[Call, ScrubCounts]:
    """A call with clean turns, and what was scrubbed. Without a glossary the tenant's own is loaded.

    Words with times are dropped with the raw text. A turn may be left empty: the caller decides what to do
    with it.
    """
    if glossary is None:
        glossary = load_glossary(call.tenant, call.language, locale=call.locale)
    texts, counts = clean_texts([turn.text for turn in call.turns], call.language, scrubber, glossary)
    turns = tuple(
        turn.model_copy(update={"text": text, "words": None})
        for turn, text in zip(call.turns, texts, strict=True)
    )
    return call.model_copy(update={"turns": turns}), counts
