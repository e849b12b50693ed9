"""A block read as if it had been said in one breath.

People dictate a date or an address in parts, with nods and echoes of the other between, and pause in the
middle of a name: "Ana, como é que é, Moraes". Without line ends, nods, echoes and pauses it reads as one.
A block holds several turns only where a value may go on from one to the next (`insights.pii.blocks`).
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from insights.pii.findings import Finding
from insights.pii.nods import is_nod, telling_words
from insights.pii.packs import LanguagePack
from insights.pii.signs import Sign, Signs
from insights.pii.words.pauses import CORRECTIONS, PAUSES
from insights.records import PiiType
from insights.text.tokens import Document, Kind

# Other kinds have ways of their own to go on over turns and corrections.
_OVER_TURNS = frozenset({PiiType.NASCIMENTO, PiiType.EMAIL, PiiType.VALIDADE})
_DATE_TOKENS = 2  # in which the rest of a date shows
_OVER_CORRECTIONS = frozenset({PiiType.NOME, PiiType.ENDERECO})


class FluentReader:
    """Reads blocks in one language, or in several where it is not known."""

    def __init__(self, packs: Sequence[LanguagePack]) -> None:
        nods = frozenset().union(
            *(
                own.backchannels | own.fillers | own.pauses | own.moments
                for own in (pack.identifiers for pack in packs)
            )
        )
        numbers = frozenset().union(*(pack.numerals.values.keys() for pack in packs))
        self._silent = nods - numbers  # they mean nothing by themselves
        self._telling = frozenset().union(*(telling_words(pack) for pack in packs))
        self._dated = numbers.union(*(pack.dates.months.keys() for pack in packs))
        self._pauses: dict[str, list[tuple[str, ...]]] = {}
        self._corrections = frozenset().union(*(CORRECTIONS[pack.language] for pack in packs))
        pauses = self._corrections.union(*(PAUSES[pack.language] for pack in packs))
        for phrase in sorted(pauses, key=len, reverse=True):
            self._pauses.setdefault(phrase[0], []).append(phrase)
        self.signs: Signs = {Sign.PAUSE: self._pauses.keys()}

    def read(self, document: Document) -> "Fluent | None":
        """The block of a document without what interrupts it; None where nothing does."""
        norms, kinds, floor = document.norms, document.kinds, document.floor
        count = len(norms)
        several = Kind.BREAK in kinds[floor : count - 1]
        if not (several or document.here & Sign.PAUSE):
            return None
        paused, corrected = self._in_pauses(document) if document.here & Sign.PAUSE else (set(), set())
        if not several and not paused:
            return None
        mark, silent = Kind.PUNCT, self._silent
        kept = list(range(floor))
        echoes: list[tuple[int, int]] = []
        said: list[int] = []
        parts = 0
        start = floor
        for end in [k for k in range(start, count) if kinds[k] is Kind.BREAK] + [count]:
            nodded = bool(parts) and self._nodding(document, start, end)
            spoken = () if nodded else range(start, end)
            content = [k for k in spoken if kinds[k] is not mark and norms[k] not in silent]
            words = [norms[k] for k in content]
            if said and len(words) > 1 and words[0] in (norms[k] for k in said):
                content = self._echo(document, content, said, end)
                words = [norms[k] for k in content]
            if content and words == [norms[k] for k in said[-len(words) :]]:
                echoes += zip(content, said[-len(words) :], strict=True)
            elif content:
                last = max(k for k in range(start, end) if kinds[k] is not Kind.PUNCT)
                kept += [k for k in range(start, last + 1) if k not in paused]
                said = content
                parts += 1
            start = end + 1
        return (
            Fluent(document, kept, echoes, corrected, paused=bool(paused))
            if parts > 1 or (parts and paused)
            else None
        )

    def _echo(self, document: Document, content: list[int], said: list[int], end: int) -> list[int]:
        """The tokens of a turn that ends at `end`; where it says again what was said last, and nothing more
        ("dieciocho, tecleando"), only those."""
        norms = document.norms
        for count in range(min(len(said), len(content) - 1), 0, -1):
            again = [norms[k] for k in content[:count]] == [norms[k] for k in said[-count:]]
            rest = slice(content[count - 1] + 1, end)
            if again and is_nod(norms[rest], document.kinds[rest], self._telling):
                return content[:count]
        return content

    def _nodding(self, document: Document, start: int, end: int) -> bool:
        """Whether a turn says nothing and the one after it goes on with a date."""
        norms, kinds = document.norms, document.kinds
        following = norms[end + 1 : end + 1 + _DATE_TOKENS]
        if kinds[end + 1 : end + 2] != [Kind.NUMBER] and self._dated.isdisjoint(following):
            return False
        return is_nod(norms[start:end], kinds[start:end], self._telling)

    def _in_pauses(self, document: Document) -> tuple[set[int], set[int]]:
        """Tokens of pauses and of the marks that set them off; those that take something back."""
        norms, kinds = document.norms, document.kinds
        paused: set[int] = set()
        corrected: set[int] = set()
        past, pauses = document.floor, self._pauses
        for index in [k for k, norm in enumerate(norms[past:], past) if norm in pauses]:
            if index < past:
                continue
            phrase, last = self._pause(norms, index)
            if last == index:
                continue
            if phrase in self._corrections:
                corrected.add(index)
            first = index
            while first > document.floor and norms[first - 1] in ",…" and kinds[first - 1] is Kind.PUNCT:
                first -= 1
            while last < len(norms) and norms[last] in ",….":
                last += 1
            paused.update(range(first, last))
            past = last
        return paused, corrected

    def _pause(self, norms: Sequence[str], index: int) -> tuple[tuple[str, ...], int]:
        """The longest pause that begins at `index`, commas inside, and one past it; `index` for none."""
        count = len(norms)
        for phrase in self._pauses.get(norms[index], ()):
            position = index + 1
            for word in phrase[1:]:
                if position < count and norms[position] == ",":
                    position += 1
                if position >= count or norms[position] != word:
                    break
                position += 1
            else:
                return phrase, position
        return (), index


class Fluent:
    """What was said as one document, and the way back to where it was said."""

    def __init__(
        self,
        document: Document,
        kept: list[int],
        echoes: list[tuple[int, int]],
        corrected: set[int],
        *,
        paused: bool,
    ) -> None:
        self.types = None if paused else _OVER_TURNS  # what may be placed; None for everything
        self._kept = kept
        self._corrected = corrected
        self._echoes = echoes
        self._kinds = document.kinds
        floor = document.floor
        block = kept[floor:]  # what was judged before is kept as it is
        self.document = Document(
            document.text,
            document.language,
            document.starts[:floor] + [document.starts[k] for k in block],
            document.ends[:floor] + [document.ends[k] for k in block],
            document.norms[:floor] + [document.norms[k] for k in block],
            document.kinds[:floor] + [document.kinds[k] for k in block],
            floor,
            document.people,
            document.here,
            document.near,
            document.said,
            document.folded,
            document.secrets,
        )

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that were interrupted, a piece for each turn, echoes among them."""
        out = []
        for finding in findings:
            tokens = [self._kept[k] for first, last in finding.pieces for k in range(first, last)]
            if len(tokens) == tokens[-1] + 1 - tokens[0]:
                continue  # in one stretch
            if Kind.BREAK in self._kinds[tokens[0] : tokens[-1]] and finding.type not in _OVER_TURNS:
                continue
            over = not self._corrected.isdisjoint(range(tokens[0], tokens[-1]))
            if not over or finding.type in _OVER_CORRECTIONS:
                own = set(tokens)
                tokens += [echo for echo, original in self._echoes if original in own]
                out.append(Finding(finding.type, self._pieces(sorted(tokens)), finding.value, finding.score))
        return out

    def _pieces(self, tokens: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """A range for each turn, with the pauses inside it."""
        turns: dict[int, int] = {}
        turn = 0
        for index in range(tokens[0], tokens[-1] + 1):
            turn += self._kinds[index] is Kind.BREAK
            turns[index] = turn
        groups = [list(group) for _, group in groupby(tokens, key=turns.__getitem__)]
        return tuple((group[0], group[-1] + 1) for group in groups)
