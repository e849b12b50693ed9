"""The sets of a run: invented cases, public corpora where they are found, and the user's own files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from eval.pii import corpora
from eval.pii.annotated import annotated_set
from eval.pii.cases import BenchCase, BenchSet, Gold, Kept
from eval.pii.labels import SAME_VALUE, Types
from insights.synthetic.pii.cases import PiiCase, cases
from insights.synthetic.pii.records import CaseLanguage, CasePartition

SYNTHETIC = "synthetic"
_PHRASINGS: Mapping[CasePartition, str] = {
    "heldout": "held-out phrasings",
    "fresh": "phrasings hardly measured on",
    "dev": "phrasings seen in development",
}
_CORPORA = {
    "meddocan": (corpora.meddocan, "MEDDOCAN", "github.com/PlanTL-GOB-ES/SPACCC_MEDDOCAN"),
    "lener_br": (corpora.lener_br, "LeNER-Br", "github.com/peluz/lener-br"),
}


def synthetic_set(seed: int, count: int, partition: CasePartition) -> BenchSet:
    """Invented turns in which personal data is said in every way; `heldout`: phrasings nobody tuned to."""
    made = tuple(map(_case, cases(seed, count, partition=partition, languages=get_args(CaseLanguage))))
    phrasings = _PHRASINGS[partition]
    return BenchSet(SYNTHETIC, f"synthetic, {phrasings}", made)


def found_corpora(folder: str | None, *, limit: int | None = None) -> tuple[list[BenchSet], list[str]]:
    """The public corpora under a folder, and a line for each that is not there."""
    if folder is None:
        return [], []
    found, skipped = [], []
    for name, (read, title, source) in _CORPORA.items():
        place = Path(folder) / name
        corpus = read(place, limit=limit) if place.is_dir() else None
        if corpus is None:
            skipped.append(f"{title} is not in {place}; it is at {source}")
        else:
            found.append(corpus)
    return found, skipped


def own_sets(
    paths: Sequence[str], labels: Mapping[str, Types], *, limit: int | None = None
) -> list[BenchSet]:
    """The user's files."""
    return [annotated_set(Path(path), labels, limit=limit) for path in paths]


def _case(made: PiiCase) -> BenchCase:
    return BenchCase(
        id=made.id,
        language=made.language,
        turns=tuple(turn.text for turn in made.turns),
        gold=tuple(
            Gold(span.turn, span.start, span.end, SAME_VALUE.get(span.type, (span.type,)))
            for span in made.spans
        ),
        kept=tuple(Kept(span.turn, span.start, span.end, span.kind) for span in made.keep),
        form=made.form,
    )
