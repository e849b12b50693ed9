"""People's names: after words that announce one, from name lists, and again wherever a name of the call
returns.

Speech recognisers write lower case, so a capital helps where there is one and is never needed.
"""

from collections.abc import Iterator, Sequence

from insights.pii.findings import Finding
from insights.pii.gazetteers import Gazetteer
from insights.pii.letters import letter_after, spelled_stretch
from insights.pii.packs import PACKS, LanguagePack
from insights.records import PiiType
from insights.text.tokens import Document, Kind

_FORGOTTEN = frozenset().union(*(pack.names.not_names | pack.dates.months.keys() for pack in PACKS.values()))
_NAME_TOKENS = 8
_SPELLING_TOKENS = 25
_BARE_ANSWERS = frozenset({("com",), ("con",)})
_ANSWER_TOKENS = 8
_QUESTION_TOKENS = 20
_CLOSED_TOKENS = 5
_TO_PEOPLE = frozenset(
    [
        "obrigado",
        "obrigada",
        "gracias",
        "certo",
        "claro",
        "ok",
        "vale",
        "bien",
        "bem",
        "senhor",
        "senhora",
        "ola",
        "hola",
        "confirmados",
        "perfeito",
        "perfecto",
        "entendo",
        "entiendo",
        "desculpe",
        "disculpe",
        "tarde",
        "dia",
        "noite",
        "tardes",
        "dias",
        "noches",
        "sim",
        "si",
    ]
)
_SKIPPED = frozenset({"o", "a", "el", "la", "eh", "ahn", "hum", ":", "-", ",", "um", "sr", "sra", "."})


class NameRecogniser:
    """Names of people."""

    name = "names"
    types: Sequence[PiiType] = (PiiType.NOME,)

    def __init__(self, pack: LanguagePack, gazetteer: Gazetteer) -> None:
        self._pack = pack
        ambiguous = pack.names.ambiguous_names | pack.names.not_names
        self._known = gazetteer.given | gazetteer.surnames
        self._any_given = gazetteer.given
        self._given = gazetteer.given - ambiguous
        self._plain = self._known - ambiguous
        self._closers = {phrase[-1] for phrase in pack.names.name_closers}
        self._triggers: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        for phrases, weak in ((pack.names.name_triggers, False), (pack.names.weak_name_triggers, True)):
            for phrase in phrases:
                self._triggers.setdefault(phrase[-1], []).append((phrase, weak))
        for options in self._triggers.values():
            options.sort(key=lambda option: -len(option[0]))

    def find(self, document: Document) -> Iterator[Finding]:
        found: list[Finding] = []
        taken = document.floor
        norms, kinds = document.norms, document.kinds
        for index in range(document.floor, len(norms)):
            norm = norms[index]
            if index < taken or kinds[index] is not Kind.WORD:
                continue
            span: tuple[int, int] | None = None
            score = 0.0
            if norm in self._triggers:
                span, score = self._announced(document, index)
            if span is None and norm in self._closers:
                span, score = self._closed(document, index, taken), 0.7
            if span is not None:
                pass
            elif (spelled := self._spelled(document, index)) > index:
                span, score = (self._said_before(document, index, spelled), spelled), 0.7
            elif norm in self._pack.names.titles:
                span, score = self._titled(document, index + 1), 0.8
            elif norm in self._given:
                span, score = self._listed(document, index), 0.7
            elif norm in self._known and norm not in self._pack.names.not_names:
                span, score = self._listed(document, index), 0.6
            if span is not None and span[1] > span[0]:
                taken = max(span[1], index + 1)
                found.append(Finding(PiiType.NOME, (span,), _value(document, span), score))
        yield from found
        yield from self._again(document, found)

    def _announced(self, document: Document, index: int) -> tuple[tuple[int, int] | None, float]:
        """The name after a trigger that ends at `index`."""
        norms = document.norms
        for phrase, weak in self._triggers[norms[index]]:
            start = index + 1 - len(phrase)
            if start < 0 or tuple(norms[start : index + 1]) != phrase:
                continue
            if phrase in _BARE_ANSWERS and not self._near_turn_start(document, start):
                continue
            name = self._skip(document, index + 1)
            if name < len(norms) and norms[name] in self._pack.names.titles:
                name = self._skip(document, name + 1)
            strong = not weak and (len(phrase) > 1 or norms[index + 1 : index + 2] == [":"])
            end = self._extent(document, name, strong=strong)
            if end == name and weak:
                end = self._extent(document, name, strong=True)
                if end - name > 4 or not (self._asked(document, start) or self._opens(document, end)):
                    end = name
            elif weak and self._asked(document, start):
                end = max(end, self._extent(document, name, strong=True))
            if end > name:
                return (name, end), 0.85 if not weak else 0.75
        return None, 0.0

    @staticmethod
    def _near_turn_start(document: Document, index: int) -> bool:
        return index <= 1 or Kind.BREAK in document.kinds[max(0, index - 2) : index]

    def _asked(self, document: Document, index: int) -> bool:
        """Whether the turn before asks who is speaking."""
        norms, kinds = document.norms, document.kinds
        position = index - 1
        stop = max(-1, index - _ANSWER_TOKENS)
        while position > stop and kinds[position] is not Kind.BREAK:
            position -= 1
        if position <= stop:
            return False
        stop = max(-1, position - _QUESTION_TOKENS)
        position -= 1
        while position > stop and kinds[position] is not Kind.BREAK:
            if norms[position] in self._pack.names.name_questions:
                return True
            position -= 1
        return False

    def _opens(self, document: Document, index: int) -> bool:
        """Whether words follow that agents say after their name."""
        norms = document.norms
        return any(
            tuple(norms[index : index + len(phrase)]) == phrase for phrase in self._pack.names.name_openings
        )

    def _closed(self, document: Document, index: int, floor: int) -> tuple[int, int] | None:
        """The name before a closer ("…, sou eu") that ends at `index`."""
        pack, norms, kinds = self._pack, document.norms, document.kinds
        for phrase in pack.names.name_closers:
            end = index + 1 - len(phrase)
            if end <= floor or tuple(norms[end : index + 1]) != phrase:
                continue
            if norms[end - 1] == ",":
                end -= 1
            start = end
            while (
                start > max(floor, end - _CLOSED_TOKENS)
                and kinds[start - 1] is Kind.WORD
                and (
                    norms[start - 1] not in pack.names.not_names
                    or norms[start - 1] in pack.names.name_particles
                )
                and not pack.numerals.is_number(norms[start - 1])
                and norms[start - 1] not in pack.identifiers.context
                and len(norms[start - 1]) > 1
            ):
                start -= 1
            while start < end and norms[start] in pack.names.name_particles:
                start += 1
            if start < end and norms[end - 1] not in pack.names.name_particles:
                return start, end
        return None

    def _skip(self, document: Document, index: int) -> int:
        """Past an article, a hesitation or a colon."""
        stop = min(len(document), index + 3)
        while index < stop and document.norms[index] in _SKIPPED:
            index += 1
        return index

    def _spelled(self, document: Document, index: int) -> int:
        """One past a name spelled by its letters, where somebody speaks of spelling or of a name; else
        `index`."""
        norms = document.norms
        if len(norms[index]) > 7 or not letter_after(document, index, self._pack)[1]:
            return index
        if index and letter_after(document, index - 1, self._pack)[1]:
            return index
        end, letters = spelled_stretch(document, index, self._pack)
        if len(letters) < 3 or sum(letter not in "aeiou" for letter in letters) < 2:
            return index
        if (
            index
            and norms[index - 1] in ("la", "el", "o", "a", "na", "da", "do", "no", "del", "al", "ao")
            and len(letters) < 5
        ):
            return index  # an acronym has an article, a spelled surname has none
        window = norms[max(0, index - _SPELLING_TOKENS) : index]
        return end if self._pack.names.spelling_context.intersection(window) else index

    def _said_before(self, document: Document, index: int, end: int) -> int:
        """Where the word begins that is spelled from `index` on, when it was said just before; else
        `index`."""
        before = index - 1
        if before >= 0 and document.norms[before] in (",", ":", "-"):
            before -= 1
        spelled = spelled_stretch(document, index, self._pack)[1]
        if before < 0 or document.norms[before] != spelled:
            return index
        while before > 0 and document.norms[before - 1] in self._known - self._pack.names.not_names:
            before -= 1
        return before

    def _titled(self, document: Document, index: int) -> tuple[int, int] | None:
        """The name after "senhor", "doña": listed, or with a capital."""
        while index < len(document) and document.norms[index] in (".", "a", "o"):
            index += 1
        end = self._extent(document, index, strong=False)
        return (index, end) if end > index else None

    def _listed(self, document: Document, index: int) -> tuple[int, int] | None:
        """A name from the list: a given name on its own, anything else only beside another name."""
        norms = document.norms
        norm = norms[index]
        end = self._extent(document, index, strong=False)
        if end <= index:
            return None
        names = [k for k in range(index, end) if norms[k] in self._known]
        if len(names) >= 2:
            certain = any(norms[k] in self._plain for k in names)
            capital = all(document.capitalised(k) for k in names)
            return (index, end) if certain or capital else None
        if self._other_use(document, index):
            return None
        if norm in self._given:
            return (index, end)
        # "Obrigado, Graça." A capital inside a sentence, or what one says to a person.
        capital = document.capitalised(index) and not self._starts_sentence(document, index)
        before = norms[index - 1] if index else ""
        beside = norms[index - 2] if before == "," and index > 1 else before
        return (index, end) if capital and beside in _TO_PEOPLE and norm in self._any_given else None

    def _other_use(self, document: Document, index: int) -> bool:
        """A listed name that names a street, a shop or a place here."""
        norms = document.norms
        before = norms[index - 1] if index else ""
        two = norms[index - 2] if index > 1 else ""
        return (
            before in self._pack.addresses.street_types
            or (two in self._pack.addresses.street_types and before in self._pack.names.name_particles)
            or before
            in (
                "loja",
                "tienda",
                "mercado",
                "farmacia",
                "hospital",
                "clinica",
                "banco",
                "plano",
                "plan",
                "san",
                "santa",
                "sao",
                "santo",
            )
        )

    def _extent(self, document: Document, start: int, *, strong: bool) -> int:
        """One past the name that starts at `start`; `start` when there is none.

        After a strong trigger a lower-case word that is in no list counts, if it is no common word.
        """
        pack, norms, kinds = self._pack, document.norms, document.kinds
        end = index = start
        stop = min(len(norms), start + _NAME_TOKENS)
        unknown = 0
        while index < stop:
            norm = norms[index]
            if kinds[index] is not Kind.WORD:
                if norm == "." and index > start and len(norms[index - 1]) == 1 and document.touches(index):
                    index += 1
                    continue
                break
            capital = document.capitalised(index)
            if norm in self._known and (index > start or capital or norm not in pack.names.not_names):
                end = index + 1
            elif index > start and norm in pack.names.name_particles:
                # A particle belongs to the name only with a name after it.
                if (
                    norm in ("e", "y", "los", "las")
                    and index + 1 < stop
                    and norms[index + 1] not in self._known
                ):
                    break
                if norm in ("e", "y") and not (index + 2 >= stop or capital or strong):
                    break
                index += 1
                continue
            elif (
                norm in pack.names.not_names
                or norm in pack.identifiers.context
                or norm in pack.names.titles
                or pack.numerals.is_number(norm)
            ) or (index > start and norms[index - 1] in pack.names.name_particles):
                break
            elif capital and (strong or index > start or not self._starts_sentence(document, index)):
                if not strong and index == start and not self._after_person_word(document, index):
                    break
                end = index + 1
            elif strong and len(norm) > 2 and unknown < 3 and not capital:
                unknown += 1
                if index > start and end < index and unknown > 1:
                    break
                end = index + 1
            else:
                break
            index += 1
        return end

    def _after_person_word(self, document: Document, index: int) -> bool:
        norms = document.norms
        position = index - 1
        while position > 0 and norms[position] in (".", "o", "a", "la", "el"):
            position -= 1
        if position < 0:
            return False
        before = norms[position]
        if before == "e":
            return position > 0 and norms[position - 1] in ("aqui", "daqui", "nome")
        if before in ("com", "con"):
            return position > 0 and norms[position - 1] in (
                "fala",
                "falar",
                "falando",
                "habla",
                "hablar",
                "hablando",
            )
        return before in self._pack.names.titles or before in ("sou", "soy")

    def _starts_sentence(self, document: Document, index: int) -> bool:
        return index == 0 or document.kinds[index - 1] is Kind.BREAK or document.norms[index - 1] in ".?!¿¡"

    def _again(self, document: Document, found: list[Finding]) -> Iterator[Finding]:
        """Other mentions of words that were part of a name in this call."""
        norms, kinds = document.norms, document.kinds
        avoid = self._pack.names.not_names | self._pack.names.name_particles | self._pack.dates.months.keys()
        words = set(document.people).union(*(words_of(finding.value) for finding in found)) - avoid
        if not words:
            return
        used = {k for finding in found for first, last in finding.pieces for k in range(first, last)}
        index = document.floor
        while index < len(norms):
            if norms[index] in words and index not in used and not self._other_use(document, index):
                end = index + 1
                while end < len(norms) and kinds[end] is Kind.WORD and end not in used:
                    if norms[end] not in words and not (
                        document.capitalised(end) and norms[end] not in avoid
                    ):
                        break
                    end += 1
                yield Finding(PiiType.NOME, ((index, end),), _value(document, (index, end)), 0.6)
                index = end
            else:
                index += 1


def _value(document: Document, span: tuple[int, int]) -> str:
    return " ".join(norm for norm in document.norms[span[0] : span[1]] if norm.isalnum())


def words_of(value: str) -> set[str]:
    """The words of a name that are worth remembering: one of them alone is the person again."""
    return {word for word in value.split() if len(word) > 3 and word not in _FORGOTTEN}
