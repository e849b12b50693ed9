"""The name of a street after its type: "rua quinze de novembro", "C/ Jacinto Benavente", "Carrera 7"."""

from collections.abc import Sequence
from dataclasses import dataclass

from insights.pii.addresses.numbers import NumberReader
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_NAME_TOKENS = 14
_NAME_WORDS = 7
_LOWER_WORDS = 4
_ARTICLES = frozenset({"el", "la", "los", "las", "lo", "o", "a", "as", "os", "l", "d"})
_PLAINEST = frozenset({"rua", "avenida", "calle", "carrera"})  # inside a name they begin another street
_OR = frozenset({"o", "ou", "u"})
_POINTS = words("norte sur sul este leste oeste oriente poniente bis")
_SHORT = 4  # letters of a word that a dot abbreviates: "Gral."


@dataclass(frozen=True)
class StreetName:
    """Where a name ends; whether it is written like one; whether its first word is an everyday word; whether
    it is a number."""

    end: int
    titled: bool = False
    risky: bool = False
    numeric: bool = False
    words: int = 1


class StreetReader:
    """Reads a street's name."""

    def __init__(self, pack: LanguagePack, numbers: NumberReader) -> None:
        self._words = pack.addresses
        self._particles = pack.names.name_particles | {
            "do",
            "da",
            "dos",
            "das",
            "de",
            "del",
            "des",
            "di",
            "van",
            "ao",
            "aos",
        }
        self._common = pack.names.not_names
        self._numerals = pack.numerals
        self._months = pack.dates.months
        self._portuguese = pack.language == "pt"
        self._numbers = numbers

    def titled(self, document: Document, index: int) -> bool:
        """Whether a word is written with a capital first letter in a text that has small ones too."""
        raw = document.text[document.starts[index] : document.ends[index]]
        return raw[:1].isupper() and (not raw.isupper() or len(raw) <= 2)

    def capital(self, document: Document, index: int) -> bool:
        return document.kinds[index] is Kind.WORD and document.capitalised(index)

    def happened(self, document: Document, index: int) -> bool:
        """Whether a word says what somebody did: "prometeu", "passou"; no name in small letters ends so."""
        norm = document.norms[index]
        return (
            self._portuguese
            and norm.endswith("ou")
            and len(norm) > _SHORT
            and not self.capital(document, index)
        )

    def read(self, document: Document, index: int) -> StreetName | None:
        """The name after the type at `index`."""
        words, norms, kinds = self._words, document.norms, document.kinds
        stop = min(len(norms), index + _NAME_TOKENS)
        position = index + 1
        if position + 1 < stop and norms[position] == "-" and kinds[position + 1] is Kind.NUMBER:
            position += 1  # "BR-101"
        while position < stop and norms[position] in "/.:ªº°" and position <= index + 2:
            if norms[position] == "/" and len(norms[index]) > 2 and position == index + 1:
                return None
            if norms[position] == ":" and len(norms[index]) > 3:
                return None
            position += 1
        shouted = self._shouted(document, index)
        end = position
        count = 0
        titled = risky = False
        while position < stop and count < _NAME_WORDS:
            norm, kind = norms[position], kinds[position]
            if kind is Kind.NUMBER:
                if count or (not norm.isdecimal() and len(norm) > 4):
                    break
                return self._numeric(document, position)
            if kind is Kind.PUNCT:
                if norm == "." and position > index + 1 and document.touches(position) and count:
                    before = norms[position - 1]
                    if len(before) <= _SHORT and kinds[position - 1] is Kind.WORD and position + 1 < stop:
                        position += 1
                        continue
                if norm in "-'`´" and count and document.touches(position) and position + 1 < stop:
                    position += 1
                    continue
                break
            if kind is not Kind.WORD:
                break
            if position == index + 1 and norm in _OR and self._type_next(norms, position):
                return None  # "¿avenida o jirón?"
            if not self._lettered(document, position) and (
                norm in self._particles
                or (norm in _ARTICLES and not self._name_ended(document, position, index))
            ):
                if norm in ("e", "y") and not self._joins(document, position, count):
                    break
                position += 1
                continue
            capital = self.capital(document, position)
            if (
                norm in self._numerals.values
                and not (capital and (count or self._titled_next(document, position)))
                and not (not count and self._counts(document, position))
            ):
                if count:
                    break
                return self._numeric(document, position)
            if count and self._ends(document, position, capital):
                break
            if self.happened(document, position):
                break
            if (
                not count
                and norm in words.not_streets
                and not (
                    norm in ("nossa", "nuestra") and position + 1 < stop and norms[position + 1][:3] == "sen"
                )
                and not (capital and not shouted and norm in words.street_words)
            ):
                return None
            if len(norm) == 1 and not capital and (count or norm in "eoy"):
                break
            if not capital or shouted:
                if count >= _LOWER_WORDS:
                    break
                everyday = norm not in words.street_words and (norm in self._common or norm in words.ordinary)
                if count and everyday and norms[position - 1] not in ("nossa", "nuestra"):
                    break
                risky = risky or (everyday and norm not in ("nossa", "nuestra", "senhora", "senora"))
            titled = titled or (self.titled(document, position) and not shouted)
            count += 1
            position += 1
            end = position
        if not count:
            return None
        return StreetName(end, titled, risky, words=count)

    def _lettered(self, document: Document, index: int) -> bool:
        """Whether a street is called by a letter: "rua A, 26", "calle A número 7"."""
        after = [norm for norm in document.norms[index + 1 : index + 4] if norm != ","]
        if len(document.norms[index]) > 1 or not self.capital(document, index) or not after:
            return False
        number = after[1] if after[0] in ("no", "n") and len(after) > 1 else after[0]
        return number[0].isdigit() or number in self._words.number_words

    def _type_next(self, norms: Sequence[str], position: int) -> bool:
        return position + 1 < len(norms) and norms[position + 1] in self._words.street_types

    def _shouted(self, document: Document, index: int) -> bool:
        """Whether the type is written in capitals, so that capitals say nothing."""
        raw = document.text[document.starts[index] : document.ends[index]]
        if len(raw) > 2 or index + 1 >= len(document):
            return raw.isupper()
        follow = next(
            (k for k in range(index + 1, min(index + 5, len(document))) if len(document.norms[k]) > 3), index
        )
        return document.text[document.starts[follow] : document.ends[follow]].isupper()

    def _numeric(self, document: Document, position: int) -> StreetName | None:
        """A name that is or begins with a number: "13", "quinze de novembro", "5 de mayo"."""
        norms = document.norms
        end = self._numbers.plain(document, position)
        if end == position:
            return None
        if end + 1 < len(norms) and norms[end] == "de" and norms[end + 1] in self._months:
            return StreetName(end + 2, self.titled(document, position), numeric=False)
        if norms[position - 1] in self._particles:
            return None
        if end < len(norms) and norms[end] in "abcdefgh" and self._numbered_next(document, end + 1):
            end += 1  # "carrera cuarenta y tres a número 10"
        if end < len(norms) and norms[end] in _POINTS:
            end += 1
        return StreetName(end, numeric=True)

    def _titled_next(self, document: Document, position: int) -> bool:
        """Whether a name goes on after a number: "Cinco Villas"."""
        follow = position + 1
        return (
            follow < len(document)
            and self.titled(document, follow)
            and document.kinds[follow] is Kind.WORD
            and document.norms[follow] not in self._numerals.values
            and document.norms[follow] not in self._months
            and len(document.norms[follow]) > 2
        )

    def _counts(self, document: Document, position: int) -> bool:
        """Whether a name counts what it is of: "três marias", "cinco villas"."""
        norms, follow = document.norms, position + 1
        if norms[position] in ("um", "uma", "un", "una", "mil") or follow >= len(norms):
            return False
        norm, words = norms[follow], self._words
        return (
            document.kinds[follow] is Kind.WORD
            and len(norm) > _SHORT
            and norm.endswith("s")
            and norm not in self._numerals.values
            and norm not in self._months
            and norm not in words.ordinary
            and norm not in words.complements
            and norm not in self._particles
            and not self._numbers.measured(document, follow)
        )

    def _numbered_next(self, document: Document, position: int) -> bool:
        """Whether a house number comes, or nothing more."""
        if position >= len(document) or document.kinds[position] is not Kind.WORD:
            return position >= len(document) or document.kinds[position] is not Kind.NUMBER
        norm = document.norms[position]
        return norm in self._words.number_words or norm in _POINTS or norm in ("con", "no", "al", "n")

    def _name_ended(self, document: Document, position: int, index: int) -> bool:
        """Whether an article here can be no part of the name: after a name's word."""
        before = document.norms[position - 1]
        return (
            position > index + 1
            and before not in self._particles
            and before not in _ARTICLES
            and before not in "/.'"
        )

    def _joins(self, document: Document, position: int, count: int) -> bool:
        """Whether "e", "y" goes on with the name."""
        if not count or position + 1 >= len(document):
            return False
        follow = document.norms[position + 1]
        return follow in self._words.joined_names or (
            self.capital(document, position + 1) and self.capital(document, position - 1)
        )

    def _ends(self, document: Document, position: int, capital: bool) -> bool:
        """Whether a word after the first one is no part of the name."""
        words, norm = self._words, document.norms[position]
        if norm in words.number_words or (norm in words.not_streets and not capital):
            return True
        if norm in words.complement_values and len(norm) > 2 and document.norms[position - 1] in words.kings:
            return False
        if norm in words.street_types or norm in words.postcodes:
            inside = document.norms[position - 1] in self._particles and norm not in words.postcodes
            return not (inside and (capital or (len(norm) > 3 and norm not in _PLAINEST)))
        if norm in words.complements or norm in words.districts or norm in words.complement_values:
            inside = document.norms[position - 1] in self._particles or norm in words.street_words
            return not (inside and len(norm) > 1 and (capital or norm in words.street_words))
        return norm == "km"
