"""`python -m serving.admin adapters [list | prune]`: what answers where, who has it, what was changed."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, Final

from commandline.columns import aligned
from insights.errors import EscutaError
from insights.fingerprint import short
from serving.adapters.api import Change, Presence, Wanted

_PROCESS_CHARS: Final = 24
_CHANGES: Final = 10


def add_listing_commands(actions: Any, shared: argparse.ArgumentParser) -> None:
    """`actions` are the subparsers of `adapters`; `shared` has --url."""
    listed = actions.add_parser(
        "list",
        help="Aliases, trials, processes and the last changes.",
        description="What answers where, which processes and servers have it, and what was changed last.",
        parents=[shared],
    )
    listed.add_argument("--changes", type=int, default=_CHANGES, help="how many of the last changes")

    prune = actions.add_parser(
        "prune",
        help="Delete adapters from the shelf that nothing needs.",
        description="Delete what no alias, trial, roll back, process or server needs, if older than an hour.",
        parents=[shared],
    )
    prune.add_argument("--shelf", default=None, help="folder of adapters, as in adapters.shelf")


async def run_listing_command(options: argparse.Namespace, url: str) -> None:
    """`options` as parsed. Raises `EscutaError`."""
    from serving.adapters.ledger import open_ledger
    from serving.adapters.pruning import prune
    from serving.adapters.settings import AdapterSettings
    from serving.adapters.shelf import Shelf
    from serving.storage.api import StorageUnavailable

    settings = AdapterSettings()
    try:
        async with open_ledger(url) as ledger:
            if options.action == "prune":
                gone = await prune(ledger, Shelf(options.shelf or settings.shelf))
                print(
                    "\n".join(["deleted:", *(f"  {digest}" for digest in sorted(gone))] if gone else ["none"])
                )
                return
            lines = listing(
                await ledger.wanted(),
                await ledger.present(settings.present_s),
                await ledger.held(),
                await ledger.changes(getattr(options, "changes", _CHANGES)),
            )
            print("\n".join(lines))
    except StorageUnavailable:
        raise EscutaError("the database is away", remedy="try again when it is back") from None


def listing(
    wanted: Wanted,
    present: Sequence[Presence],
    held: Mapping[str, frozenset[str]],
    changes: Sequence[Change],
) -> list[str]:
    """Tables, one below the other."""
    aliases = [(each.scope.tenant, each.scope.insight_type, _named(each.digest)) for each in wanted.aliases]
    trials = [
        (
            each.scope.tenant,
            each.scope.insight_type,
            _named(each.digest),
            each.mode.value,
            f"{each.share:.0%}",
        )
        for each in wanted.trials
    ]
    processes = [
        (
            each.process[:_PROCESS_CHARS],
            _behind(each, wanted.version),
            _all_named(each.ready),
            "; ".join(f"{_named(digest)} {reason}" for digest, reason in sorted(each.failed.items())) or "–",
        )
        for each in present
    ]
    servers = [(host, _all_named(digests)) for host, digests in sorted(held.items())]
    history = [
        (
            str(each.version),
            f"{each.at:%Y-%m-%d %H:%M:%S}",
            each.who,
            each.action.value,
            f"{each.scope.tenant} {each.scope.insight_type}",
            f"{_named(each.before)} → {_named(each.after)}",
            each.why,
        )
        for each in changes
    ]
    return [
        f"version {wanted.version}",
        *_table("aliases (below them: the configuration's)", ("tenant", "type", "adapter"), aliases),
        *_table("trials", ("tenant", "type", "adapter", "mode", "share"), trials),
        *_table("being loaded", ("adapter",), [(_named(digest),) for digest in wanted.staged]),
        *_table("processes", ("process", "routes by", "ready", "refused"), processes),
        *_table("servers", ("server", "holds"), servers),
        *_table(
            "last changes",
            ("version", "at (UTC)", "who", "what", "tenant and type", "adapter", "why"),
            history,
        ),
    ]


def _behind(process: Presence, version: int) -> str:
    if not process.reaches:
        return f"{process.seen}, no server answers"
    return str(process.seen) if process.seen == version else f"{process.seen} of {version}"


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return ["", f"{title}: none"]
    return ["", f"{title}:", *(f"  {line}" for line in aligned([head, *rows]))]


def _named(digest: str | None) -> str:
    return short(digest or "base")


def _all_named(digests: frozenset[str]) -> str:
    return ", ".join(sorted(map(short, digests))) or "–"
