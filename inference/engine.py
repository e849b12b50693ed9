"""Questions in, replies out: one thread that answers many at once.

Questions that come within a few milliseconds of each other start together; later ones join the batch between
two tokens, the most urgent first. A question that is given up (its future cancelled) leaves the queue, or the
batch before its next token.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.adapters import Adapters
from inference.constraint import Grammars
from inference.decoding import Flight, Row
from inference.model import BaseModel
from inference.settings import EngineSettings
from inference.tokens import pieces
from insights.confidence import message_logprobs
from insights.errors import EscutaError
from insights.records import InsightType, Message
from insights.render import prompt_ids


class EngineFull(Exception):
    """Too many questions are waiting."""


class EngineClosed(Exception):
    """The engine has been stopped, or has failed."""


class UnknownAdapter(Exception):
    """No adapter of that digest is loaded."""


class PromptTooLong(Exception):
    """Prompt and reply do not fit the model's context. Says how long, never what."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Request:
    """One prompt. The reply is held to `insight_type` and `language`, or to a JSON `schema` given as text,
    or to nothing. `adapter` is a digest; None asks the base. Lower `priority` goes first.

    `on_token` hears each token's bytes and log-probability as they are written, in the engine's thread: it
    must return at once.
    """

    messages: tuple[Message, ...]
    insight_type: InsightType | None = None
    language: str = ""
    schema: str | None = None
    adapter: str | None = None
    priority: int = 0
    max_new_tokens: int | None = None
    temperature: float = 0.0
    seed: int = 0
    on_token: Callable[[bytes, float], None] | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Reply:
    """What the model wrote. `whole` is false for a reply that was cut; times are seconds since asking."""

    text: str
    pieces: tuple[bytes, ...]
    logprobs: tuple[float, ...]
    adapter: str | None
    whole: bool
    prompt_tokens: int
    queue_s: float
    first_token_s: float
    total_s: float

    @property
    def message_logprobs(self) -> tuple[float, ...]:
        return message_logprobs(self.pieces, self.logprobs)


class _Asked:
    """A question and what has come of it."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.future: Future[Reply] = Future()
        self.asked_s = time.monotonic()
        self.begun_s = 0.0
        self.first_token_s = 0.0
        self.told = 0
        self.row: Row | None = None


class Engine:
    """Runs from `start` to `close`; every other method may be called from any thread."""

    def __init__(self, base: BaseModel, settings: EngineSettings) -> None:
        self._base = base
        self._settings = settings
        self._adapters = Adapters(base.model)
        self._grammars = Grammars(base.tokenizer, int(base.model.config.vocab_size), base.end_id)
        self._flight = Flight(
            base.model,
            pad_id=base.pad_id,
            end_id=base.end_id,
            grammars=self._grammars,
            adapters=self._adapters,
        )
        self._flying: list[_Asked] = []
        self._waiting: list[tuple[int, int, _Asked]] = []
        self._orders: list[tuple[Callable[[], Any], Future[Any]]] = []
        self._numbers = itertools.count()
        self._news = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="language-model", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive() and not self._closing

    @property
    def adapters(self) -> frozenset[str]:
        """Digests that can be asked for."""
        return self._adapters.loaded

    def waiting(self) -> int:
        """Questions that have not begun."""
        with self._news:
            return len(self._waiting)

    def ask(self, request: Request) -> "Future[Reply]":
        """Queue a question; cancelling the future gives it up.

        Raises `EngineFull`, `EngineClosed`, `UnknownAdapter`. The future may raise `PromptTooLong`.
        """
        if request.adapter is not None and request.adapter not in self._adapters.loaded:
            raise UnknownAdapter
        asked = _Asked(request)
        with self._news:
            if not self.running:
                raise EngineClosed
            if len(self._waiting) >= self._settings.max_waiting:
                self._waiting = [item for item in self._waiting if not item[2].future.cancelled()]
                heapq.heapify(self._waiting)
                if len(self._waiting) >= self._settings.max_waiting:
                    raise EngineFull
            heapq.heappush(self._waiting, (request.priority, next(self._numbers), asked))
            self._news.notify()
        return asked.future

    def load(self, folder: Path) -> "Future[str]":
        """Load an adapter between two tokens; gives its digest. The future may raise `EscutaError`."""
        return self._order(lambda: self._adapters.load(folder))

    def unload(self, digest: str) -> "Future[None]":
        """Forget an adapter. The future raises `EscutaError` while questions are using it."""

        def order() -> None:
            if any(asked.request.adapter == digest for asked in self._flying):
                raise EscutaError("the adapter is in use", field="adapter", remedy="drain it, then unload it")
            self._adapters.unload(digest)
            self._flight.forget_prefixes(digest)

        return self._order(order)

    def close(self) -> None:
        """Stop at the next token; unanswered questions raise `EngineClosed`. Waits for the thread."""
        with self._news:
            self._closing = True
            self._news.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _order(self, work: Callable[[], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        with self._news:
            if not self.running:
                raise EngineClosed
            self._orders.append((work, future))
            self._news.notify()
        return future

    def _run(self) -> None:
        import torch

        if self._settings.threads:
            torch.set_num_threads(self._settings.threads)
        try:
            while self._gather():
                self._turn()
        finally:
            self._give_up(EngineClosed())

    def _turn(self) -> None:
        """Admit, write one token everywhere, tell."""
        try:
            self._admit()
            if len(self._flight):
                self._flight.step()
            self._tell()
        except Exception as error:
            # One bad batch must not end the thread: those in it fail, the others are answered.
            failed, self._flying = self._flying, []
            self._flight.drop([asked.row for asked in failed if asked.row is not None])
            for asked in failed:
                _fail(asked.future, error)

    def _gather(self) -> bool:
        """Wait for something to do; false when it is time to end."""
        with self._news:
            while not (self._closing or self._orders or self._flying or self._waiting):
                self._news.wait()
            if not self._flying and not self._orders and not self._closing:
                until_s = time.monotonic() + self._settings.gather_ms / 1e3
                while len(self._waiting) < self._settings.max_batch and not self._closing:
                    left_s = until_s - time.monotonic()
                    if left_s <= 0:
                        break
                    self._news.wait(left_s)
            orders, self._orders = self._orders, []
            closing = self._closing
        for work, future in orders:
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)
        return not closing

    def _admit(self) -> None:
        """Let the most urgent questions in. While others are being answered only a few at once, so that
        reading new prompts does not hold up the rest for long."""
        given_up = [asked for asked in self._flying if asked.future.cancelled()]
        if given_up:
            self._flight.drop([asked.row for asked in given_up if asked.row is not None])
            self._flying = [asked for asked in self._flying if not asked.future.cancelled()]
        room = self._settings.max_batch - len(self._flying)
        if self._flying:
            room = min(room, self._settings.max_joining)
        admitted: list[_Asked] = []
        with self._news:
            while self._waiting and len(admitted) < room:
                asked = heapq.heappop(self._waiting)[2]
                if not asked.future.cancelled():
                    asked.begun_s = time.monotonic()
                    admitted.append(asked)
        begun = [asked for asked in admitted if self._begin(asked)]
        self._flying.extend(begun)
        self._flight.admit([asked.row for asked in begun if asked.row is not None])

    def _begin(self, asked: _Asked) -> bool:
        """Make the question's row; false if it cannot be asked."""
        request, settings = asked.request, self._settings
        try:
            if request.adapter is not None and request.adapter not in self._adapters.loaded:
                raise UnknownAdapter
            prompt = prompt_ids(request.messages, self._base.tokenizer)
            new = min(request.max_new_tokens or settings.max_new_tokens, settings.max_new_tokens)
            if len(prompt) + new > self._base.context_tokens:
                raise PromptTooLong(f"{len(prompt)} + {new} of {self._base.context_tokens} tokens")
            asked.row = Row(
                prompt,
                new,
                self._matcher(request),
                adapter=request.adapter,
                # The first message is fixed text, the same for a language: nothing that was said is kept.
                prefix=prompt.index(self._base.end_id) + 1 if self._base.end_id in prompt else 0,
                temperature=request.temperature,
                seed=request.seed,
            )
        except Exception as error:
            _fail(asked.future, error)
            return False
        return True

    def _matcher(self, request: Request) -> Any:
        if request.schema is not None:
            return self._grammars.schema_matcher(request.schema)
        if request.insight_type is None:
            return None
        return self._grammars.matcher(
            request.insight_type, request.language, self._settings.max_message_chars
        )

    def _tell(self) -> None:
        """Pass on new tokens, and replies that are whole."""
        still: list[_Asked] = []
        now_s = time.monotonic()
        for asked in self._flying:
            row = asked.row
            assert row is not None
            asked.first_token_s = asked.first_token_s or now_s - asked.asked_s
            if asked.request.on_token is not None:
                fresh = pieces(self._base.tokenizer, row.ids[asked.told :])
                for piece, logprob in zip(fresh, row.logprobs[asked.told :], strict=True):
                    asked.request.on_token(piece, logprob)
                asked.told = len(row.ids)
            if not row.done:
                still.append(asked)
                continue
            with suppress(InvalidStateError):  # given up at the last moment
                asked.future.set_result(self._reply(asked, row, now_s))
        self._flying = still

    def _reply(self, asked: _Asked, row: Row, now_s: float) -> Reply:
        tokens = tuple(pieces(self._base.tokenizer, row.ids))
        return Reply(
            text=self._base.tokenizer.decode(row.ids, skip_special_tokens=False),
            pieces=tokens,
            logprobs=tuple(row.logprobs),
            adapter=row.adapter,
            whole=row.ended,
            prompt_tokens=len(row.prompt),
            queue_s=asked.begun_s - asked.asked_s,
            first_token_s=asked.first_token_s,
            total_s=now_s - asked.asked_s,
        )

    def _give_up(self, error: Exception) -> None:
        with self._news:
            self._closing = True
            waiting, self._waiting = self._waiting, []
            orders, self._orders = self._orders, []
        for asked in [*self._flying, *(item[2] for item in waiting)]:
            _fail(asked.future, error)
        for _, future in orders:
            _fail(future, error)
        self._flying = []


def _fail(future: "Future[Any]", error: Exception) -> None:
    with suppress(InvalidStateError):  # given up meanwhile
        future.set_exception(error)
