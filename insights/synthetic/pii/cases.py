"""Cases in and out: made from a seed, read from and written to JSON Lines."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from insights import jsonl
from insights.synthetic.pii.dialogue import make_case
from insights.synthetic.pii.records import (
    CaseLanguage,
    CasePartition,
    KeptSpan,
    PiiCase,
    PiiCaseSpan,
    PiiTurn,
)

__all__ = ["KeptSpan", "PiiCase", "PiiCaseSpan", "PiiTurn", "cases", "read_cases", "write_cases"]


def cases(
    seed: int,
    count: int,
    *,
    partition: CasePartition = "dev",
    languages: Sequence[CaseLanguage] = ("pt", "es"),
) -> Iterator[PiiCase]:
    """`count` cases, the languages in turn. Case i depends on the seed and on i only, so a short run is
    the beginning of a longer one. Raises `EscutaError` for a fault in the phrases of the partition.
    """
    for index in range(count):
        language = languages[index % len(languages)]
        rng = Random(f"{seed}/{partition}/{language}/{index}")
        yield make_case(f"{partition}-{seed}-{index:07d}", language, partition, rng)


def read_cases(path: Path | str) -> Iterator[PiiCase]:
    """Stream the cases of a file; `EscutaError` names file, line and field of a wrong one."""
    return jsonl.read(PiiCase, path)


def write_cases(made: Iterable[PiiCase], path: Path | str) -> int:
    """Write cases, one JSON line each; returns how many."""
    return jsonl.write(made, path)
