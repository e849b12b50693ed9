"""Fixed questions and what the training side's own generation answers to them (`transformers` and PEFT).

A serving process asks them of an adapter that it has just loaded: replies must be valid, and must agree with
these, or the adapter is not routed to. Questions are synthetic; no caller is in them.
"""

from pathlib import Path

from pydantic import Field, ValidationError

from insights.errors import EscutaError
from insights.records import Frozen, InsightType, Language, Message

SUFFIX = ".probes.json"


class Probe(Frozen):
    """A question and the reply to it, as text."""

    language: Language
    insight_type: InsightType
    prompt: tuple[Message, ...] = Field(min_length=1)
    reply: str


class ProbeSheet(Frozen):
    """The probes of one adapter on one base."""

    v: int = 1
    adapter: str
    base_digest: str
    prompt_digest: str
    probes: tuple[Probe, ...] = Field(min_length=1)


def read_probes(path: Path) -> ProbeSheet | None:
    """None if there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return ProbeSheet.model_validate_json(text)
    except ValidationError:
        raise EscutaError(
            "not a sheet of probes", file=path, remedy="promote writes it: python -m pipelines.promote"
        ) from None
