"""A run of words that may be a name: where it ends and how much it weighs by itself."""

from dataclasses import dataclass

from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 12
_MOST_UNKNOWN = 3
_AND = frozenset({"e", "y", "i"})
_BREAKS_SENTENCE = frozenset(".?!¿¡\n")
_MARKED_BY_BREAK = frozenset("\"'(*•-–>[")
# Three letters are soon an everyday word or half of one; these are names first.
_SHORT = words("ana rui bia leo lia ivo eva ian ari ada gil")
_CLITICS = words("me te se lhe lhes nos vos o os as lo la los las")
_ARTICLES = {"pt": words("da do das dos"), "es": words("del la los las")}
_HOUSE = 1.5  # "de la Torre" begins: more than what its words weigh
_SHORT_TITLES = words("dr dra drs sr sra srta prof profa eng enf lic ing mtro mtra pe exmo exma ilmo")
_NOT_PART = Class.STOP | Class.TITLE | Class.OTHER | Class.RELATION | Class.GREETING


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens `[start, end)`. `weight` is what the words say by themselves."""

    start: int
    end: int
    weight: float = 0.0
    parts: int = 0
    named: bool = False  # has a word of the lists

    @property
    def empty(self) -> bool:
        return self.end <= self.start


def starts_sentence(document: Document, index: int) -> bool:
    while index and document.norms[index - 1] in _MARKED_BY_BREAK:
        index -= 1
    if index > 1 and document.norms[index - 1] == "." and document.norms[index - 2] in _SHORT_TITLES:
        return False  # "Dr. Okonkwo"
    return index == 0 or document.norms[index - 1] in _BREAKS_SENTENCE


def shouted(document: Document, index: int) -> bool:
    """Whether the word is in capitals throughout."""
    first, last = document.starts[index], document.ends[index]
    return last - first > 1 and document.text[first:last].isupper()


def _written_as_name(document: Document, index: int) -> bool:
    """Not "IgG"."""
    raw = document.raw(index, index + 1)
    return raw[1:].islower() or raw.isupper() or raw[:2] in ("Mc", "De", "Di", "La", "Mac")


class RunReader:
    """Reads runs of words that may be names."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._context = pack.identifiers.context
        self._seconds = pack.names.seconds
        self._articles = _ARTICLES[pack.language]
        self._idle = pack.names.not_names

    def read(self, document: Document, start: int, *, trusting: bool = False, particles: bool = False) -> Run:
        """The longest run from `start` on. A trusting reader follows a sure announcement: words nobody knows
        count, in lower case too. `particles` may begin it: "da Silva"."""
        norms, kinds, of = document.norms, document.kinds, self._lexicon.of
        stop = min(len(norms), start + _MOST_TOKENS)
        index = end = start
        weight, parts, unknown, capitals, last = 0.0, 0, 0, 0, 0
        named = plain = joined = initials = False
        while index < stop:
            norm = norms[index]
            if kinds[index] is not Kind.WORD:
                if index > start and self._inside(document, index, stop):
                    index += 1
                    continue
                break
            bits = of(norm)
            if index + 2 < len(norms) and norms[index + 1] == "-" and norms[index + 2] in _CLITICS:
                break  # "leia-me", no Leia
            capital = document.capitalised(index)
            if (
                index == start
                and bits & Class.OTHER
                and not (trusting and bits & NAME and (capital or self._alone(document, index)))
            ):
                break
            if bits & Class.PARTICLE and (
                parts or (trusting and capital) or (particles and norm not in _AND)
            ):
                after = self._after_particles(document, index, stop, end - 1, last)
                if after == index:
                    break
                index = after
                joined = True
                continue
            if len(norm) == 1:
                dotted = index + 1 < len(norms) and norms[index + 1] == "." and document.touches(index + 1)
                if not capital or not (dotted or parts):
                    break
                weight += 0.75
                initials = True
                index += 1
                if parts:
                    end = index + dotted
                continue
            value = self._value(norm, bits, document, index, first=parts == 0)
            if value == 0:
                if (
                    (bits & _NOT_PART and not (capital and self._inside_a_name(document, index, bits, last)))
                    or norm in self._context
                    or (
                        not capital
                        and (
                            self._lexicon.like_a_word(norm)
                            or not (trusting or (plain and self._between(document, index, bits, parts)))
                        )
                    )
                    or (unknown >= _MOST_UNKNOWN)
                ):
                    break
                if capital and not trusting and index == start and starts_sentence(document, index):
                    value = -1.0
                else:
                    value = 0.5
                unknown += 1
            elif parts and not capital and not joined and (bits & Class.DOUBTFUL):
                between = plain and self._before_surname(document, index)
                if not between and (
                    bits & Class.STOP or not (trusting or (plain and self._ends(document, index, bits)))
                ):
                    break
            elif parts and not capital and (bits & Class.EVERYDAY) and capitals and not trusting:
                break  # "Maria rosa": who writes capitals writes this one
            named = named or bool(bits & NAME) or norm in document.people
            plain = plain or (bool(bits & NAME) and not bits & Class.EVERYDAY) or norm in document.people
            weight += value
            parts += 1
            capitals += capital
            last = bits
            joined = False
            index += 1
            end = index
        if parts and self.house(document, start) and start + 1 < end:
            weight += _HOUSE
        if parts > 1 and not plain and (unknown or not capitals) and not self._both(norms, start, end):
            weight -= 1.0  # "luz del sol", "Salud Mental"
        if (parts > 1 or (initials and plain)) and weight > 0:
            weight += 1.0
        elif parts and end - start == 1 and self._acronym(document, start):
            weight = min(weight, 1.0)
        if parts and capitals == parts and self._telling(document, start, end, parts):
            weight += 1.0
        return Run(start, end, weight, parts, named)

    def house(self, document: Document, index: int) -> bool:
        """Whether "de la Torre", "del Río" begins at `index`: everyday words that are a surname together."""
        norms, of = document.norms, self._lexicon.of
        if self._seconds.isdisjoint(norms[index + 1 : index + 3]):
            return False
        after = index
        while after < min(len(norms), index + 2) and of(norms[after]) & Class.PARTICLE:
            after += 1
        return (
            index < after < len(norms)
            and norms[index] not in _AND
            and norms[after] in self._seconds
            and bool(of(norms[after]) & NAME)
        )

    def back(self, document: Document, start: int, floor: int) -> int:
        """Where a run begins that has words nobody knows, or initials, before the known one at `start`."""
        norms, kinds = document.norms, document.kinds
        if not document.capitalised(start):
            return start
        least = max(floor, start - 4)
        index = start
        while index > least:
            before = index - 1
            norm = norms[before]
            if norm == "." and before > least and len(norms[before - 1]) == 1 and document.touches(before):
                before -= 1
            elif (
                kinds[before] is not Kind.WORD
                or len(norm) < 3
                or self._lexicon.of(norm)
                or norm in self._context
            ):
                break
            if not document.capitalised(before) or not _written_as_name(document, before):
                break
            index = before
        return index

    @staticmethod
    def _alone(document: Document, index: int) -> bool:
        """Whether a line is this word."""
        kinds = document.kinds
        after = index + 1
        while after < len(kinds) and kinds[after] is Kind.PUNCT:
            after += 1
        return (index == 0 or kinds[index - 1] is Kind.BREAK) and (
            after >= len(kinds) or kinds[after] is Kind.BREAK
        )

    def _inside_a_name(self, document: Document, index: int, bits: int, last: int) -> bool:
        """Whether an everyday word with a capital stands between names with theirs: "Adolfo Pipa Vallejo"."""
        norms = document.norms
        if (
            bits != Class.STOP
            or norms[index] in self._idle
            or index + 1 >= len(norms)
            or shouted(document, index)
        ):
            return False
        following = self._lexicon.of(norms[index + 1])
        plain = ~(Class.EVERYDAY | Class.ABROAD | Class.STOP)
        return (
            bool(last & NAME and following & Class.SURNAME)
            and last == last & plain
            and following == following & plain
            and document.capitalised(index + 1)
        )

    def _both(self, norms: list[str], start: int, end: int) -> bool:
        """Whether a given name and a surname stand there, everyday words though they are: "diana torres"."""
        first, last = self._lexicon.of(norms[start]), self._lexicon.of(norms[end - 1])
        own = not (first | last) & (Class.DOUBTFUL | Class.ABROAD)
        return own and bool(first & Class.GIVEN and not first & Class.SURNAME and last & Class.SURNAME)

    def _before_surname(self, document: Document, index: int) -> bool:
        """Whether a surname and nothing else follows: "ximena diez grinberg"."""
        following = self._lexicon.of(document.norms[index + 1]) if index + 1 < len(document) else 0
        ends = index + 2 >= len(document) or document.kinds[index + 2] is not Kind.WORD
        unsure = Class.ABROAD if ends else Class.DOUBTFUL | Class.ABROAD
        return bool(following & Class.SURNAME and not following & unsure)

    def _ends(self, document: Document, index: int, bits: int) -> bool:
        """Whether an everyday surname ends the name and what is said: "ana castelo."."""
        if not bits & Class.SURNAME:
            return False
        if index + 1 >= len(document) or document.kinds[index + 1] is not Kind.WORD:
            return True
        following = self._lexicon.of(document.norms[index + 1])
        return bool(following & Class.SURNAME and not following & Class.STOP)

    def _between(self, document: Document, index: int, bits: int, parts: int) -> bool:
        """Whether a word nobody knows stands before a surname, "jordi casadevall salinas", or ends a name."""
        if bits:
            return False
        if index + 1 >= len(document) or document.kinds[index + 1] is not Kind.WORD:
            return parts > 1  # "andrés muñoz mastropietro"
        following = self._lexicon.of(document.norms[index + 1])
        return bool(following & Class.SURNAME and not following & (Class.DOUBTFUL | Class.STOP))

    def _value(self, norm: str, bits: int, document: Document, index: int, *, first: bool) -> float:
        if norm in document.people:
            return 2.0 if bits & Class.DOUBTFUL else 3.0 if bits & Class.EVERYDAY else 4.0
        if not bits & NAME:
            return 0.0
        if norm in self._context and shouted(document, index):
            return 0.5  # "RUT", no Rut
        if bits & Class.EVERYDAY:
            doubtful = bits & Class.DOUBTFUL
            value = (0.75 if doubtful else 1.5) if bits & Class.GIVEN else (0.5 if doubtful else 1.0)
            return value / 2 if bits & Class.ABROAD else value
        capital = document.capitalised(index)
        value = 4.0 if bits & Class.GIVEN else 2.0
        if bits & Class.ABROAD:
            value -= 1.0 if capital or not first else 1.5
        if len(norm) == 3 and not capital and norm not in _SHORT:
            value = min(value, 2.5)
        return value

    def _inside(self, document: Document, index: int, stop: int) -> bool:
        """Whether the mark at `index` joins two words of a name: "J. R.", "Ruiz-Zorrilla", "D'Ávila"."""
        norm = document.norms[index]
        if norm == ".":
            return len(document.norms[index - 1]) == 1 and document.touches(index)
        return (
            norm in ("-", "'", "´", "`")
            and index + 1 < stop
            and document.touches(index)
            and document.touches(index + 1)
            and document.kinds[index + 1] is Kind.WORD
        )

    def _after_particles(self, document: Document, index: int, stop: int, before: int, last: int) -> int:
        """Where the name goes on after "de", "de la", "e"; `index` where it does not."""
        norms, of = document.norms, self._lexicon.of
        after = index + 1
        while after < min(stop, index + 3) and of(norms[after]) & Class.PARTICLE:
            after += 1
        if after >= stop or document.kinds[after] is not Kind.WORD:
            return index
        bits = of(norms[after])
        capital = document.capitalised(after)
        if norms[index] in _AND:
            both = capital and document.capitalised(before)
            sure = last & Class.SURNAME and bits & Class.SURNAME and not bits & Class.GIVEN
            return after if both and sure else index
        if norms[after] in document.people:
            return after
        if bits & Class.ABROAD and not bits & Class.SURNAME and norms[after - 1] in self._articles:
            return index  # "Eduardo da Chilli Beans"
        if not bits & NAME:
            # "De Etxaburu" after a sure announcement.
            return after if last == 0 and capital and not bits & _NOT_PART else index
        if bits & Class.DOUBTFUL and not capital and norms[after] in self._seconds and last & NAME:
            return after  # "Maria das Graças"
        if bits & Class.DOUBTFUL and not capital and after == index + 1:
            if last == 0 and norms[after] in self._seconds:
                return after  # "del Río"
            following = of(norms[after + 1]) if after + 1 < stop else 0
            return after if following & NAME and not following & Class.EVERYDAY else index
        return after

    @staticmethod
    def _acronym(document: Document, index: int) -> bool:
        """Whether a short word alone is in capitals where its neighbours are not: "EVA" in a report."""
        if len(document.norms[index]) > 5 or not shouted(document, index):
            return False
        beside = [k for k in range(max(0, index - 3), min(len(document), index + 4)) if k != index]
        spoken = [k for k in beside if document.kinds[k] is Kind.WORD and len(document.norms[k]) > 1]
        return any(not shouted(document, k) for k in spoken)

    def _telling(self, document: Document, start: int, end: int, parts: int) -> bool:
        """Whether the capitals tell anything: not at a sentence's begin, not where everything is in
        capitals."""
        if parts == 1 and starts_sentence(document, start):
            return False
        if not all(shouted(document, k) for k in range(start, end) if len(document.norms[k]) > 2):
            return True
        beside = [k for k in (start - 2, start - 1, end, end + 1) if 0 <= k < len(document)]
        return not any(document.kinds[k] is Kind.WORD and shouted(document, k) for k in beside)
