"""Who speaks and when, as chats write it before each line: "[10:02] Cliente: …", "12/03/24 10:02 - Ana: …".

Such words are nobody's data and no part of what is said: without them a line begins where its turn does.
"""

from insights.pii.words.reading import words
from insights.pii.written import written_date
from insights.text.tokens import Document, Kind

_ROLES = words(
    """
    cliente clienta atendente agente asesor asesora ejecutivo ejecutiva bot chatbot robo operador operadora
    consultor consultora usuario usuaria soporte suporte vendedor vendedora assistente asistente analista
    sistema loja tienda teleoperador teleoperadora especialista ura
    """
)
_HALVES = words("am pm a p")
_PARTICLES = words("de da do dos das del la las los e y")
_MOST_TIME_TOKENS = 14


class SpeakerReader:
    """Reads the labels of one call's lines in their order: a role that comes again is no form's field."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._here: set[str] = set()

    def remember(self) -> None:
        """The block that was read last is what was said before, from now on."""
        self._seen |= self._here

    def drop(self, document: Document) -> None:
        """Take the labels out of the block of a document, its tokens from `floor` on."""
        floor = document.floor
        self._here.clear()
        if ":" not in document.norms[floor:]:
            return
        kinds = document.kinds
        starts = [floor] if not floor or kinds[floor - 1] is Kind.BREAK else []
        starts += [index for index, kind in enumerate(kinds[floor:], floor + 1) if kind is Kind.BREAK]
        ends = [(start, self._end(document, start)) for start in starts if self._may_be_one(document, start)]
        for first, last in reversed(ends):
            del document.starts[first:last], document.ends[first:last]
            del document.norms[first:last], document.kinds[first:last]

    @staticmethod
    def _may_be_one(document: Document, start: int) -> bool:
        """Whether a line begins as one with a label may."""
        if start >= len(document.norms):
            return False
        norm = document.norms[start]
        return norm in _ROLES or norm == "[" or document.kinds[start] is Kind.NUMBER

    def _end(self, document: Document, start: int) -> int:
        """One past the label of the line that begins at `start`."""
        norms, kinds = document.norms, document.kinds
        after = self._past_time(document, start)
        if norms[after : after + 1] and norms[after] in _ROLES and norms[after + 1 : after + 2] == [":"]:
            role = norms[after]
            spoken = role in self._seen or role in self._here or self._is_said(document, after + 2)
            self._here.add(role)
            if spoken:
                after += 2
        return after if after < len(norms) and kinds[after] is not Kind.BREAK else start

    @staticmethod
    def _is_said(document: Document, index: int) -> bool:
        """Whether what follows is no name: "Atendente: Bom dia", but "Cliente: Ana de Souza"."""
        norms, kinds = document.norms, document.kinds
        if index >= len(kinds) or kinds[index] is not Kind.WORD:
            return False
        if not document.capitalised(index):
            return True
        second = index + 1 + (norms[index + 1 : index + 2] == [","])
        if second >= len(kinds) or kinds[second] is not Kind.WORD:
            return False
        return not document.capitalised(second) and norms[second] not in _PARTICLES

    @staticmethod
    def _past_time(document: Document, start: int) -> int:
        """One past the time a line begins with: "[10:02]", "12/03/2024 10:02 - "; `start` for none."""
        norms, kinds = document.norms, document.kinds
        index = start + (norms[start : start + 1] == ["["])
        index += written_date(document, index) if index < len(norms) else 0
        index += index > start + 1 and norms[index : index + 1] == [","]
        if norms[index + 1 : index + 2] != [":"] or not document.touches(index + 1):
            return start
        stop = min(len(norms), start + _MOST_TIME_TOKENS)
        while index < stop and (
            kinds[index] is Kind.NUMBER or norms[index] in (":", ".") or norms[index] in _HALVES
        ):
            index += 1
        if norms[index : index + 1] == (["]"] if norms[start] == "[" else ["-"]):
            return index + 1
        return start
