"""What the examples taught: a weight for each feature, and what kind of number each feature speaks for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from insights.errors import EscutaError
from insights.records import PiiType
from insights.resources import data_dir

_HEADING = "# feature, hundredths for personal, hundredths for kinds"


_NONE: Mapping[str, int] = {}


@dataclass(frozen=True)
class Weights:
    """In hundredths, whole numbers, so that a sum is the same on every machine."""

    personal: Mapping[str, int]
    kinds: Mapping[str, Mapping[PiiType, int]]

    def personal_score(self, features: Iterable[str]) -> int:
        """The higher, the surer that it is personal; above nought it rather is than not."""
        return sum(filter(None, map(self.personal.get, features)))

    @cached_property
    def _plain(self) -> Mapping[str, Mapping[str, int]]:
        """Name → word → the weight of "name=word"."""
        groups: dict[str, dict[str, int]] = {}
        for feature, weight in self.personal.items():
            name, _, word = feature.partition("=")
            groups.setdefault(name, {})[word] = weight
        return groups

    @cached_property
    def _sized(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """Name and size → word → the weight of "name=word/size"."""
        groups: dict[tuple[str, str], dict[str, int]] = {}
        for feature, weight in self.personal.items():
            name, _, rest = feature.partition("=")
            word, _, size = rest.rpartition("/")
            groups.setdefault((name, size), {})[word] = weight
        return groups

    def plain(self, name: str) -> Callable[[str], int | None]:
        """Word → the weight of "name=word"."""
        return self._plain.get(name, _NONE).get

    def sized(self, name: str, size: str) -> Callable[[str], int | None]:
        """Word → the weight of "name=word/size"."""
        return self._sized.get((name, size), _NONE).get

    @cached_property
    def _both(self) -> dict[tuple[str, str], Mapping[str, int]]:
        return {}

    def both(self, name: str, size: str) -> Callable[[str, int], int]:
        """Word → the weight of "name=word" and of "name=word/size" together."""
        known = self._both.get((name, size))
        if known is None:
            sums = dict(self._plain.get(name, _NONE))
            for word, weight in self._sized.get((name, size), _NONE).items():
                sums[word] = sums.get(word, 0) + weight
            known = self._both[name, size] = sums
        return known.get

    def kind(self, features: Iterable[str]) -> PiiType:
        """What kind it is most likely of."""
        sums: dict[PiiType, int] = {}
        for feature in features:
            for kind, weight in self.kinds.get(feature, {}).items():
                sums[kind] = sums.get(kind, 0) + weight
        return max(sums, key=lambda kind: (sums[kind], kind.value), default=PiiType.DOCUMENTO)

    def write(self, path: Path) -> None:
        """One feature a line, in order."""
        lines = [_HEADING]
        for feature in sorted(self.personal.keys() | self.kinds.keys()):
            kinds = " ".join(
                f"{kind.value}:{weight}"
                for kind, weight in sorted(
                    self.kinds.get(feature, {}).items(), key=lambda item: item[0].value
                )
            )
            lines.append(f"{feature}\t{self.personal.get(feature, 0)}\t{kinds}".rstrip())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_weights(path: Path) -> Weights:
    """Read a file of weights."""
    personal: dict[str, int] = {}
    kinds: dict[str, dict[PiiType, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("# "):
            continue
        feature, _, rest = line.partition("\t")
        weight, _, told = rest.partition("\t")
        try:
            if int(weight):
                personal[feature] = int(weight)
            if told:
                pairs = (entry.split(":") for entry in told.split(" "))
                kinds[feature] = {PiiType(kind): int(value) for kind, value in pairs}
        except ValueError:
            raise EscutaError("no weights", file=path, line=number, remedy="build the file again") from None
    return Weights(personal, kinds)


@lru_cache(maxsize=4)
def shipped_weights(name: str) -> Weights:
    """Those of one judge that ship with the project, read when it first weighs something."""
    return read_weights(data_dir() / "models" / "judges" / f"{name}.tsv")
