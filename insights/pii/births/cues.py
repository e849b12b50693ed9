"""The words that say a birth is spoken of."""

from insights.pii.packs import LanguagePack
from insights.pii.words.reading import words
from insights.text.tokens import Document

# Cues of two words: "vim ao mundo", "faço anos", "de que ano o senhor é".
_AFTER = {
    "mundo": words("ao al"),
    "anos": words("faco fazes fazer faz completo completa completas"),
    "ano": words("que"),
    "quando": words("de"),
    "qdo": words("de"),
    "cuando": words("de"),
    "mes": words("o el"),  # "trocado, o dia com o mês"
}
_AGEING = words("dia faz fez fazer completa")
_OF_YEARS = words("de quantos cuantos")
_PERSONS = words(
    "senhor senhora sr sra voce tu ele ela usted ella eres titular paciente cliente beneficiario "
    "beneficiaria assinante dependente dona don dono segurado asegurado contratante adolescente crianca bebe "
    "menino menina garoto garota rapaz idoso idosa nino nina chico chica muchacho muchacha anciano anciana "
    "vitima victima aluno aluna alumno alumna passageiro passageira pasajero pasajera "
    "acompanhante acompanante gemeos gemeas gemelos gemelas mellizos"
)
_PERSON_TOKENS = 6
_SWAPPING = ("troc", "invert", "cambiad")
# What a date is called that may follow it: "…, é a minha data de nascimento".
NAMED = words("nascimento nacimiento")


class CueReader:
    """Reads words for birth in one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self._words = pack.dates
        self.persons = _PERSONS | pack.names.relations
        self.cues = self._words.births | self._words.birthdays | self._words.origins | _AFTER.keys()
        self._spoken_of = self.cues | NAMED

    def places(self, document: Document, first: int) -> list[int]:
        """Where birth is spoken of, from token `first` on."""
        return [
            index
            for index, norm in enumerate(document.norms[first:], first)
            if norm in self._spoken_of and (norm in NAMED or self.at(document, index))
        ]

    @staticmethod
    def _swapped(document: Document, index: int) -> bool:
        """Whether day and month are said to be the wrong way round: "está trocado, o dia com o mês"."""
        norms = document.norms
        near = norms[max(0, index - _PERSON_TOKENS) : index + _PERSON_TOKENS]
        return "dia" in near and any(norm.startswith(_SWAPPING) for norm in near)

    def at(self, document: Document, index: int) -> bool:
        """Whether a word of `cues` means a birth where it stands."""
        norms, words = document.norms, self._words
        norm = norms[index]
        if norm == "mes":
            return self._swapped(document, index)
        if norm in _AFTER:
            if norm == "anos" and (norms[max(0, index - 2)] in _AGEING and norms[index - 1] in _OF_YEARS):
                return True  # "faz quantos anos", "dia de anos"
            if not index or norms[index - 1] not in _AFTER[norm] or norms[index + 1 : index + 2] == ["que"]:
                return False
            near = norms[max(0, index - _PERSON_TOKENS) : index + _PERSON_TOKENS]
            return norm in ("anos", "mundo") or not self.persons.isdisjoint(near)
        if norm in words.origins:
            return index + 1 < len(norms) and norms[index + 1] in ("de", "del", "do")
        if norm == "n":
            return index > 1 and norms[index - 1] == "." and norms[index - 2] in ("f", "d")
        if norm in words.birthdays:
            return words.contracts.isdisjoint(norms[index + 1 : index + 4])
        if norm in words.births:
            named = norm == "nascimento" and index > 1 and norms[index - 1] in words.not_births
            return not named or norms[index - 2] in ("data", "dia", "ano", "mes", "dt", "datas", "meu", "seu")
        return False
