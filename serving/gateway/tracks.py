"""Two one-channel tracks of a telephone exchange → one stream of two channels."""

SAMPLE_RATE_HZ = 8000
_SILENCE = 0xFF  # mu-law zero
_BYTES_PER_MS = SAMPLE_RATE_HZ // 1000


class TrackMixer:
    """Interleaves mu-law tracks by their timestamps.

    Each message says which track, when (milliseconds from the start of the stream) and what. Gaps become
    silence. A track that says nothing while another is `max_lag_ms` ahead is taken as silent so far.
    """

    def __init__(self, tracks: tuple[str, ...], *, tolerance_ms: int = 60, max_lag_ms: int = 1000) -> None:
        self._tracks = {name: bytearray() for name in tracks}
        self._tolerance = tolerance_ms * _BYTES_PER_MS
        self._max_lag = max_lag_ms * _BYTES_PER_MS
        self._done = 0

    def push(self, track: str, timestamp_ms: int, payload: bytes) -> bytes:
        """The interleaved bytes that this message completes. An unknown track is passed over."""
        buffer = self._tracks.get(track)
        if buffer is None:
            return b""
        at = timestamp_ms * _BYTES_PER_MS
        position = self._done + len(buffer)
        # Timestamps jitter: only a real gap is filled, and no more than a lost minute of it.
        if self._tolerance < at - position <= 60 * SAMPLE_RATE_HZ:
            buffer.extend([_SILENCE] * (at - position))
        buffer.extend(payload)
        longest = max(len(each) for each in self._tracks.values())
        for each in self._tracks.values():
            if longest - len(each) > self._max_lag:
                each.extend([_SILENCE] * (longest - len(each) - self._max_lag))
        return self._take(min(len(each) for each in self._tracks.values()))

    def flush(self) -> bytes:
        """What is left, the shorter tracks filled with silence."""
        longest = max(len(each) for each in self._tracks.values())
        for each in self._tracks.values():
            each.extend([_SILENCE] * (longest - len(each)))
        return self._take(longest)

    def _take(self, count: int) -> bytes:
        mixed = bytearray(count * len(self._tracks))
        for number, buffer in enumerate(self._tracks.values()):
            mixed[number :: len(self._tracks)] = buffer[:count]
            del buffer[:count]
        self._done += count
        return bytes(mixed)
