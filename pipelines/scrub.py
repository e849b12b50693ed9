"""Clean calls: fillers out, personal data replaced by placeholders, terms as the tenant's glossary writes them.

    python -m pipelines.scrub calls=outputs/transcribe/calls.jsonl out=outputs/scrub

Reads calls.jsonl and writes clean `calls.jsonl`. Reads your own JSON Lines too: `{"id", "language", "text"}` or
`{"id", "language", "turns": [{"speaker", "text"}, …]}` (and `tenant` for a glossary), written clean in the same shape as
`texts.jsonl`; fields beyond these are left out, for nobody knows what they hold. With `spans=true` the places of personal
data in the input are written as `spans.jsonl`; with `gold=` the share of known personal data that was found is reported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from insights import jsonl
from insights.fingerprint import file_digest, tree_digest
from insights.manifest import Manifest
from insights.resources import data_dir
from pipelines._cli import command, option
from pipelines.runner import Job, Lines, Outcome, StageConfig, execute, summary


@dataclass(frozen=True, kw_only=True)
class ScrubConfig(StageConfig):
    """Options of `scrub`."""

    calls: str = option(help="calls.jsonl, or your own JSON Lines with text or turns")
    gold: str | None = option(None, help="gold.jsonl with the places of personal data, to report recall")
    spans: bool = option(False, help="write where personal data was found (spans.jsonl)")


def run(config: ScrubConfig) -> Manifest:
    """Clean the calls of a file; returns the manifest."""
    raise NotImplementedError


@command("scrub", ScrubConfig)
def main(config: ScrubConfig) -> None:
    print(summary(run(config), config.out))


if __name__ == "__main__":
    main()
