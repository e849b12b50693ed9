"""Several servers with one model as one language model of the live path."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from insights.fingerprint import is_digest
from serving.llm.api import Answer, Llm, LlmError, LlmFault, Question
from serving.llm.openai import OpenAiLlm
from serving.llm.settings import OpenAiSettings
from serving.llm.vllm import VllmReplica

_REST_S = 2.0


class Replica(Protocol):
    """One server. `name` is unique in its set."""

    @property
    def name(self) -> str: ...

    async def answer(self, question: Question) -> Answer: ...

    async def healthy(self) -> bool: ...

    async def close(self) -> None: ...


@dataclass
class _Place:
    """A replica and what is known of it. `rests_until` is a time of the set's clock, after a fault."""

    replica: Replica
    adapters: frozenset[str] = frozenset()
    busy: int = 0
    rests_until: float = 0.0


class ReplicaSet:
    """An `Llm`: each question goes to the least busy replica that is ready for its adapter.

    A replica is asked with an adapter only after `allow` has named both; the base is always allowed. A server
    that cannot be reached, breaks off or is full gives way to another within the question's time, and is the
    last choice for a while. One that turns out not to hold the adapter is not asked for it again until it is
    allowed again. An adapter whose name is no digest is an operator's own, with which the servers were
    started: any replica is asked.
    """

    def __init__(
        self, name: str, replicas: Sequence[Replica], *, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        """`name` is the rung's."""
        self._name = name
        self._places = {replica.name: _Place(replica) for replica in replicas}
        self._clock_s = clock_s

    @property
    def name(self) -> str:
        return self._name

    @property
    def replicas(self) -> tuple[Replica, ...]:
        return tuple(place.replica for place in self._places.values())

    def allow(self, replica: str, adapters: frozenset[str]) -> None:
        """From now on the replica is asked with these adapters and no others: loaded and probed ones.

        Call it at every turn of the control: it also lifts what an answer had found lacking.
        """
        self._places[replica].adapters = adapters

    def allowed(self, replica: str) -> frozenset[str]:
        """What it would be asked with now; less than was allowed if an answer found one lacking."""
        return self._places[replica].adapters

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`: `UNKNOWN_ADAPTER` if no replica is ready for it, else the last fault."""
        begun_s = self._clock_s()
        fault = LlmFault.UNKNOWN_ADAPTER
        tried: set[str] = set()
        while (place := self._next(question.adapter, tried)) is not None:
            tried.add(place.replica.name)
            passed_s = self._clock_s() - begun_s
            if passed_s >= question.timeout_s:
                raise LlmError(LlmFault.TIMEOUT)
            place.busy += 1
            try:
                answer = await place.replica.answer(
                    replace(question, timeout_s=question.timeout_s - passed_s)
                )
            except LlmError as error:
                fault = self._learn(place, question, error.fault)
            else:
                return replace(
                    answer,
                    first_token_s=answer.first_token_s + passed_s,
                    total_s=answer.total_s + passed_s,
                )
            finally:
                place.busy -= 1
        raise LlmError(fault)

    def _next(self, adapter: str | None, tried: set[str]) -> _Place | None:
        """The least busy of those that may be asked; rested ones first."""
        now_s = self._clock_s()
        ours = adapter is not None and is_digest(adapter)
        places = [
            place
            for name, place in self._places.items()
            if name not in tried and (not ours or adapter in place.adapters)
        ]
        return min(places, key=lambda place: (place.rests_until > now_s, place.busy), default=None)

    def _learn(self, place: _Place, question: Question, fault: LlmFault) -> LlmFault:
        """What a fault says of the replica; raises it if another replica would not do better."""
        if fault is LlmFault.UNKNOWN_ADAPTER:
            place.adapters -= {question.adapter}
            return fault
        if fault in (LlmFault.UNAVAILABLE, LlmFault.OVERLOADED, LlmFault.TIMEOUT):
            place.rests_until = self._clock_s() + _REST_S
        if fault in (LlmFault.TIMEOUT, LlmFault.REFUSED):
            raise LlmError(fault)
        return fault

    async def healthy(self) -> bool:
        """Is any? Does not wait for the others."""
        asked = [asyncio.ensure_future(replica.healthy()) for replica in self.replicas]
        try:
            for first in asyncio.as_completed(asked):
                if await first:
                    return True
            return False
        finally:
            for each in asked:
                each.cancel()

    async def close(self) -> None:
        await asyncio.gather(*(replica.close() for replica in self.replicas))


def open_server(settings: OpenAiSettings) -> Llm:
    """The language model behind a rung's settings; connects when it is asked.

    A `ReplicaSet` if the servers take adapters (its replicas are `VllmReplica`) or there are several.
    """
    if settings.hosted is not None:
        return ReplicaSet(settings.name, [VllmReplica(settings, url) for url in settings.addresses])
    if len(settings.addresses) > 1:
        return ReplicaSet(settings.name, [OpenAiLlm(settings, url) for url in settings.addresses])
    return OpenAiLlm(settings)
