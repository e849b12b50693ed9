"""What a simulation is fed with: how long each piece of work takes alone, and what calls ask for."""

from bisect import bisect_left
from dataclasses import astuple, dataclass, field, replace

from insights.errors import EscutaError
from loadtests.plan.cores import Beside


@dataclass(frozen=True)
class Curve:
    """Seconds by how many are served together: points, straight lines between them and beyond the last."""

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        counts = [count for count, _ in self.points]
        if not counts or counts != sorted(set(counts)) or counts[0] <= 0:
            raise EscutaError("needs rising counts above 0, each once")
        if any(seconds < 0 for _, seconds in self.points):
            raise EscutaError("seconds must not be negative")

    def at(self, count: float) -> float:
        """Seconds for so many together."""
        points = self.points
        if count <= 0:
            return 0.0
        if count <= points[0][0] or len(points) == 1:
            return points[0][1] * (count / points[0][0] if count > points[0][0] else 1.0)
        at = min(bisect_left(points, (count, 0.0)), len(points) - 1)
        (low, low_s), (high, high_s) = points[at - 1], points[at]
        return max(0.0, low_s + (high_s - low_s) * (count - low) / (high - low))

    def times(self, factor: float) -> "Curve":
        """So many times as long."""
        return Curve(tuple((count, seconds * factor) for count, seconds in self.points))


@dataclass(frozen=True)
class Batch:
    """A stretch of a call that closes at `at_s` of the call. Silent ones are not recognised."""

    at_s: float
    speech: bool = True


@dataclass(frozen=True)
class Question:
    """Asked after a batch (`after` counts from 0; as many as there are batches: at the call's end). Lower
    `urgency` goes first. `insight`: the answer is one, and not the final summary or an abstention."""

    after: int
    urgency: int
    reply_tokens: float
    insight: bool = True


@dataclass(frozen=True)
class Script:
    """One call: what it asks of the live path, and when."""

    duration_s: float
    batches: tuple[Batch, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Recogniser:
    """Speech recognition: seconds of a round by requests in it, and how requests are gathered. A round of
    several takes no more than `longest_s`. `python`: share of a round that is Python."""

    round_s: Curve
    beside: Beside = field(default_factory=Beside)
    python: float = 0.0
    workers: int = 1
    gather_s: float = 0.010
    most: int = 8
    longest_s: float = 0.4


@dataclass(frozen=True, kw_only=True)
class Model:
    """A language model with continuous batching: seconds of reading prompts, and of one step (a token for
    each question), both by questions."""

    read_s: Curve
    step_s: Curve
    beside: Beside = field(default_factory=Beside)
    replicas: int = 1
    gather_s: float = 0.005
    most: int = 32
    joining: int = 4


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """Processor seconds: of the event loop for a second of a session, of the cleaning threads for a batch.

    `busy_loop_s` is `loop_s` where the loop need not wake for each message; None: the same. `rest_s` passes
    for an insight without any of that: storage, sockets, hand-overs.
    """

    loop_s: float
    batch_s: float
    busy_loop_s: float | None = None
    rest_s: float = 0.0
    processes: int = 1
    threads: int = 2
    questions: int = 32
    tenant_questions: int = 5


@dataclass(frozen=True)
class Waits:
    """Seconds in which a part is ready and has no core, for a second of its work, beside the programs that
    ran while it was measured."""

    loop: float = 0.0
    threads: float = 0.0
    recogniser: float = 0.0
    model: float = 0.0

    def times(self, factor: float) -> "Waits":
        """Where there are so many times as many of them."""
        return Waits(*(seconds * factor for seconds in astuple(self)))


@dataclass(frozen=True, kw_only=True)
class Units:
    """All of it. `cores`: everything shares so many, the client (`client_base_s` a second, and `client_s` for
    each of a session) too; None: each gateway has a core, each recogniser and each model its own hardware."""

    gateway: Gateway
    recogniser: Recogniser
    model: Model
    scripts: tuple[Script, ...] = field(repr=False)
    cores: int | None = None
    client_s: float = 0.0
    client_base_s: float = 0.0
    waits: Waits = field(default_factory=Waits)

    def amid(self, others: float) -> "Units":
        """The same where other programs fill so many times as much of what is left of the cores."""
        return replace(self, waits=self.waits.times(others))

    def slower(self, python: float, native: float) -> "Units":
        """The same where a core takes so many times as long for Python, and for native arithmetic."""
        gateway, recogniser, model = self.gateway, self.recogniser, self.model
        busy_s = gateway.busy_loop_s
        return replace(
            self,
            gateway=replace(
                gateway,
                loop_s=gateway.loop_s * python,
                busy_loop_s=None if busy_s is None else busy_s * python,
                batch_s=gateway.batch_s * python,
            ),
            recogniser=replace(
                recogniser,
                round_s=recogniser.round_s.times(
                    recogniser.python * python + (1 - recogniser.python) * native
                ),
            ),
            model=replace(model, read_s=model.read_s.times(python), step_s=model.step_s.times(python)),
            client_s=self.client_s * python,
            client_base_s=self.client_base_s * python,
        )
