"""Calls in Redis, on Redis's own clock.

Of each call a hash (whose, under which fence, its state) and a stream of its events, whose ids are their
numbers; and one sorted set of all calls by when they are overdue.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import redis.asyncio

from serving.state.calls import CallWrite, Standing, Taken

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

# KEYS: hash, stream, overdue. ARGV: call, fence, name, state, first seq, whole, keep ms, due ms or "", then
# numbers and texts of events.
_SAVE = (
    _NOW
    + """
local fence = redis.call('HGET', KEYS[1], 'fence')
if fence and tonumber(fence) > tonumber(ARGV[2]) then return -1 end
if not fence and ARGV[6] == '0' then return 0 end
if ARGV[6] == '1' then redis.call('DEL', KEYS[1], KEYS[2]) end
local last = tonumber(redis.call('HGET', KEYS[1], 'last') or '0')
for at = 9, #ARGV, 2 do
  if tonumber(ARGV[at]) > last then
    last = tonumber(ARGV[at])
    redis.call('XADD', KEYS[2], ARGV[at] .. '-0', 'event', ARGV[at + 1])
  end
end
redis.call('HSET', KEYS[1], 'fence', ARGV[2], 'name', ARGV[3], 'state', ARGV[4], 'last', last)
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
if ARGV[8] == '' then
  redis.call('ZREM', KEYS[3], ARGV[1])
else
  redis.call('ZADD', KEYS[3], now + ARGV[8], ARGV[1])
end
return 1
"""
)

_RENEWED = """
local function renewed(keep, due)
  if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
    redis.call('PEXPIRE', KEYS[1], keep)
    redis.call('PEXPIRE', KEYS[2], keep)
    redis.call('ZADD', KEYS[3], now + due, ARGV[1])
  end
end
"""

# ARGV: call, name or "" for an overdue one, keep ms, due ms.
_TAKE = (
    _NOW
    + _RENEWED
    + """
local found = redis.call('HMGET', KEYS[1], 'fence', 'name', 'state')
local due = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not found[1] then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return nil
end
if ARGV[2] == '' then
  if not due or tonumber(due) > now then return nil end
elseif found[2] ~= ARGV[2] then
  return nil
end
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
renewed(ARGV[3], ARGV[4])
return {fence, found[3], redis.call('XRANGE', KEYS[2], '-', '+')}
"""
)

# ARGV: call, fence, keep ms, due ms.
_RENEW = (
    _NOW
    + _RENEWED
    + """
local fence = redis.call('HGET', KEYS[1], 'fence')
if not fence then return 0 end
if tonumber(fence) > tonumber(ARGV[2]) then return -1 end
renewed(ARGV[3], ARGV[4])
return 1
"""
)

_OVERDUE = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])"

Reached = Callable[[Awaitable[Any] | Any], Awaitable[Any]]
"""Awaits a command; where Redis is away it raises `StateUnavailable`."""


class RedisCalls:
    """`SharedCalls` under a prefix of keys."""

    def __init__(self, client: redis.asyncio.Redis, prefix: str, reached: Reached) -> None:
        self._redis = client
        self._prefix = prefix
        self._reached = reached
        self._save = client.register_script(_SAVE)
        self._take = client.register_script(_TAKE)
        self._renew = client.register_script(_RENEW)
        self._overdue = client.register_script(_OVERDUE)

    async def save(self, write: CallWrite) -> Standing:
        arguments: list[Any] = [
            write.call,
            write.fence,
            write.name,
            write.state,
            write.first_seq,
            int(write.whole),
            _ms(write.keep_s),
            "" if write.due_s is None else _ms(write.due_s),
        ]
        for seq, text in write.events:
            arguments += [seq, text]
        return Standing(await self._reached(self._save(keys=self._keys(write.call), args=arguments)))

    async def take(self, call: str, name: str, *, keep_s: float, due_s: float) -> Taken | None:
        return await self._taken(call, name, keep_s, due_s) if name else None

    async def take_overdue(self, call: str, *, keep_s: float, due_s: float) -> Taken | None:
        return await self._taken(call, "", keep_s, due_s)

    async def renew(self, held: Sequence[tuple[str, int]], *, keep_s: float, due_s: float) -> list[Standing]:
        if not held:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for call, fence in held:
            await self._renew(
                keys=self._keys(call), args=[call, fence, _ms(keep_s), _ms(due_s)], client=pipeline
            )
        return [Standing(answer) for answer in await self._reached(pipeline.execute())]

    async def overdue(self, most: int) -> list[str]:
        return list(await self._reached(self._overdue(keys=[self._due], args=[most])))

    async def _taken(self, call: str, name: str, keep_s: float, due_s: float) -> Taken | None:
        found = await self._reached(
            self._take(keys=self._keys(call), args=[call, name, _ms(keep_s), _ms(due_s)])
        )
        if found is None:
            return None
        fence, state, entries = found
        return Taken(
            int(fence), state, tuple((int(entry.partition("-")[0]), pair[1]) for entry, pair in entries)
        )

    @property
    def _due(self) -> str:
        return f"{self._prefix}:calls"

    def _keys(self, call: str) -> list[str]:
        return [f"{self._prefix}:call:{call}", f"{self._prefix}:events:{call}", self._due]


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1e3))
