"""Names that fill in a form's field, everyday words and all: "Médico: Raquel Caja Esteban"."""

from insights.pii.names.lexicon import NAME, Class, Lexicon
from insights.pii.names.parts import Run
from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document, Kind

_MOST_TOKENS = 9
_MOST_PARTICLES = 2
_SURNAMES = words("apellido apellidos apelido apelidos sobrenome sobrenomes")
_FOREIGN = words("el al ben bin van von der den la le i y")
_NOT_PART = Class.TITLE | Class.RELATION | Class.GREETING


class FieldNameReader:
    """Reads on, from a name that fills in a field, as long as the words have capitals."""

    def __init__(self, pack: LanguagePack, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._institutions = pack.addresses.institutions
        self._context = pack.identifiers.context

    def whole(self, document: Document, run: Run) -> Run:
        """The run with the words after it that belong to it."""
        if run.empty or not run.named or not self._titled(document, run.start):
            return run
        end = self._end(document, run.end, run.start + _MOST_TOKENS)
        return run if end == run.end else Run(run.start, end, run.weight, run.parts + 1, True)

    def surnames(self, document: Document, index: int) -> Run | None:
        """What fills in the field that the token at `index` names if that is for surnames."""
        start = index + 2
        if document.norms[index] not in _SURNAMES or start >= len(document):
            return None
        end = self._end(document, start, start + _MOST_TOKENS)
        return Run(start, end, 1.0, end - start, True) if end > start else None

    def _end(self, document: Document, end: int, stop: int) -> int:
        """One past the words with capitals from `end` on; particles only between them."""
        count = min(stop, len(document))
        while end < count:
            position = end
            while position < min(count, end + _MOST_PARTICLES) and self._particle(document, position):
                position += 1
            if position >= count or not self._part(document, position):
                break
            end = position + 1
        return end

    def _particle(self, document: Document, index: int) -> bool:
        norm = document.norms[index]
        return norm in _FOREIGN or bool(self._lexicon.of(norm) & Class.PARTICLE)

    def _part(self, document: Document, index: int) -> bool:
        norms = document.norms
        if not self._titled(document, index) or norms[index + 1 : index + 2] == [":"]:
            return False
        if norms[index] in self._institutions:
            return False
        if norms[index] in self._context and document.kinds[index + 1 : index + 2] == [Kind.NUMBER]:
            return False  # "Titular: Ana Lima Cuenta 1234"
        bits = self._lexicon.of(norms[index])
        return not bits & _NOT_PART and not (bits & Class.OTHER and not bits & NAME)

    @staticmethod
    def _titled(document: Document, index: int) -> bool:
        """Whether a word has a capital and small letters after it."""
        if document.kinds[index] is not Kind.WORD:
            return False
        raw = document.raw(index, index + 1)
        return len(raw) > 1 and raw[0].isupper() and raw[1:].islower()
