"""What a synthetic corpus is made of: sizes, mixes and shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from insights.errors import EscutaError
from insights.records import Partition

TENANTS = ("telecom", "banco", "energia", "saude")
LOCALES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"pt": ("pt-BR", "pt-PT"), "es": ("es-ES", "es-MX")}
)


def _weights(**weights: float) -> Mapping[str, float]:
    return dict(weights)


def _locale_weights() -> Mapping[str, float]:
    return {"pt-BR": 0.65, "pt-PT": 0.35, "es-ES": 0.5, "es-MX": 0.5}


@dataclass(frozen=True)
class CorpusSettings:
    """A corpus is a function of these values and nothing else. Weights need not add up to one."""

    calls: int = 1000
    seed: int = 7
    languages: Mapping[str, float] = field(default_factory=lambda: _weights(pt=1.0, es=1.0))
    locales: Mapping[str, float] = field(default_factory=_locale_weights)
    partitions: Mapping[Partition, float] = field(
        default_factory=lambda: {"train": 0.80, "val": 0.08, "test": 0.12}
    )
    tenants: tuple[str, ...] = TENANTS
    segments: Mapping[int, float] = field(default_factory=lambda: {1: 0.4, 2: 0.4, 3: 0.2})
    asr_share: float = 0.75
    event_free_share: float = 0.11
    quiet_segment_share: float = 0.08
    negation_share: float = 0.30

    def __post_init__(self) -> None:
        if self.calls < 0:
            raise EscutaError(
                "calls must not be negative", field="calls", remedy="give a number such as 1000"
            )
        _known("tenants", self.tenants, TENANTS)
        _known("languages", tuple(self.languages), tuple(LOCALES))
        _known("partitions", tuple(self.partitions), ("train", "val", "test"))
        _known("locales", tuple(self.locales), tuple(name for names in LOCALES.values() for name in names))
        for name in ("languages", "partitions", "segments"):
            weights = getattr(self, name).values()
            if not weights or min(weights) < 0 or sum(weights) <= 0:
                raise EscutaError(
                    "weights must be positive numbers", field=name, remedy="give at least one above zero"
                )
        for language, weight in self.languages.items():
            if weight > 0 and not any(self.locales.get(locale, 0) > 0 for locale in LOCALES[language]):
                raise EscutaError(
                    f"no locale of {language!r} has a weight",
                    field="locales",
                    remedy=f"give a weight to one of {', '.join(LOCALES[language])}",
                )
        for name in ("asr_share", "event_free_share", "quiet_segment_share", "negation_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise EscutaError(
                    "a share lies between 0 and 1", field=name, remedy="give a value such as 0.2"
                )


def _known(field_name: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown or not values:
        raise EscutaError(
            f"unknown value {', '.join(unknown) or '(none given)'}",
            field=field_name,
            remedy=f"choose from {', '.join(known)}",
        )
