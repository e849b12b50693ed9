"""Shared state of many processes, in Redis.

Slots and rates are one Lua script each, on Redis's own clock. A breaker's next state is computed by
`insights.session.breaker` and put in place only if nobody changed it meanwhile.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from insights.session.breaker import BreakerState, Phase, admit, report
from serving.state.api import StateUnavailable
from serving.state.calls import SharedCalls
from serving.state.redis_calls import RedisCalls
from serving.state.settings import StateSettings

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

_TAKE = (
    _NOW
    + """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', KEYS[1], math.max(1, math.ceil(last[2] - now)))
return 1
"""
)

_ALLOW = (
    _NOW
    + """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], math.max(1, math.ceil(ARGV[2])))
return 1
"""
)

_READ = _NOW + "return {tostring(now), redis.call('HGET', KEYS[1], ARGV[1])}"

_REPLACE = """
local seen = redis.call('HGET', KEYS[1], ARGV[1])
if (seen or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""

_Change = Callable[[BreakerState, float], tuple[bool, BreakerState]]


class RedisState:
    """A `SharedState` in Redis; connects when first asked. For one event loop. `calls`: those that another
    gateway can go on with."""

    def __init__(self, url: str, settings: StateSettings) -> None:
        self._settings = settings
        self._redis = redis.asyncio.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=settings.timeout_s,
            socket_connect_timeout=settings.timeout_s,
            retry=Retry(NoBackoff(), 1),  # a connection that went stale is opened again
        )
        self._take = self._redis.register_script(_TAKE)
        self._allow = self._redis.register_script(_ALLOW)
        self._read = self._redis.register_script(_READ)
        self._replace = self._redis.register_script(_REPLACE)
        self.calls: SharedCalls | None = RedisCalls(self._redis, settings.prefix, _reached)

    async def take_slot(self, group: str, holder: str, limit: int, ttl_s: float) -> bool:
        return bool(await _run(self._take, [self._key("slots", group)], [holder, limit, round(ttl_s * 1e3)]))

    async def give_slot(self, group: str, holder: str) -> None:
        await _reached(self._redis.zrem(self._key("slots", group), holder))

    async def allow(self, key: str, limit: int, per_s: float) -> bool:
        arguments = [limit, per_s * 1e3, secrets.token_hex(8)]
        return bool(await _run(self._allow, [self._key("rate", key)], arguments))

    async def breaker_allows(self, name: str) -> bool:
        return await self._change(name, lambda state, now_s: admit(state, now_s, self._settings.breaker))

    async def breaker_report(self, name: str, *, ok: bool) -> None:
        def change(state: BreakerState, now_s: float) -> tuple[bool, BreakerState]:
            return ok, report(state, ok=ok, now_s=now_s, settings=self._settings.breaker)

        await self._change(name, change)

    async def breaker_states(self) -> dict[str, str]:
        kept: Any = await _reached(self._redis.hgetall(self._key("breakers")))
        return {name: _state(text).phase.value for name, text in kept.items()}

    async def healthy(self) -> bool:
        try:
            return bool(await _reached(self._redis.ping()))
        except StateUnavailable:
            return False

    async def close(self) -> None:
        await self._redis.aclose()

    async def _change(self, name: str, change: _Change) -> bool:
        key = self._key("breakers")
        while True:
            now_ms, seen = await _run(self._read, [key], [name])
            state = _state(seen)
            answer, after = change(state, float(now_ms) / 1e3)
            if after == state and seen is not None:
                return answer
            if await _run(self._replace, [key], [name, seen or "", _text(after)]):
                return answer

    def _key(self, *parts: str) -> str:
        return ":".join((self._settings.prefix, *parts))


async def _run(script: Any, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    return await _reached(script(keys=keys, args=arguments))


async def _reached(command: Awaitable[Any] | Any) -> Any:
    try:
        return await command
    except (TimeoutError, RedisError, OSError) as error:
        raise StateUnavailable(type(error).__name__) from None


def _text(state: BreakerState) -> str:
    return f"{Phase(state.phase).value} {state.failures} {state.since_s:.3f}"


def _state(text: str | None) -> BreakerState:
    if text is None:
        return BreakerState()
    phase, failures, since_s = text.split()
    return BreakerState(Phase(phase), int(failures), float(since_s))
