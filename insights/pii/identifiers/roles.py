"""What each word of a language can do beside or inside an identifier, as one number a word.

One look-up per token tells whether anything is to be done; most words are in no list.
"""

from collections.abc import Iterable, Mapping

from insights.pii.packs import LanguagePack
from insights.pii.words.cards import (
    COMMON_SIGNS,
    ENTERING,
    ENTRANCES,
    OPENING,
    PROVISIONAL,
    RARE_SIGNS,
    ROUTERS,
    SUBJECTS,
    USING,
)

NUMBER = 1  # a number word
PLURAL = 1 << 1  # "zeros"
REPEAT = 1 << 2  # "doble"
CONNECTOR = 1 << 3
SEPARATOR = 1 << 4  # "ponto"
FILLER = 1 << 5
PAUSE = 1 << 6  # "let me see"
CORRECTION = 1 << 7
LETTER = 1 << 8  # the name of a letter, nothing else
WORD_LETTER = 1 << 9  # the name of a letter, or an everyday word
CONTEXT = 1 << 10  # alone or with another word it names a kind
LINK = 1 << 11
ARTICLE = 1 << 12
UNIT = 1 << 13
DICTATED = 1 << 14  # a digit only among digits: "meia"
MOMENT = 1 << 15
COPULA = 1 << 16
AMOUNT = 1 << 17  # before a number: it is an amount
LAW = 1 << 18
FINAL = 1 << 19
EXPIRY = 1 << 20
MONTH = 1 << 21
ENTERS = 1 << 22  # a password or a code is entered
SIGN = 1 << 23  # a sign that is said in passwords

GAP = SEPARATOR | FILLER | CORRECTION
LETTERS = LETTER | WORD_LETTER


def roles_of(pack: LanguagePack) -> Mapping[str, int]:
    """Word → what it can do, as flags."""
    table: dict[str, int] = {}

    def mark(words: Iterable[str], flag: int) -> None:
        for word in words:
            table[word] = table.get(word, 0) | flag

    numerals, own = pack.numerals, pack.identifiers
    mark(numerals.values, NUMBER)
    mark(numerals.plurals, PLURAL)
    mark(numerals.repeats, REPEAT)
    mark([numerals.connector], CONNECTOR)
    mark(numerals.articles, ARTICLE)
    mark(numerals.only_dictated, DICTATED)
    mark(own.separators, SEPARATOR)
    mark(own.fillers | own.backchannels, FILLER)
    mark(own.pauses, PAUSE)
    mark(own.corrections, CORRECTION)
    mark(own.moments, MOMENT)
    single = {chr(code) for code in range(ord("a"), ord("z") + 1)}
    mark((own.spelled.keys() | single) - own.word_letters, LETTER)
    mark((own.spelled.keys() | single) & own.word_letters, WORD_LETTER)
    mark(own.context, CONTEXT)
    mark((word for pair in own.context_pairs for word in pair), CONTEXT)
    mark(SUBJECTS[pack.language]["secret"] | ROUTERS | PROVISIONAL, CONTEXT)
    mark(ENTERING | ENTRANCES | USING | OPENING, ENTERS)
    mark(RARE_SIGNS | COMMON_SIGNS, SIGN)
    mark(own.links | pack.names.relations, LINK)
    mark(own.copulas, COPULA)
    mark(own.units, UNIT)
    mark(own.before_amount, AMOUNT)
    mark(own.laws, LAW)
    mark(own.finals, FINAL)
    mark(own.expiry, EXPIRY)
    mark(pack.dates.months, MONTH)
    return table
