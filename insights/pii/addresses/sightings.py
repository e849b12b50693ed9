"""Streets where they are seen: what makes "rua das flores" an address and no way of speaking."""

from insights.pii.addresses.parts import Details
from insights.pii.addresses.readers import Readers
from insights.pii.addresses.streets import StreetName
from insights.text.tokens import Document, Kind

_OF = frozenset({"da", "das", "do", "dos", "de"})


class StreetSightings:
    """Reads a street with all that belongs to it, where there is evidence enough."""

    def __init__(self, readers: Readers) -> None:
        self._words = readers.pack.addresses
        self._numbers = readers.numbers
        self._streets = readers.streets
        self._details = readers.details
        self._around = readers.around

    def read(self, document: Document, index: int, *, strong: bool, short: bool) -> Details | None:
        norms = document.norms
        dotted = index + 1 < len(norms) and norms[index + 1] in "./ª" and document.touches(index + 1)
        if not dotted and len(norms[index]) <= 2 and not self._plain_short(document, index):
            return None
        name = self._streets.read(document, index)
        if name is None:
            return None
        end = self._numbers.house(document, name.end)
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
        details = self._details.read(document, index, end)
        detailed = details.parts > 0 or bool(details.codes)
        context = False
        if not numbered:
            context = self._around.in_context(document, index)
            if name.risky and not (strong and (name.titled or (detailed and context))):
                return None
            sure = context or (
                name.titled
                and not name.numeric
                and (strong or detailed or self._named_like_one(document, index))
                and (dotted or len(norms[index]) > 2 or detailed)
            )
            if name.numeric:
                sure = (context and (strong or detailed)) or (
                    strong and detailed and bool(details.codes or details.parts > 1)
                )
            sure = sure or (
                strong and not name.numeric and not name.risky and self._located(document, index, name)
            )
            if not sure and not (detailed and strong):
                return None
        elif not strong and not (
            name.titled or name.numeric or detailed or self._around.in_context(document, index)
        ):
            if len(norms[index]) <= 3 or name.risky:
                return None
        elif (
            not strong
            and name.numeric
            and not detailed
            and norms[name.end] not in ("#", "-", "n", "no", "numero", "con")
        ) and not self._around.in_context(document, index):
            return None
        if details.pieces and not numbered and not detailed and not context and name.titled:
            return details
        return details

    def _located(self, document: Document, index: int, name: StreetName) -> bool:
        """Whether something is in a street of that name: "na rua vasco da gama", "en calle zaragoza"."""
        if not index or len(document.norms[index]) < 3:
            return False
        before = document.norms[index - 1]
        if before in ("en", "em"):
            return True
        two = document.norms[index - 2] if index > 1 else ""
        return name.words > 1 and (before in ("na", "pela") or (before == "la" and two in ("en", "por")))

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
