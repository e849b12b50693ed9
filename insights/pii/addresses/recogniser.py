"""Addresses and places of people, written or spoken.

An anchor (a street's type, a label, "moro em", a flat, a postal code) leads to a reading; the rest of the
text costs one look into a table a token.
"""

from collections.abc import Iterator, Sequence

from insights.pii.addresses.details import DetailReader, Details
from insights.pii.addresses.fields import FieldReader
from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.streets import StreetName, StreetReader
from insights.pii.findings import Finding
from insights.pii.packs import LanguagePack
from insights.pii.places import PlaceKind, places
from insights.records import PiiType
from insights.text.numerals import read_digits
from insights.text.tokens import Document, Kind, fold

_CONTEXT_TOKENS = 14
_EARLIER_TOKENS = 45
_LIVING_TOKENS = 6
_BACK_TOKENS = 9
_PART_TOKENS = 14  # between two parts of one address said in turns
_SCORE = 0.8
_SURE_SCORE = 0.85
_OF = frozenset({"da", "das", "do", "dos", "de"})
_ELECTRONIC = frozenset({"eletronico", "electronico", "ip", "web"})
_IN = frozenset({"em", "en", "no", "na", "nos", "nas"})
_FROM = _IN | {"desde", "de", "do", "da", "del", "para", "pra", "pro", "a", "ao", "dos", "das"}


class _Anchor:
    """What a word may begin, as bits: plain numbers, for they are asked for at every word."""

    STREET = 1
    WEAK = 2
    SHORT = 4
    BLOCK = 8
    DISTRICT = 16
    FIELD = 32
    LIVING = 64
    CODE = 128
    NUMBER = 256
    PLACEHOLDER = 512


class AddressRecogniser:
    """Streets with all that belongs to them, quarters and towns that somebody says to live in, answers and
    fields."""

    name = "addresses"
    types: Sequence[PiiType] = (PiiType.ENDERECO, PiiType.CEP)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack
        self._words = words = pack.addresses
        self._places = places(pack.language)
        self._numbers = NumberReader(pack)
        self._streets = StreetReader(pack, self._numbers)
        self._details = DetailReader(pack, self._places, self._numbers, self._streets)
        self._fields = FieldReader(pack, self._places, self._numbers, self._streets, self._details)
        self._anchors: dict[str, int] = {}
        for group, flag in (
            (words.strong_types, _Anchor.STREET),
            (words.weak_types, _Anchor.WEAK),
            (words.short_types, _Anchor.SHORT),
            (words.blocks | words.flats, _Anchor.BLOCK),
            (words.quarters, _Anchor.DISTRICT),
            (words.fields, _Anchor.FIELD),
            (words.living, _Anchor.LIVING),
            (words.postcodes | {"c"}, _Anchor.CODE),
            (words.number_words, _Anchor.NUMBER),
            (("[]",), _Anchor.PLACEHOLDER),
        ):
            for word in group:
                self._anchors[word] = self._anchors.get(word, 0) | flag
        self._asked_for = (
            frozenset(words.fields) | words.districts | {"mora", "vive", "reside", "moras", "vives"}
        )

    def find(self, document: Document) -> Iterator[Finding]:
        norms, anchors = document.norms, self._anchors
        taken = floor = document.floor
        answers = self._answers(document) if not self._asked_for.isdisjoint(norms) else {}
        if "[]" in norms:
            for turn in self._turns(document):
                more = self._continued(document, turn)
                if more is not None:
                    answers.setdefault(more.pieces[0][0], more)
        if floor:
            answers = self._goes_on(document) | answers
        for index in range(floor, len(norms)):
            norm = norms[index]
            anchor = anchors.get(norm)
            if anchor is None and not answers and not ("0" <= norm[0] <= "9"):
                continue
            if index < taken:
                continue
            found = answers.get(index)
            if found is None and anchor is not None:
                found = self._at(document, index, anchor)
            elif found is None and "0" <= norm[0] <= "9" and len(norm) >= 4:
                found = self._at_code(document, index, taken)
            if found is None:
                continue
            for first, last in found.codes:
                yield Finding(
                    PiiType.CEP, ((first, last),), self._numbers.digits(document, first, last), _SCORE
                )
            for first, last in found.pieces:
                value = self._value(document, first, last)
                yield Finding(PiiType.ENDERECO, ((first, last),), value, _SURE_SCORE)
            taken = max(taken, found.end)

    def _answers(self, document: Document) -> dict[int, Details]:
        """What turns in this block answer to questions of the turns before them, by where it begins."""
        out: dict[int, Details] = {}
        for turn in self._turns(document):
            asked = self._fields.asked(document, turn)
            answer = self._fields.answer(document, turn, asked) if asked is not None else None
            if answer is not None:
                out[answer[0]] = self._cut(document, *answer)
        return out

    def _turns(self, document: Document) -> list[int]:
        """Where turns begin in this block."""
        kinds, floor = document.kinds, document.floor
        turns = [floor] if floor and kinds[floor - 1] is Kind.BREAK else []
        return turns + [k + 1 for k in range(floor, len(kinds) - 1) if kinds[k] is Kind.BREAK]

    def _continued(self, document: Document, turn: int) -> Details | None:
        """What goes on in the turn at `turn` with a street said before: "número 120", "al 1914"."""
        norms, kinds = document.norms, document.kinds
        first = turn
        while first < len(norms) and first < turn + 3 and norms[first] in self._words.openers:
            if norms[first] in self._words.number_words or norms[first] in ("no", "al"):
                break
            first += 1
        if first >= len(norms) or kinds[first] not in (Kind.WORD, Kind.NUMBER):
            return None
        before = self._part_before(document, turn)
        if not before:
            return None
        town, kind = self._places.match(norms, first, len(norms))
        if town > first and kind is not PlaceKind.CODE and self._phrase_ends(document, town):
            return self._details.read(document, first, town)
        end = self._numbers.house(document, first)
        bare = end > first and (kinds[first] is Kind.NUMBER or norms[first] in self._pack.numerals.values)
        if bare and not (before in self._words.street_types and self._phrase_ends(document, end)):
            return None
        if end == first:
            end = self._details.complement(document, first, first, comma=False)
            if not end:
                return None
        return self._details.read(document, first, end)

    def _part_before(self, document: Document, turn: int) -> str:
        """The first word of the part of an address that was found just before the turn, nods between; else
        an empty string."""
        norms, kinds = document.norms, document.kinds
        position = turn - 1
        lowest = max(0, turn - _PART_TOKENS)
        while position >= lowest:
            if kinds[position] is Kind.PLACEHOLDER:
                start, end = document.starts[position], document.ends[position]
                raw = fold(document.text[start : min(end, start + 24)]).replace(".", " ").split()
                word = raw[0] if raw else ""
                part = word in self._words.street_types or word in self._words.number_words
                known = bool(raw) and self._places.match(raw, 0, len(raw))[0] > 0
                return (
                    word if part or known or word in self._words.complements or word in ("no", "al") else ""
                )
            if kinds[position] is Kind.NUMBER or norms[position] in self._pack.identifiers.context:
                return ""
            position -= 1
        return ""

    def _goes_on(self, document: Document) -> dict[int, Details]:
        """What goes on with an address at the end of the block before."""
        norms, floor = document.norms, document.floor
        position = floor - 1
        while position > max(0, floor - 4) and document.kinds[position] is Kind.PUNCT:
            position -= 1
        if document.kinds[position] is not Kind.PLACEHOLDER or floor >= len(norms):
            return {}
        found = self._after_placeholder(document, position)
        return {min(first for first, _ in found.pieces + found.codes): found} if found is not None else {}

    def _at(self, document: Document, index: int, anchor: int) -> Details | None:
        """What the anchor at `index` leads to."""
        found: Details | None = None
        if anchor & _Anchor.PLACEHOLDER:
            return self._after_placeholder(document, index)
        if document.kinds[index] is not Kind.WORD:
            return None
        if anchor & _Anchor.FIELD:
            start, field = self._fields.label(document, index)
            value = self._fields.value(document, start, field) if start else None
            if value is not None:
                return self._cut(document, *value)
        if anchor & (_Anchor.STREET | _Anchor.WEAK | _Anchor.SHORT):
            found = self._street(document, index, anchor)
        if found is None and anchor & _Anchor.BLOCK:
            found = self._block(document, index)
        if found is None and anchor & _Anchor.DISTRICT:
            found = self._district(document, index)
        if found is None and anchor & _Anchor.LIVING:
            found = self._living(document, index)
        if found is None and anchor & _Anchor.NUMBER:
            found = self._number(document, index)
        if found is None and anchor & _Anchor.CODE:
            found = self._labelled_code(document, index)
        return found

    def _street(self, document: Document, index: int, anchor: int) -> Details | None:
        norms = document.norms
        strong = bool(anchor & _Anchor.STREET)
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
        if (
            name.end - index == 2
            and len(norms[name.end - 1]) <= 2
            and not name.numeric
            and anchor & _Anchor.SHORT
        ):
            return None  # "AV OD 0,6"
        if norms[index] == "c" and norms[index + 1] != "/" and not numbered:
            return None
        details = self._details.read(document, index, end)
        detailed = details.parts > 0 or bool(details.codes)
        context = False
        if not numbered:
            context = self._in_context(document, index)
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
            name.titled or name.numeric or detailed or self._in_context(document, index)
        ):
            if len(norms[index]) <= 3 or name.risky:
                return None
        elif (
            not strong
            and name.numeric
            and not detailed
            and norms[name.end] not in ("#", "-", "n", "no", "numero", "con")
        ) and not self._in_context(document, index):
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
        return (len(norm) > 1 and self._in_context(document, index)) or (
            norm == "r" and (follow in _OF or self._in_context(document, index))
        )

    def _named_like_one(self, document: Document, index: int) -> bool:
        """Whether an everyday word with a capital begins a line or a part of one: ", Paseo del Prado"."""
        if not document.capitalised(index) or len(document.norms[index]) < 5:
            return False
        return index == 0 or document.kinds[index - 1] in (Kind.PUNCT, Kind.BREAK)

    def _block(self, document: Document, index: int) -> Details | None:
        """Blocks, lots and flats: "SQS 308 bloco A", "quadra 5 lote 12", "apto 31"."""
        after = self._details.complement(document, index, index)
        if not after:
            return None
        details = self._details.read(document, index, after)
        if self._in_context(document, index) or details.codes:
            return details
        # "AP 528/DF" is a case at a court.
        last = document.norms[details.end - 1]
        _, kind = self._places.match(document.norms, details.end - 1, details.end)
        state = kind is PlaceKind.CODE and len(last) <= 2
        return details if details.parts > state else None

    def _district(self, document: Document, index: int) -> Details | None:
        norms = document.norms
        dotted = index + 1 < len(norms) and norms[index + 1] == "."
        if len(norms[index]) <= 3 and not dotted and not self._in_context(document, index):
            return None
        after = self._details.district(document, index)
        if not after:
            return None
        first = index + 1
        while first < after and (norms[first] in _FROM or norms[first] in ".:oael"):
            first += 1
        known, kind = (
            self._places.match(norms, first, len(norms)) if first < after else (first, PlaceKind.CODE)
        )
        sure = (
            self._streets.titled(document, first)
            or norms[first] in self._words.district_heads
            or (known > first and kind is not PlaceKind.CODE)
            or self._in_context(document, index)
        )
        return self._details.read(document, index, after) if sure and first < after else None

    def _living(self, document: Document, index: int) -> Details | None:
        """The place after "moro em", "natural de", "sou de"."""
        words, norms, kinds = self._words, document.norms, document.kinds
        anywhere = words.living[norms[index]]
        position = index + 1
        stop = min(len(norms), index + 1 + _LIVING_TOKENS)
        linked = ""
        label = 0
        while position < stop:
            norm = norms[position]
            if norm in words.quarters and kinds[position] is Kind.WORD:
                label = label or position
            if linked and self._places.match(norms, position, len(norms))[0] > position + 1:
                break  # "em la paz", "no porto alegre"
            if (
                kinds[position] is Kind.PLACEHOLDER
                and position + 1 < len(norms)
                and norms[position + 1] in _IN
            ):
                position += 1
                continue
            if norm not in words.living_links or kinds[position] is not Kind.WORD:
                break
            if (norm in _FROM and norm != "a") or (norm == "a" and not linked):
                linked = norm
            position += 1
        if not linked or position >= len(norms) or kinds[position] is not Kind.WORD:
            return None
        norm = norms[position]
        if norm in words.institutions or norm in words.dwellings:
            return None
        end, kind = self._places.match(norms, position, len(norms))
        titled = self._streets.titled(document, position)
        if end > position:
            if kind is PlaceKind.CODE and not document.raw(position, end).isupper():
                return None
            if kind is PlaceKind.COUNTRY and not norms[index].startswith(("na", "or", "pro")):
                return None
            sure = titled or label or end > position + 1 or norm not in words.ambiguous_places
            if (
                not sure
                and not (norms[index][:3] == "mud" and linked in ("para", "pra", "a"))
                and not ((anywhere or norms[index][:3] == "viv") and linked in _IN)
            ):
                return None
            if titled:
                end = max(end, self._details.written_place(document, position))
            return self._details.read(document, label or position, end)
        if not anywhere or norm in words.street_types or norm in words.blocks:
            return None
        if titled:
            end = self._details.written_place(document, position)
        elif linked in _IN and norm not in words.not_streets:
            end = self._details.loose_place(document, position)
            if end and not self._phrase_ends(document, end):
                return None
        return self._details.read(document, label or position, end) if end > position else None

    def _phrase_ends(self, document: Document, position: int) -> bool:
        if position >= len(document) or document.kinds[position] is not Kind.WORD:
            return True
        norm = document.norms[position]
        return norm in self._words.ordinary or norm in (
            "e",
            "y",
            "mas",
            "pero",
            "com",
            "con",
            "em",
            "en",
            "que",
        )

    def _number(self, document: Document, index: int) -> Details | None:
        """ "número 120, apto 3" that goes on with a street said before."""
        norms = document.norms
        if index + 1 >= len(norms) or (
            index and norms[index - 1] in ("o", "el", "meu", "mi", "seu", "su", "do", "del")
        ):
            return None
        end = self._numbers.house(document, index)
        if end == index or end > index + 9:
            return None
        details = self._details.read(document, index, end)
        complement = details.parts > 0 and end < len(norms)
        if complement and self._details.complement(document, self._next_word(document, end), end, links=0):
            return details
        begins = index == 0 or document.kinds[index - 1] in (Kind.BREAK, Kind.PUNCT)
        before = norms[max(0, index - 12) : index]
        return details if begins and "[]" in before and self._in_context(document, index) else None

    def _next_word(self, document: Document, position: int) -> int:
        while position < len(document) - 1 and document.norms[position] in (",", "-", "e", "y", "."):
            position += 1
        return min(position, len(document) - 1)

    def _labelled_code(self, document: Document, index: int) -> Details | None:
        """ "CP: 28035" and the place after it. Codes said in other ways are the identifiers' matter."""
        first, last = self._numbers.postcode(document, index)
        if last <= first:
            return None
        if document.norms[index] == "c" and first < index + 4:
            return None
        details = Details([], [(first, last)])
        town = self._details.town_after(document, last)
        if town > last:
            return self._with_town(document, first, last)
        return details if document.norms[index] != "postal" or first > index + 1 else None

    def _at_code(self, document: Document, index: int, taken: int) -> Details | None:
        """A postal code without a word for it, before a town; and the street before it."""
        first, last = self._numbers.postcode(document, index)
        if last <= first or self._details.town_after(document, last) <= last:
            return None
        after = last
        while document.norms[after] in ",.-–":
            after += 1
        known = self._places.match(document.norms, after, len(document))[0] > after
        street = self._before_code(document, index, taken)
        if not known and street is None:
            return None
        found = self._with_town(document, first, last)
        if street is not None:
            found.pieces.insert(0, street)
        return found

    def _with_town(self, document: Document, first: int, last: int) -> Details:
        """A code and all that follows it."""
        town = self._details.town_after(document, last)
        start = last
        while document.norms[start] in ",.-–":
            start += 1
        found = self._details.read(document, start, town)
        found.codes.append((first, last))
        return found

    def _before_code(self, document: Document, index: int, taken: int) -> tuple[int, int] | None:
        """A street without its type before a postal code: "Doctor Esquerdo, 46. 28007 Madrid"."""
        norms, kinds = document.norms, document.kinds
        lowest = max(taken, index - _BACK_TOKENS)
        end = index
        while end > lowest and norms[end - 1] in (",", ".", "-", "e"):
            end -= 1
        position = end
        if position - 3 >= lowest and norms[position - 3 : position] == ["s", "/", "n"]:
            position -= 3
        elif position - 1 >= lowest and kinds[position - 1] is Kind.NUMBER and len(norms[position - 1]) <= 4:
            position -= 1
        else:
            return None
        while position > lowest and (norms[position - 1] in (",", "no", "n", "º", "°")):
            position -= 1
        first = position
        while position > lowest and kinds[position - 1] is Kind.WORD:
            if document.capitalised(position - 1):
                first = position - 1
            elif norms[position - 1] not in self._pack.names.name_particles:
                break
            position -= 1
        return (
            (first, end)
            if first < end and kinds[first] is Kind.WORD and document.capitalised(first)
            else None
        )

    def _after_placeholder(self, document: Document, index: int) -> Details | None:
        """What goes on after a part of an address that was found before: a town, a postal code."""
        norms, kinds = document.norms, document.kinds
        start = max(index + 1, document.floor)
        position = index + 1
        marks = 0
        while position < len(norms) and position < index + 5 and norms[position] in ",.-–(/":
            marks += 1
            position += 1
        if position >= len(norms) or position < start or kinds[position] is Kind.PLACEHOLDER:
            return None
        if kinds[position] is Kind.NUMBER:
            return None
        if kinds[position] is not Kind.WORD:
            return None
        link = norms[position] in _IN and position + 1 < len(norms)
        if link:
            position += 1
        end, kind = self._places.match(norms, position, len(norms))
        if end == position:
            return None
        if not link and marks and self._streets.titled(document, position) and kind is not PlaceKind.CODE:
            end = max(end, self._details.written_place(document, position))
        elif kind is PlaceKind.CODE:
            marked = norms[position - 1] in "-/,(" and document.raw(position, end).isupper()
            if not marked or not self._in_context(document, index):
                return None
        elif not (self._in_context(document, index) and (link or marks or end > position + 1)):
            return None
        if not self._closes(document, end):
            return None
        return self._details.read(document, position, end)

    def _closes(self, document: Document, end: int) -> bool:
        return (
            end >= len(document)
            or document.kinds[end] is not Kind.WORD
            or document.norms[end] in self._words.ordinary
        )

    def _cut(self, document: Document, first: int, last: int) -> Details:
        """A value with the postal codes in it apart."""
        details = Details([], [])
        position = start = first
        while position < last:
            norm = document.norms[position]
            if norm in self._words.postcodes or norm == "codigo" or (norm[0].isdigit() and len(norm) >= 4):
                code_first, code_last = self._numbers.postcode(document, position)
                if (
                    code_last > code_first
                    and code_last <= last
                    and (code_first > position or code_last < last or len(norm) == 5)
                ):
                    self._piece(document, details, start, position)
                    details.codes.append((code_first, code_last))
                    position = start = code_last
                    continue
            position += 1
        self._piece(document, details, start, last)
        return details

    def _piece(self, document: Document, details: Details, first: int, last: int) -> None:
        norms, kinds = document.norms, document.kinds
        while first < last and kinds[first] is Kind.PUNCT:
            first += 1
        while last > first and kinds[last - 1] is Kind.PUNCT and norms[last - 1] not in ")º°":
            last -= 1
        if first < last:
            details.pieces.append((first, last))

    def _in_context(self, document: Document, index: int) -> bool:
        """Whether somebody speaks of an address, in the turn or in the turn before."""
        norms, kinds, context = document.norms, document.kinds, self._words.address_context
        position, distance, turns, limit = index - 1, 0, 0, _CONTEXT_TOKENS
        while position >= 0 and distance < limit:
            if kinds[position] is Kind.BREAK:
                turns += 1
                if turns > 3:
                    return False
                limit = _EARLIER_TOKENS
            elif norms[position] in context and norms[position + 1] not in _ELECTRONIC:
                return True
            distance += 1
            position -= 1
        return False

    def _value(self, document: Document, first: int, last: int) -> str:
        """Words, with spoken numbers as digits: the key under which the same address is the same."""
        numerals = self._pack.numerals
        out: list[str] = []
        run: list[str] = []
        for norm in [*document.norms[first:last], "."]:
            if numerals.is_number(norm) or (run and norm == numerals.connector):
                run.append(norm)
                continue
            if run:
                out.append(read_digits(run, numerals).text)
                run = []
            if norm.isalnum() and norm not in self._words.number_words:
                out.append(norm)
        return " ".join(out)
