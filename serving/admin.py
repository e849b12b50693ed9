"""Look after the database: schema, erasure, retention, audit, tokens; after adapters.

    python -m serving.admin migrate
    python -m serving.admin erase --tenant banco --conversation c-123
    python -m serving.admin purge --days 90 --tenant-days saude=30
    python -m serving.admin audit --tenant banco --conversation c-123
    python -m serving.admin token new --tenant banco
    python -m serving.admin adapters
    python -m serving.admin adapters trial --digest 3f9a… --mode shadow --share 0.2 --why "better on alerts"
    python -m serving.admin adapters report

The database is --url, else DATABASE_URL of the environment, else the file that `python -m serving` uses.
Exit codes: 0 done; 2 a problem the user can mend; 130 interrupted.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from insights.errors import EscutaError

if TYPE_CHECKING:
    from serving.storage.store import SqlStore

EXIT_DONE = 0
EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130

DATABASE_URL = "DATABASE_URL"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    shared = argparse.ArgumentParser(add_help=False)
    # Without a default, or an ACTION's would stand in for one that was given before it.
    shared.add_argument(
        "--url", default=argparse.SUPPRESS, help="sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
    )
    found = argparse.ArgumentParser(
        prog="python -m serving.admin",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = found.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[shared])

    command("migrate", "Bring the schema up to this version's; nothing is lost, and again does nothing.")

    erase = command("erase", "Remove every trace of a conversation, and keep late writes of it out.")
    erase.add_argument("--tenant", required=True, help="whose conversation it is")
    erase.add_argument("--conversation", required=True, help="the conversation's id")

    purge = command("purge", "Remove conversations that are older than their tenant's retention.")
    purge.add_argument("--days", type=int, required=True, help="retention of tenants that are not named")
    purge.add_argument(
        "--tenant-days",
        action="append",
        default=[],
        metavar="TENANT=DAYS",
        help="a tenant's own retention; may be repeated",
    )

    audit = command("audit", "Who was asked for a conversation's insights, and how it ended; no text.")
    audit.add_argument("--tenant", required=True, help="whose conversation it is")
    audit.add_argument("--conversation", required=True, help="the conversation's id")
    audit.add_argument("--json", action="store_true", help="every column, as JSON Lines")

    token = commands.add_parser("token", help="Bearer tokens of tenants.")
    actions = token.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("new", help="Make a token; it is shown this once.", parents=[shared])
    new.add_argument("--tenant", required=True, help="whose calls it opens")
    listed = actions.add_parser("list", help="Tokens by id; never the tokens.", parents=[shared])
    listed.add_argument("--tenant", help="only this tenant's")
    revoke = actions.add_parser("revoke", help="Let a token open nothing more.", parents=[shared])
    revoke.add_argument("token_id", metavar="ID", help="as `token list` shows it")

    from serving.adapters.listing import add_listing_commands
    from serving.adapters.trial_commands import add_trial_commands

    adapters = commands.add_parser(
        "adapters", help="Which LoRA weights answer, and which are on trial.", parents=[shared]
    )
    deeds = adapters.add_subparsers(dest="action", metavar="ACTION")
    add_listing_commands(deeds, shared)
    add_trial_commands(deeds, shared)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    options = parser().parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except EscutaError as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_USER_ERROR
    except KeyboardInterrupt:
        print("interrupted; what was not finished is as before", file=sys.stderr)
        return EXIT_INTERRUPTED
    return EXIT_DONE


async def _run(options: argparse.Namespace) -> None:
    url = getattr(options, "url", None) or os.environ.get(DATABASE_URL) or _default_url()
    match options.command, getattr(options, "action", None):
        case "migrate", _:
            await _migrate(url)
        case "erase", _:
            await _erase(url, options.tenant, options.conversation)
        case "purge", _:
            await _purge(url, options.days, _days_by_tenant(options.tenant_days))
        case "audit", _:
            await _audit(url, options.tenant, options.conversation, as_json=options.json)
        case "adapters", None | "list" | "prune":
            from serving.adapters.listing import run_listing_command

            _refuse_missing(url)
            await run_listing_command(options, url)
        case "adapters", _:
            from serving.adapters.trial_commands import run_trial_command

            _refuse_missing(url)
            await run_trial_command(options, url)
        case _, "new":
            await _new_token(url, options.tenant)
        case _, "list":
            await _list_tokens(url, options.tenant)
        case _:
            await _revoke_token(url, options.token_id)


def _default_url() -> str:
    from serving.settings import StorageSettings

    return StorageSettings().url


async def _migrate(url: str) -> None:
    from sqlalchemy.exc import DBAPIError

    from serving.storage import schema
    from serving.storage.engine import is_away, open_engine, unusable

    engine = open_engine(url)
    try:
        before, after = await schema.upgrade(engine)
    except Exception as error:
        if is_away(error) or isinstance(error, DBAPIError):
            raise unusable(url, error) from None
        raise
    finally:
        await engine.dispose()
    print(f"schema {after}: as it was" if before == after else f"schema {before or 'none'} → {after}")


async def _erase(url: str, tenant: str, conversation_id: str) -> None:
    async with _store(url, make=False) as store:
        _print_removed(await store.erase(tenant, conversation_id))


async def _purge(url: str, days: int, days_by_tenant: dict[str, int]) -> None:
    async with _store(url, make=False) as store:
        _print_removed(await store.purge(datetime.now(UTC), days_by_tenant, days))


async def _audit(url: str, tenant: str, conversation_id: str, *, as_json: bool) -> None:
    from serving.storage.auditing import audit_lines, audit_table

    async with _store(url, make=False) as store:
        rows = await store.audit(tenant, conversation_id)
    if not rows:
        print("nobody was asked in such a conversation", file=sys.stderr)
        return
    print("\n".join(audit_lines(rows) if as_json else audit_table(rows)))


async def _new_token(url: str, tenant: str) -> None:
    from serving.security.tokens import new_token
    from serving.storage.tokens import add_token

    token, row = new_token(tenant)
    async with _store(url, make=True) as store:
        await add_token(store.engine, row)
    print(f"id {row.token_id}, tenant {row.tenant}; the token is shown this once:", file=sys.stderr)
    print(token)


async def _list_tokens(url: str, tenant: str | None) -> None:
    from serving.storage.tokens import token_rows

    async with _store(url, make=False) as store:
        rows = await token_rows(store.engine, tenant)
    for row in rows:
        state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "valid"
        print(f"{row.token_id}  {row.tenant:<20}  made {row.created_at:%Y-%m-%d %H:%M}  {state}")
    if not rows:
        print("no tokens", file=sys.stderr)


async def _revoke_token(url: str, token_id: str) -> None:
    from serving.storage.tokens import revoke_token

    async with _store(url, make=False) as store:
        done = await revoke_token(store.engine, token_id, datetime.now(UTC))
    if not done:
        raise EscutaError(
            "no such valid token", field="ID", remedy="python -m serving.admin token list shows them"
        )
    print("revoked; servers that run know it within seconds", file=sys.stderr)


@asynccontextmanager
async def _store(url: str, *, make: bool) -> AsyncIterator["SqlStore"]:
    """The database; `make`: an SQLite file that is not there may be made."""
    from serving.storage.api import StorageUnavailable
    from serving.storage.store import open_store

    if not make:
        _refuse_missing(url)
    # Nothing is judged here, so no comment comes to be cleaned.
    store = await open_store(url, clean_comment=lambda comment, language: "")
    try:
        yield store
    except StorageUnavailable as error:
        raise EscutaError(str(error), remedy="nothing was removed; try again when it is back") from None
    finally:
        await store.close()


def _refuse_missing(url: str) -> None:
    """An SQLite file would be made by opening it."""
    from serving.storage.engine import database_url

    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise EscutaError("no such database", file=parsed.database, remedy="say which with --url")


def _days_by_tenant(pairs: Sequence[str]) -> dict[str, int]:
    days: dict[str, int] = {}
    for pair in pairs:
        tenant, _, number = pair.partition("=")
        if not tenant or not number.isdecimal():
            raise EscutaError("cannot be read", field="--tenant-days", remedy="TENANT=DAYS, as in saude=30")
        days[tenant] = int(number)
    return days


def _print_removed(removed: dict[str, int]) -> None:
    print(", ".join(f"{table} {count}" for table, count in removed.items()) + " removed")


if __name__ == "__main__":
    sys.exit(main())
