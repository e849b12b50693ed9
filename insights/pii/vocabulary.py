"""Words by what they tell about where a value ends: what blocks are cut by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from insights.pii.letters import PAIRS
from insights.pii.nods import telling_words
from insights.pii.packs import LanguagePack
from insights.pii.words.cards import SIGNS
from insights.pii.words.reading import words

_MAIL_MARKS = words("underline underscore sublinhado guion guiao traco hifen")
VOWELS = words("a e o y")
# Names of letters that are also everyday words; written "pê" they are none.
LETTER_WORDS = words("de te que ve be pe ce ze")


@dataclass(frozen=True)
class Vocabulary:
    """Words of one language, or of several where the language is unknown, by what they tell about an end."""

    numbers: frozenset[str]
    articles: frozenset[str]
    joined: frozenset[str]  # between the digits of a value
    letters: frozenset[str]
    spelled: frozenset[str]  # with those that are everyday words
    skipped: frozenset[str]
    amounts: frozenset[str]
    named: frozenset[str]  # "cpf": its value may be a block of its own
    mail: frozenset[str]  # inside a spoken address
    mail_pairs: frozenset[tuple[str, ...]]  # the same of two words: "barra baja"
    mail_asked: frozenset[str]
    streets: frozenset[str]
    months: frozenset[str]
    date_links: frozenset[str]
    first_days: frozenset[str]
    telling: frozenset[str]  # no nod has one

    @classmethod
    def of(cls, packs: Sequence[LanguagePack]) -> "Vocabulary":
        everyday = LETTER_WORDS | {"se", "ele", "esse", "ese", "ca", "ye", "cu"}
        spelled = frozenset().union(*(pack.identifiers.spelled.keys() for pack in packs))
        values = [pack.numerals for pack in packs]
        return cls(
            numbers=frozenset().union(
                *(n.values.keys() | n.plurals.keys() | n.repeats.keys() for n in values)
            ),
            articles=frozenset().union(*(n.articles for n in values)),
            joined=frozenset().union(
                *(pack.identifiers.separators | {pack.numerals.connector} for pack in packs)
            ),
            letters=spelled - everyday,
            spelled=spelled,
            skipped=frozenset().union(
                *(
                    own.fillers | own.backchannels | own.pauses | own.corrections | own.moments
                    for own in (pack.identifiers for pack in packs)
                )
            )
            - {pack.numerals.connector for pack in packs},
            amounts=frozenset().union(*(pack.identifiers.before_amount for pack in packs)),
            # A door and its number are one part of an address.
            named=frozenset().union(
                *(pack.identifiers.context.keys() - pack.addresses.complements for pack in packs)
            ),
            mail=_MAIL_MARKS.union(*(pack.emails.at_words | pack.emails.dot_words for pack in packs)),
            mail_pairs=frozenset(
                join[-2:] for pack in packs for join in pack.emails.email_joins if len(join) > 1
            ),
            mail_asked=frozenset({"email", "mail", "e-mail", "correo", "correio"}),
            streets=frozenset().union(*(pack.addresses.street_types for pack in packs)),
            months=frozenset().union(*(pack.dates.months.keys() for pack in packs)),
            date_links=frozenset({"del"}).union(*(pack.dates.date_links for pack in packs)),
            first_days=frozenset().union(*(pack.dates.first for pack in packs)),
            telling=frozenset().union(*(telling_words(pack) for pack in packs)),
        )

    @cached_property
    def mail_ends(self) -> frozenset[str]:
        """The words that are the last, or the only one, of a separator inside a spoken address."""
        return self.mail.union(pair[-1] for pair in self.mail_pairs)

    @cached_property
    def open(self) -> frozenset[str]:
        """The words after which a value may go on."""
        values = self.numbers | self.articles | self.months | self.first_days
        letters = (self.spelled | VOWELS | LETTER_WORDS).union(second for _, second in PAIRS)
        return values | letters | SIGNS | self.mail_ends

    # What goes on with a number, with a letter and with an address.

    @cached_property
    def after_number(self) -> frozenset[str]:
        return self.numbers | self.letters | self.joined

    @cached_property
    def after_letter(self) -> frozenset[str]:
        return self.after_number | LETTER_WORDS | VOWELS

    @cached_property
    def after_mail(self) -> frozenset[str]:
        return self.mail | self.letters | self.numbers
