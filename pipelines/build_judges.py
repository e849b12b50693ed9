"""Teach the judges of what the rules leave: is it somebody's, by all that is said around it?

    python -m pipelines.build_judges out=outputs/judges

Its examples are the numbers and words of invented talks with the phrasings of development (the held-out ones
are never read), of whole calls of the synthetic corpus, and of invented documents in which nothing is
anybody's. The same settings give the same files.

This is the command that made `data/models/judges`. What the judges see is what the rules leave, so with other
rules other weights come out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

from commandline.command import command, option
from commandline.progress import track
from insights.errors import EscutaError
from insights.synthetic.pii.cases import cases
from insights.synthetic.pii.records import CaseLanguage, PiiCase
from training.judges.calls import calls
from training.judges.examples import Example, Examples
from training.judges.prose import Prose


@dataclass(frozen=True, kw_only=True)
class BuildJudgesConfig:
    """Options of `build_judges`."""

    out: str = option(help="folder of the weights")
    seed: int = option(31, help="the same seed gives the same examples")
    talks: int = option(40_000, help="invented talks about personal data")
    calls: int = option(2_000, help="whole calls of the synthetic corpus")
    texts: int = option(24_000, help="invented documents without personal data")
    freedom: float = option(0.5, help="the larger, the more the weights may say (inverse of the L2 penalty)")
    kind_freedom: float = option(0.5, help="the same for the kinds of data (inverse of the L1 penalty)")
    smallest: int = option(16, help="weights below so many hundredths are left out")

    def __post_init__(self) -> None:
        for name in ("talks", "freedom", "kind_freedom", "smallest"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be more than nought", field=name)


def build(config: BuildJudgesConfig) -> list[Path]:
    """Draw the examples, fit the weights of each judge, write a file for each."""
    from training.judges.fit import fit

    drawn = Examples(config.seed)
    examples: dict[str, list[Example]] = {}
    total = config.talks + config.calls + config.texts
    for case in track(_texts(config), total=total, label="talks, calls and documents", unit="text"):
        for judge, seen in drawn.of(case).items():
            examples.setdefault(judge, []).extend(seen)
    paths = []
    for judge, seen in sorted(examples.items()):
        weights = fit(
            seen, freedom=config.freedom, kind_freedom=config.kind_freedom, smallest=config.smallest
        )
        path = Path(config.out) / f"{judge}.tsv"
        weights.write(path)
        paths.append(path)
        mine = sum(example.kind is not None for example in seen)
        print(f"{judge}: {len(seen):,}, {mine:,} personal; {len(weights.personal):,} weights -> {path}")
    return paths


def _texts(config: BuildJudgesConfig) -> Iterator[PiiCase]:
    yield from cases(config.seed, config.talks)
    yield from calls(config.seed, config.calls)
    rng = Random(config.seed)
    prose = [Prose(language) for language in get_args(CaseLanguage)]
    for index in range(config.texts):
        yield prose[index % len(prose)].case(rng)


@command("build_judges", BuildJudgesConfig)
def main(config: BuildJudgesConfig) -> None:
    build(config)


if __name__ == "__main__":
    main()
