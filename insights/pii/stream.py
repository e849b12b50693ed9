"""A call that is scrubbed while it goes on."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from insights.pii.blocks import BlockCutter
from insights.pii.placeholders import Numbering, Replacement
from insights.pii.reader import BlockReader, Found
from insights.records import PiiType
from insights.text.tokens import Document, tokenise

_MOST_ROUNDS = 4

Rewrite = Callable[[str], str]
"""A line or a part of one → how it is written from now on. Idempotent; adds and takes no line ends."""


@dataclass(frozen=True)
class ScrubCounts:
    """How many spans of each kind were replaced. Numbers only, never values."""

    by_type: Mapping[PiiType, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_type.values())

    def __add__(self, other: "ScrubCounts") -> "ScrubCounts":
        return ScrubCounts(dict(Counter(self.by_type) + Counter(other.by_type)))


class ScrubStream:
    """One call's text on its way: fed in any portions, it comes out scrubbed as soon as that can be told.

    Lines in and lines out are the same in number. What was said before stays in memory as context, never
    more than some thousand characters, and the values for their numbers; nothing of this is ever written.
    """

    def __init__(
        self,
        cutter: BlockCutter,
        reader: BlockReader,
        language: str,
        replacement: Replacement | None = None,
        *,
        before: Rewrite | None = None,
        after: Rewrite | None = None,
    ) -> None:
        self._cutter = cutter
        self._reader = reader
        self._language = language
        self._replacement: Replacement = replacement if replacement is not None else Numbering()
        self._before = before
        self._after = after
        self._counts: Counter[PiiType] = Counter()

    @property
    def counts(self) -> ScrubCounts:
        """What was replaced so far."""
        return ScrubCounts(dict(self._counts))

    @property
    def holds(self) -> bool:
        """Whether a part of the text waits for what comes next."""
        return bool(self._cutter.held)

    @property
    def context(self) -> str:
        """The end of what was said, as it was given out: what comes is read with it in mind."""
        return self._reader.context

    def feed(self, text: str) -> str:
        """What can be told of the text so far and was not given out yet."""
        return "".join(map(self._scrubbed, self._cutter.feed(text)))

    def flush(self) -> str:
        """The rest: the text ends here, or is cut off."""
        return "".join(map(self._scrubbed, self._cutter.flush()))

    def whole(self, texts: Sequence[str]) -> list[str]:
        """All turns of a call at once."""
        if not texts:
            return []
        lines = (self.feed("\n".join(texts)) + self.flush()).split("\n")
        out: list[str] = []
        position = 0
        for text in texts:
            count = text.count("\n") + 1
            out.append("\n".join(lines[position : position + count]))
            position += count
        return out

    def _scrubbed(self, block: Document) -> str:
        text = block.text
        if self._before is None and self._after is None:
            self._replacement.reserve((text,))
            return self._replaced(text, self._reader.read(block))
        lines = [_Line.of(line) for line in text.split("\n")]
        cleaned = [line.core if self._before is None else self._before(line.core) for line in lines]
        self._replacement.reserve(cleaned)
        for _ in range(_MOST_ROUNDS):
            # What one step uncovers is cleaned in another round.
            text = "\n".join(cleaned)
            document = block if text == block.text else tokenise(text, self._language)
            found = self._reader.judge(document)
            written = self._replaced(text, found).split("\n") if found else cleaned
            if self._after is not None:
                written = [self._after(line) for line in written]
            following = written if self._before is None else [self._before(line) for line in written]
            if following == cleaned:
                break
            cleaned = following
        else:
            self._reader.judge(tokenise("\n".join(cleaned), self._language))
        self._reader.remember()
        return "\n".join(line.around(core) for line, core in zip(lines, cleaned, strict=True))

    def _replaced(self, text: str, found: Sequence[Found]) -> str:
        if not found:
            return text
        parts: list[str] = []
        position = 0
        for each in found:
            raw = text[each.start : each.end]
            parts += (text[position : each.start], self._replacement.placeholder(each.type, each.key, raw))
            position = each.end
            self._counts[each.type] += 1
        parts.append(text[position:])
        return "".join(parts)


@dataclass(frozen=True, repr=False)
class _Line:
    """A line, or the part of one in a block: rewriting is for what stands between its blanks."""

    lead: str
    core: str
    tail: str

    @classmethod
    def of(cls, line: str) -> "_Line":
        core = line.strip()
        start = line.find(core) if core else len(line)
        return cls(line[:start], core, line[start + len(core) :])

    def around(self, core: str) -> str:
        """The line with another core; a core that went takes its blanks with it."""
        return self.lead + core + self.tail if core else ""
