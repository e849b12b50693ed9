"""What a plan rests on, read from files: a certificate's measured units, a hardware's figures."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from insights.errors import EscutaError
from loadtests.plan.units import Curve, Model, Recogniser, Units, Waits

SHIPPED = Path(__file__).with_name("hardware")
_UNITS = TypeAdapter(Units)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Strict):
    """`kind` says whether somebody has measured this with Escuta; `source` where the figures come from."""

    kind: Literal["measured", "assumption"]
    source: str = Field(min_length=10)


class GatewayFigures(_Sourced):
    """`core_speed`: of a gateway's core, by the certificate's. `sessions`: most of a process."""

    core_speed: float = Field(default=1.0, gt=0)
    sessions: int = Field(default=1000, ge=1)


class RecogniserFigures(_Sourced):
    """One worker, one GPU: seconds of a round by requests, 5–10 s of a call each, in it."""

    round_s: dict[float, float] = Field(min_length=1)
    batch_requests: int = Field(default=8, ge=1)
    gather_ms: float = Field(default=10.0, ge=0)


class Served(_Strict):
    """One row of a model server's benchmark: seconds to the first token, and for each further one."""

    at_once: float = Field(gt=0)
    first_token_s: float = Field(gt=0)
    token_s: float = Field(gt=0)


class ModelFigures(_Sourced):
    """One replica."""

    served: tuple[Served, ...] = Field(min_length=1)
    most: int = Field(default=256, ge=1)


class Hardware(_Strict):
    """One machine of each part; how many of each is the plan's answer."""

    name: str
    gateway: GatewayFigures
    recogniser: RecogniserFigures
    model: ModelFigures

    @property
    def assumptions(self) -> list[str]:
        """A line for each part whose figures nobody has measured with Escuta."""
        parts = {"gateway": self.gateway, "recogniser": self.recogniser, "model": self.model}
        return [f"{name}: {part.source}" for name, part in parts.items() if part.kind == "assumption"]


def certificate(path: Path) -> tuple[dict[str, Any], Units]:
    """A certificate and its units. Raises `EscutaError`."""
    remedy = "python -m loadtests.capacity writes one"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EscutaError(
            f"cannot be read: {error.strerror}", file=path, field="certificate", remedy=remedy
        ) from None
    except ValueError:
        raise EscutaError("is no JSON", file=path, field="certificate", remedy=remedy) from None
    if not isinstance(found, dict) or not isinstance(found.get("steps"), list):
        raise EscutaError("is no certificate", file=path, field="certificate", remedy=remedy)
    if "units" not in found:
        raise EscutaError(
            "has no times of the parts alone",
            file=path,
            field="units",
            remedy="measure again with units=true",
        )
    try:
        return found, _UNITS.validate_python(found["units"])
    except ValidationError as error:
        raise _fault(error, path, remedy, "units") from None


def hardware(name: str) -> Hardware:
    """A file, or one that ships by its name. Raises `EscutaError`."""
    shipped = sorted(each.stem for each in SHIPPED.glob("*.yaml"))
    path = Path(name) if Path(name).is_file() else SHIPPED / f"{name}.yaml"
    if not path.is_file():
        raise EscutaError(
            "no such file",
            file=name,
            field="hardware",
            remedy=f"a file, or one that ships: {', '.join(shipped)}",
        )
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EscutaError("is no YAML", file=path.name, line=mark.line + 1 if mark else None) from None
    try:
        return Hardware.model_validate(given)
    except ValidationError as error:
        raise _fault(error, path, f"{SHIPPED.name}/{shipped[0]}.yaml shows the form") from None


def units_of(hardware: Hardware, certified: Units) -> Units:
    """The certificate's calls and gateway on other hardware. Prompts are read one after the other, which is
    slower than a server that reads them in one step."""
    served = sorted(hardware.model.served, key=lambda row: row.at_once)
    reading_s = max(0.0, served[0].first_token_s - served[0].token_s)
    try:
        step_s = Curve(tuple((row.at_once, row.token_s) for row in served))
        round_s = Curve(tuple(sorted(hardware.recogniser.round_s.items())))
    except EscutaError as error:
        raise EscutaError(error.problem, file=hardware.name, field="round_s, served.at_once") from None
    return replace(
        certified,
        cores=None,
        client_s=0.0,
        client_base_s=0.0,
        waits=Waits(),
        gateway=replace(
            certified.gateway,
            loop_s=certified.gateway.loop_s / hardware.gateway.core_speed,
            busy_loop_s=(certified.gateway.busy_loop_s or certified.gateway.loop_s)
            / hardware.gateway.core_speed,
            batch_s=certified.gateway.batch_s / hardware.gateway.core_speed,
            questions=10_000,
            tenant_questions=10_000,
        ),
        recogniser=Recogniser(
            round_s=round_s,
            gather_s=hardware.recogniser.gather_ms / 1000,
            most=hardware.recogniser.batch_requests,
        ),
        model=Model(
            read_s=Curve(((1.0, reading_s), (2.0, 2 * reading_s))),
            step_s=step_s,
            gather_s=0.0,
            most=hardware.model.most,
            joining=hardware.model.most,
        ),
    )


def _fault(error: ValidationError, path: Path, remedy: str, prefix: str = "") -> EscutaError:
    first = error.errors(include_url=False)[0]
    field = ".".join([prefix, *map(str, first["loc"])]).strip(".")
    return EscutaError(str(first["msg"]), file=path.name, field=field or None, remedy=remedy)
