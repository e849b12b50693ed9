"""Streets where they are seen: what makes "rua das flores" an address and no way of speaking."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.streets import StreetName
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_OF = frozenset({"da", "das", "do", "dos", "de", "del"})
_FROM = _OF | {"para", "pra", "por", "pela", "pelo", "al"}
_LEADS = frozenset(
    {"en", "em", "na", "no", "la", "el", "a", "o", "para", "pra", "por", "pela", ",", ":", "sobre"}
)
_PAVED = words("calcada calzada autopista autovia carretera rodovia estrada viaduto ciclovia")
_LINKS = 3  # of them before a street
_BEFORE_ANY = _OF | {"a", "o", "la", "el", "uma", "um", "una", "un", "na", "no", "essa", "esa", "esta"}
_NUMBERED = words("calle carrera diagonal transversal")  # streets that may have a number for a name
_TO_NUMBERED = frozenset({"\n", "en", "a", "es", "por", "desde", "hasta", ","})
_QUESTION_TOKENS = 12
_AT = frozenset({"na", "no", "pela", "pelo"})
# Letters that are hardly anything else before a name and a number; where they say a place.
_OWN = words("r tv c cl jr cr kr kra cll pje psj gral")
_PLACED = words("en em na no de da do para pra a la pela pelo por hasta ate desde procura procure busque")
_WHERE = frozenset({"onde", "aonde", "donde", "adonde"})
_WHOM = words("me te le les nos os se")


class StreetSightings:
    """Reads a street with all that belongs to it, where there is evidence enough."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._places = readers.places
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._details = readers.details
        self._around = readers.around

    def read(self, document: Document, index: int, *, strong: bool, short: bool) -> Details | None:
        norms = document.norms
        if norms[index] == "via" and index > document.floor and norms[index - 1] == "gran":
            end = self._numbers.house(document, index + 1)
            return self._details.read(document, index - 1, end) if end > index + 1 else None
        if norms[index] == "cuesta" and (
            (index and norms[index - 1] in _WHOM) or self._numbers.plain(document, index + 1) > index + 1
        ):
            return None  # what costs somebody something
        dotted = index + 1 < len(norms) and norms[index + 1] in "./ª" and document.touches(index + 1)
        name = None
        if dotted or len(norms[index]) > 2 or self._plain_short(document, index):
            name = self._streets.read(document, index)
        elif short:
            name = self._announced(document, index)
        if name is None:
            return None
        end = self._details.apart(document, name.end, self._numbers.house(document, name.end))
        numbered = end > name.end
        if (
            name.numeric
            and not numbered
            and norms[name.end - 1 : name.end]
            and document.kinds[name.end - 1] is Kind.WORD
        ):
            # "rua quinze cento e vinte": two numbers; "quinze" alone is only a name.
            numbered = False
        if name.end - index == 2 and len(norms[name.end - 1]) <= 2 and not name.numeric and short:
            return None  # "AV OD 0,6"
        if norms[index] == "c" and norms[index + 1] != "/" and not numbered:
            return None
        if norms[index] == "tv" and not (dotted or numbered):
            return None  # television
        details = self._details.read(document, index, end)
        detailed = details.parts > 0 or bool(details.codes)
        if not numbered:
            return (
                details if self._sure(document, index, name, details, strong=strong, dotted=dotted) else None
            )
        if strong or detailed or self._around.in_context(document, index):
            return details
        if name.numeric:
            told = norms[name.end] in ("#", "-", "n", "no", "numero", "con")
        else:
            told = (
                name.titled or dotted or (not name.risky and (len(norms[index]) > 2 or norms[index] in _OWN))
            )
        return details if told else None

    def _sure(
        self,
        document: Document,
        index: int,
        name: StreetName,
        details: Details,
        *,
        strong: bool,
        dotted: bool,
    ) -> bool:
        """Whether a street without a number is meant as an address."""
        detailed = details.parts > 0 or bool(details.codes)
        context = self._around.in_context(document, index)
        if document.norms[index] in _PAVED and not (
            name.titled or detailed or self._named_road(document, index)
        ):
            return False
        if strong and (self._stated(document, index, name) or self._last_said(document, index, name)):
            return True
        named = name.titled or document.norms[index + 1] in _OF
        if not strong and named and self._stated(document, index, name, asked=True):
            return True
        if name.risky and not (strong and (name.titled or (detailed and context))):
            return False
        if name.numeric:
            return (context and (strong or detailed)) or (
                strong and detailed and bool(details.codes or details.parts > 1)
            )
        told = strong or named or detailed or name.words > 1
        if (context and told) or (strong and (detailed or self._located(document, index, name))):
            return True
        return (
            name.titled
            and (strong or detailed or self._named_like_one(document, index))
            and (dotted or len(document.norms[index]) > 2 or detailed)
        )

    def _named_road(self, document: Document, index: int) -> bool:
        """Whether a road has a name and no verb after it: "carretera de cuenca"."""
        follow = document.norms[index + 1]
        return follow in _OF or self._places.match(document.norms, index + 1, len(document))[0] > index + 1

    def _stated(self, document: Document, index: int, name: StreetName, *, asked: bool = False) -> bool:
        """Whether somebody says that something is, goes or comes there, and no more: "é na rua do porto"; or
        answers so who was `asked` where."""
        if len(document.norms[index]) < 3 or not self._around.phrase_ends(document, name.end):
            return False
        norms, kinds = document.norms, document.kinds
        position = index - 1
        while position >= max(0, index - _LINKS) and norms[position] in _LEADS:
            position -= 1
        if position < 0 or kinds[position] is Kind.BREAK:
            told = (position == index - 1 and not asked) or self._asked_where(document, position)
            return told and not name.risky and not name.numeric
        if asked and name.risky:
            return False
        said = norms[position] in self._words.stated
        return said and (not name.risky or norms[index + 1] in _OF)

    @staticmethod
    def _last_said(document: Document, index: int, name: StreetName) -> bool:
        """Whether a turn ends with a street and its name: "ay por dios calle las camelias"."""
        if len(document.norms[index]) < 3 or name.end - index < 2:
            return False
        before = document.norms[index - 1] if index else "\n"
        if name.numeric and not (document.norms[index] in _NUMBERED and before in _TO_NUMBERED):
            return False
        if name.risky and document.norms[index + 1] not in _OF:
            return False
        spanish = document.norms[index] in _NUMBERED and before in ("a", "de")
        if before in _BEFORE_ANY and not spanish:
            return False
        follow = name.end
        while follow < len(document) and document.norms[follow] in ".…":
            follow += 1
        return follow >= len(document) or document.kinds[follow] is Kind.BREAK

    @staticmethod
    def _asked_where(document: Document, end: int) -> bool:
        """Whether the turn that ends before `end` asks where something is or goes."""
        lowest = max(0, end - _QUESTION_TOKENS)
        return not _WHERE.isdisjoint(document.norms[lowest : max(end, 0)])

    def _located(self, document: Document, index: int, name: StreetName) -> bool:
        """Whether something is in a street of that name: "na rua vasco da gama", "en calle zaragoza"."""
        if not index or len(document.norms[index]) < 3:
            return False
        before = document.norms[index - 1]
        if before in ("en", "em"):
            return True
        if before in _FROM and self._around.phrase_ends(document, name.end):
            return True
        if before in _AT and document.norms[index + 1] in _OF and not name.risky:
            return self._around.phrase_ends(document, name.end)
        two = document.norms[index - 2] if index > 1 else ""
        return name.words > 1 and (before in ("na", "pela") or (before == "la" and two in ("en", "por")))

    def _announced(self, document: Document, index: int) -> StreetName | None:
        """A street after one or two letters, for a number comes that is called one: "r castro alves nº 9"."""
        name = self._streets.read(document, index)
        if name is None or name.numeric or len(document.norms[index + 1]) < 3:
            return None
        position, said = self._numbers.announced(document, name.end)
        titled = name.titled and (
            position > name.end or document.norms[index + 1] in _OF or document.norms[index] in _OWN
        )
        placed = not name.risky and document.norms[index] in _OWN and self._placed(document, index)
        told = said or titled or placed or self._around.in_context(document, index)
        return name if told and self._numbers.house(document, name.end) > name.end else None

    @staticmethod
    def _placed(document: Document, index: int) -> bool:
        """Whether a turn begins with the street, or says where something is or goes."""
        if not index or document.kinds[index - 1] in (Kind.BREAK, Kind.PUNCT):
            return True
        return document.norms[index - 1] in _PLACED

    def _plain_short(self, document: Document, index: int) -> bool:
        """Whether letters without a dot are a street's type: "av brasil", "r das flores", "BR-101"."""
        norms = document.norms
        if index + 1 >= len(norms):
            return False
        norm, follow = norms[index], norms[index + 1]
        if norm in self._words.road_codes:
            return follow[0].isdigit() or (
                follow == "-" and index + 2 < len(norms) and norms[index + 2][0].isdigit()
            )
        if norm in ("av", "po"):
            # "AV de movimiento": visual acuity
            return not document.raw(index, index + 1).isupper() or document.capitalised(index + 1)
        return (len(norm) > 1 and self._around.in_context(document, index)) or (
            norm == "r" and (follow in _OF or self._around.in_context(document, index))
        )

    def _named_like_one(self, document: Document, index: int) -> bool:
        """Whether an everyday word with a capital begins a line or a part of one: ", Paseo del Prado"."""
        if not document.capitalised(index) or len(document.norms[index]) < 5:
            return False
        return index == 0 or document.kinds[index - 1] in (Kind.PUNCT, Kind.BREAK)
