"""Records that travel between stages: calls, excerpts, labelled records and the gold of synthetic calls.

All are frozen and forbid unknown fields, so a typo in a file is an error and not a silent loss.
Times are seconds from the start of the call.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1 code")]
Partition = Literal["train", "val", "test"]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Confidence = Annotated[float, Field(ge=0, le=1)]

PROMPT_LANGUAGES = ("pt", "es")


class Frozen(BaseModel):
    """Base of every record: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InsightType(StrEnum):
    """The four kinds of message an operator can be shown (requirement L7)."""

    PARTIAL_SUMMARY = "partial_summary"
    NEXT_STEPS = "next_steps"
    RISK_ALERT = "risk_alert"
    UPSELL = "upsell"


class AlertCategory(StrEnum):
    """What a risk alert is about."""

    CHURN = "churn"
    COMPLAINT = "complaint"
    FRAUD = "fraud"
    CONDUCT = "conduct"


class Speaker(StrEnum):
    """Who speaks; `unknown` where a recording mixes both on one channel."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class PiiType(StrEnum):
    """Kinds of personal data; the value is also the placeholder's label, in both languages."""

    NOME = "NOME"
    CPF = "CPF"
    CNPJ = "CNPJ"
    RG = "RG"
    CNH = "CNH"
    CC = "CC"  # cartão de cidadão (Portugal)
    NIF = "NIF"  # Portugal
    DNI = "DNI"  # Spain, Argentina, Peru
    NIE = "NIE"
    CIF = "CIF"
    CURP = "CURP"
    RFC = "RFC"
    CUIT = "CUIT"  # also CUIL
    CEDULA = "CEDULA"  # cédula de ciudadanía (Colombia)
    NIT = "NIT"
    RUT = "RUT"
    DOCUMENTO = "DOCUMENTO"  # other numbers of a person: passport, social security, health card, plate
    TELEFONE = "TELEFONE"
    EMAIL = "EMAIL"
    CARTAO = "CARTAO"
    VALIDADE = "VALIDADE"  # expiry of a card
    CVV = "CVV"
    IBAN = "IBAN"
    ENDERECO = "ENDERECO"
    CEP = "CEP"
    NASCIMENTO = "NASCIMENTO"
    CONTA = "CONTA"  # bank branch and account, contract, customer number
    PROTOCOLO = "PROTOCOLO"  # protocol, order, ticket, case
    SENHA = "SENHA"  # password, PIN, one-time code
    PIX = "PIX"


class Word(Frozen):
    """One recognised word with its times and probability."""

    text: str
    start_s: Seconds
    end_s: Seconds
    probability: Confidence


class Turn(Frozen):
    """What one speaker says without being interrupted for long."""

    turn_id: str = Field(min_length=1)
    speaker: Speaker
    start_s: Seconds
    end_s: Seconds
    text: str
    words: tuple[Word, ...] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Turn":
        if self.end_s < self.start_s:
            raise ValueError("end_s is before start_s")
        return self


class Audio(Frozen):
    """Where a call's sound came from. `files` are names, not paths: nothing about the machine is kept."""

    files: tuple[str, ...]
    sha256: tuple[str, ...]
    sample_rate_hz: int = Field(gt=0)
    channels: int = Field(gt=0)


class Call(Frozen):
    """A transcribed conversation. `partition` pins it to a split (synthetic calls hold out phrasings)."""

    v: Literal[1] = 1
    call_id: str = Field(min_length=1)
    tenant: str = Field(min_length=1)
    language: Language
    locale: str | None = None
    partition: Partition | None = None
    duration_s: Seconds
    audio: Audio | None = None
    turns: tuple[Turn, ...]


class Excerpt(Frozen):
    """30–60 s of a call, cut at turn ends."""

    v: Literal[1] = 1
    excerpt_id: str = Field(min_length=1)
    call_id: str = Field(min_length=1)
    tenant: str = Field(min_length=1)
    language: Language
    partition: Partition | None = None
    start_s: Seconds
    end_s: Seconds
    turns: tuple[Turn, ...]


class PiiSpan(Frozen):
    """Characters `[start, end)` of a text that are personal data."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    type: PiiType

    @model_validator(mode="after")
    def _not_empty(self) -> "PiiSpan":
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self


class GoldInsight(Frozen):
    """What the operator should have been told."""

    message: str = Field(min_length=1)
    confidence: Confidence
    category: AlertCategory | None = None


class GoldEvent(Frozen):
    """Something that happened in a synthetic call; `evidence` names the turns that show it."""

    kind: str
    start_s: Seconds
    end_s: Seconds
    evidence: tuple[str, ...]
    slots: dict[str, str] = Field(default_factory=dict)
    insights: dict[InsightType, GoldInsight] = Field(default_factory=dict)


class GoldCall(Frozen):
    """The truth about a synthetic call: raw turns, personal data, events, topic changes."""

    v: Literal[1] = 1
    call_id: str
    tenant: str
    language: Language
    locale: str
    partition: Partition
    style: Literal["asr", "edited"]
    turns: tuple[Turn, ...]
    pii: dict[str, tuple[PiiSpan, ...]] = Field(default_factory=dict)
    events: tuple[GoldEvent, ...] = ()
    topic_changes: tuple[str, ...] = ()


class Message(Frozen):
    """One chat message, as any OpenAI-compatible server takes it."""

    role: Literal["system", "user", "assistant"]
    content: str


class Gold(Frozen):
    """What is known of a record's right answer, for scoring."""

    has_data: bool
    message: str
    category: AlertCategory | None = None
    events: tuple[str, ...] = ()


class RecordMetadata(Frozen):
    """Where a record comes from and how to slice its score."""

    record_id: str = Field(min_length=1)
    call_id: str = Field(min_length=1)
    excerpt_id: str = Field(min_length=1)
    tenant: str = Field(min_length=1)
    language: Language
    insight_type: InsightType
    partition: Partition | None = None
    prompt_id: str
    prompt_digest: str
    source: Literal["gold", "endpoint", "review", "live", "none"]
    status: Literal["labelled", "to_review"] = "labelled"
    gold: Gold | None = None
    lineage: dict[str, str] = Field(default_factory=dict)


class Record(Frozen):
    """One training or evaluation example: exactly the prompt production sends, and the reply wanted."""

    prompt: tuple[Message, ...] = Field(min_length=1)
    response: str
    metadata: RecordMetadata
