"""Turns that say nothing: "te sigo", "já foi".

Between two parts of a value the other one nods, in words that no list has all of. What such a turn does not
have can be listed: numbers, letters, words for values and for what takes something back. A turn that asks
for the rest, or to wait, may be longer, be a question, and begin with "no": "no corra tanto, siga".
"""

from collections.abc import Sequence

from insights.pii.packs import LanguagePack
from insights.pii.words.nods import EXCUSES, GOING_ON, MOMENTS, OFFERING, ONE, QUANTITIES
from insights.pii.words.reading import words
from insights.text.tokens import Kind

_MOST_WORDS = 3
_MOST_CALLING = 7  # where it asks for the rest
_WORDS = words("de te que ve be pe ce se ele esse ese")  # letters, and everyday words
_ASKING = frozenset(("y", "e", "como"))  # "vale, ¿y?"
_ALREADY = words("ja ya")  # "já não" tells, "já foi" does not
_VOWELS = frozenset(("a", "e", "o", "y"))


def telling_words(pack: LanguagePack) -> frozenset[str]:
    """The words that no nod has."""
    own, numerals, dates = pack.identifiers, pack.numerals, pack.dates
    return (
        frozenset().union(
            numerals.values,
            numerals.plurals,
            numerals.repeats,
            own.spelled.keys() - _WORDS,
            own.context,
            own.units,
            own.before_amount,
            own.separators,
            own.corrections,
            dates.months,
            dates.short_months,
            dates.first,
            dates.births,
            dates.birthdays,
            dates.other_dates,
            pack.emails.at_words,
            pack.emails.dot_words,
            pack.addresses.street_types,
            pack.addresses.complements,
            pack.addresses.negations,
            pack.names.naming,
            pack.names.relations,
            pack.names.thanks,
            pack.names.sign_offs,
            QUANTITIES,
        )
        - _VOWELS
        - _ALREADY
        - (own.backchannels - numerals.values.keys())
    )


def is_nod(norms: Sequence[str], kinds: Sequence[int], telling: frozenset[str]) -> bool:
    """Whether a turn of these tokens says nothing."""
    calls = not GOING_ON.isdisjoint(norms) and OFFERING.isdisjoint(norms)
    most = _MOST_CALLING if calls else _MOST_WORDS
    count = sounds = 0
    for index, (norm, kind) in enumerate(zip(norms, kinds, strict=True)):
        if kind is Kind.WORD:
            if norm in ONE and norms[index + 1 : index + 2] and norms[index + 1] in MOMENTS:
                continue  # "un segundito"
            count += 1
            sounds += norm in _WORDS or norm in _VOWELS
            if count > most or (len(norm) == 1 and norm not in _VOWELS):
                return False
            if norm in telling and not (calls and norm in EXCUSES):
                return False
        elif kind is not Kind.PUNCT or (norm == "?" and not calls and norms[index - 1] not in _ASKING):
            return False
    return count > sounds
