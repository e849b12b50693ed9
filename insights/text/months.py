"""Names of the months, folded (no accents, lower case), by language."""

from collections.abc import Mapping
from types import MappingProxyType


def _numbered(names: str) -> Mapping[str, int]:
    return MappingProxyType({name: number for number, name in enumerate(names.split(), start=1)})


MONTHS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "pt": _numbered(
            "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"
        ),
        "es": MappingProxyType(
            {
                **_numbered(
                    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
                ),
                "setiembre": 9,
            }
        ),
    }
)
