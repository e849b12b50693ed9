"""Teach the judge of bare numbers: which are somebody's, by all that is said around them.

    python -m pipelines.build_numbers out=outputs/numbers

This is the command that made `data/models/numbers`. Its examples are the numbers of invented calls with the
phrasings of development (the held-out ones are never read) and of invented documents in which no number is
anybody's. The same settings give the same file.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

from commandline.command import command, option
from commandline.progress import track
from insights.errors import EscutaError
from insights.synthetic.pii.cases import cases
from insights.synthetic.pii.records import CaseLanguage
from training.numbers.examples import Example, Examples
from training.numbers.prose import Prose


@dataclass(frozen=True, kw_only=True)
class BuildNumbersConfig:
    """Options of `build_numbers`."""

    out: str = option(help="folder of the weights")
    seed: int = option(31, help="the same seed gives the same examples")
    calls: int = option(12_000, help="invented calls")
    texts: int = option(4_000, help="invented documents without personal numbers")
    freedom: float = option(0.5, help="the larger, the more the weights may say (inverse of the L2 penalty)")
    kind_freedom: float = option(0.5, help="the same for the kinds of numbers (inverse of the L1 penalty)")
    smallest: int = option(10, help="weights below so many hundredths are left out")

    def __post_init__(self) -> None:
        for name in ("calls", "freedom", "kind_freedom", "smallest"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be more than nought", field=name)


def build(config: BuildNumbersConfig) -> Path:
    """Draw the examples, fit the weights, write the file."""
    from training.numbers.fit import fit

    drawn = Examples(config.seed)
    examples: list[Example] = []
    for case in track(cases(config.seed, config.calls), total=config.calls, label="calls", unit="call"):
        examples += drawn.of(case)
    rng = Random(config.seed)
    prose = [Prose(language) for language in get_args(CaseLanguage)]
    for index in range(config.texts):
        examples += drawn.of(prose[index % len(prose)].case(rng))
    weights = fit(
        examples, freedom=config.freedom, kind_freedom=config.kind_freedom, smallest=config.smallest
    )
    path = Path(config.out) / "weights.tsv"
    weights.write(path)
    mine = sum(example.kind is not None for example in examples)
    print(
        f"{len(examples):,} numbers, {mine:,} of them personal; {len(weights.personal):,} weights -> {path}"
    )
    return path


@command("build_numbers", BuildNumbersConfig)
def main(config: BuildNumbersConfig) -> None:
    build(config)


if __name__ == "__main__":
    main()
