"""What a load test is told, from the environment: `make loadtest-insights SESSIONS=100 RAMP=10`."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from insights.errors import EscutaError


def _option(name: str, default: Any, text: str, **metadata: Any) -> Any:
    return field(default=default, metadata={"env": name, "help": text, **metadata})


@dataclass(frozen=True, kw_only=True)
class LoadSettings:
    """One field a variable; an empty variable is the default."""

    sessions: int = _option("SESSIONS", 50, "calls")
    ramp_s: float = _option("RAMP", 10.0, "seconds over which the calls begin, evenly")
    audio: tuple[str, ...] = _option(
        "AUDIO",
        tuple(
            f"data/demo/audio/{cut}"
            for cut in (
                "syn2026-0000003.flac@20.7",  # cancellation, Portuguese
                "syn2026-0000008.flac@28.8",  # complaint
                "syn2027-0000007.flac@30.3",  # cancellation, Spanish
                "syn2027-0000017.flac@31.4",  # complaint
            )
        ),
        "sound of the calls, in turn: FILE or FILE@START_SECOND, separated by commas",
    )
    seconds: float = _option("SECONDS", 8.0, "seconds of sound a call; 0: the whole file")
    chunk_ms: int = _option("CHUNK_MS", 100, "sound in one message, milliseconds")
    tenants: tuple[str, ...] = _option(
        "TENANTS", ("telecom", "banco", "saude", "energia"), "companies of the calls, in turn"
    )
    language: str | None = _option("LANGUAGE_CODE", None, "pt or es; empty: the gateway finds it out")
    token: str | None = _option("API_TOKEN", None, "TOKEN, or TENANT=TOKEN,… as the gateway has it")
    host: str | None = _option(
        "HOST", None, "ws://HOST:PORT of a gateway; empty: one is started for the test"
    )
    anywhere: bool = _option("LOAD_ANYWHERE", False, "true: HOST may be another machine")
    expect_insight: bool = _option("EXPECT_INSIGHT", False, "true: a call without an insight has failed")
    expect_final: bool = _option("EXPECT_FINAL", True, "true: a call without a final summary has failed")
    batch_window_s: float | None = _option(
        "BATCH_WINDOW_SEC", None, "window the gateway must announce; one started for the test gets it"
    )
    end_wait_s: float = _option("END_WAIT", 120.0, "seconds from the end of the sound to `session_ended`")
    report: str = _option("REPORT", "outputs/loadtests", "folder of the report")

    def __post_init__(self) -> None:
        for name in ("sessions", "chunk_ms", "end_wait_s"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be above 0", field=variable(name))
        for name in ("ramp_s", "seconds"):
            if getattr(self, name) < 0:
                raise EscutaError("must not be negative", field=variable(name))
        if not self.audio or not self.tenants:
            raise EscutaError("must name at least one", field="AUDIO" if self.tenants else "TENANTS")
        if self.host is not None and not self.anywhere and not is_loopback(self.host):
            raise EscutaError(
                "load goes to this machine only",
                field="HOST",
                remedy="LOAD_ANYWHERE=true, if the other machine is yours to load",
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "LoadSettings":
        """Raises `EscutaError` for a value that cannot be read."""
        types = get_type_hints(cls)
        given = {each.name: environment.get(each.metadata["env"], "").strip() for each in fields(cls)}
        return cls(**{name: _read(name, text, types[name]) for name, text in given.items() if text})

    def environment(self) -> dict[str, str]:
        """The variables that say the same; those of nothing are empty."""
        return {each.metadata["env"]: _written(getattr(self, each.name)) for each in fields(self)}

    @property
    def longest_s(self) -> float:
        """When the last call must be over, from the beginning of the test."""
        return self.ramp_s + (self.seconds or 600.0) + self.end_wait_s + 30.0

    def token_of(self, tenant: str) -> str | None:
        """The tenant's own token, or the one for all."""
        if self.token is None or "=" not in self.token:
            return self.token
        pairs = dict(pair.split("=", 1) for pair in self.token.split(",") if "=" in pair)
        return pairs.get(tenant)


def variable(name: str) -> str:
    """The environment variable of a field."""
    return str(next(each for each in fields(LoadSettings) if each.name == name).metadata["env"])


def is_loopback(host: str) -> bool:
    """Does the address stay on this machine? Names other than localhost are not looked up."""
    name = urlsplit(host if "://" in host else f"ws://{host}").hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def usage() -> str:
    """The variables, a line each."""
    lines = []
    for each in fields(LoadSettings):
        default = ",".join(each.default) if isinstance(each.default, tuple) else each.default
        shown = "" if default is None else f" [{str(default).lower() if default is False else default}]"
        lines.append(f"  {each.metadata['env']:<17}{each.metadata['help']}{shown}")
    return "\n".join(lines)


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        if kind is int:
            return int(text)
        if kind in (float, float | None):
            return float(text)
        if kind == tuple[str, ...]:
            return tuple(part.strip() for part in text.split(",") if part.strip())
    except (KeyError, ValueError):
        raise EscutaError("cannot be read", field=variable(name)) from None
    return text
