"""Bearer tokens, each of one tenant (requirement L17).

They are kept in the database, as digests, and not in a file: all gateway processes then know a new or
revoked token within `REFRESH_S`, and a backup of the database gives nobody access. A secret has 256 random
bits, so a plain SHA-256 of it cannot be guessed back; a slow hash is for passwords. While the database is
away the tokens last read go on counting.

`API_TOKEN` in the environment adds to them: `tenant=token,…`, or one bare token for every tenant.
"""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from insights.errors import EscutaError
from insights.insight import Identifier
from serving.storage.engine import is_away
from serving.storage.store import SqlStore
from serving.storage.tokens import TokenRow, token_rows

SUBPROTOCOL_PREFIX: Final = "bearer."
REFRESH_S: Final = 5.0
_LEAST_REFRESH_S: Final = 1.0
"""An unknown token makes the rows be read again, but no more often than this."""
_READ_S: Final = 5.0
_PREFIX: Final = "esc"
_TENANT: Final[TypeAdapter[str]] = TypeAdapter(Identifier)
_NOBODY: Final = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Grant:
    """What a token allows. `tenant` None: every tenant."""

    tenant: str | None

    def allows(self, tenant: str) -> bool:
        return self.tenant is None or self.tenant == tenant


def bearer_token(authorization: str | None, subprotocols: Sequence[str] = ()) -> str | None:
    """The token of an `Authorization: Bearer …` header, else of a WebSocket subprotocol `bearer.<token>`.

    Browsers cannot set the header of a WebSocket, but they can offer subprotocols.
    """
    if authorization is not None:
        scheme, _, token = authorization.strip().partition(" ")
        return (token.strip() or None) if scheme.lower() == "bearer" else None
    for offered in subprotocols:
        if offered.startswith(SUBPROTOCOL_PREFIX):
            return offered.removeprefix(SUBPROTOCOL_PREFIX) or None
    return None


def new_token(tenant: str, now: datetime | None = None) -> tuple[str, TokenRow]:
    """A token, to be shown once, and its row."""
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = TokenRow(token_id, checked_tenant(tenant), _digest(secret), now or datetime.now(UTC))
    return f"{_PREFIX}_{token_id}_{secret}", row


def checked_tenant(tenant: str) -> str:
    """Raises `EscutaError` for what is no name of a tenant."""
    try:
        return _TENANT.validate_python(tenant)
    except ValidationError:
        raise EscutaError(
            "not a tenant's name", field="tenant", remedy="letters, digits and . _ : - only"
        ) from None


def environment_tokens(api_token: str | None) -> list[tuple[str | None, str]]:
    """Tenant (None: every one) and digest of each token of `API_TOKEN`. Raises `EscutaError`, without it."""
    text = (api_token or "").strip()
    if not text:
        return []
    if "=" not in text and "," not in text:
        return [(None, _digest(text))]
    out: list[tuple[str | None, str]] = []
    for entry in text.split(","):
        tenant, separator, token = entry.strip().partition("=")
        if not separator or not token.strip("="):
            raise EscutaError(
                "cannot be read",
                field="API_TOKEN",
                remedy="tenant=token,tenant=token, or one token without = or comma for every tenant",
            )
        out.append((checked_tenant(tenant), _digest(token)))
    return out


class Tokens:
    """Checks tokens; `open_tokens` makes one."""

    def __init__(
        self,
        api_token: str | None,
        read_rows: Callable[[], Awaitable[Sequence[TokenRow]]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fixed = environment_tokens(api_token)
        self._read_rows = read_rows
        self._monotonic = monotonic
        self._rows: dict[str, TokenRow] = {}
        self._read_at_s = -REFRESH_S
        self._reading = asyncio.Lock()
        self._required = bool(self._fixed)

    @property
    def required(self) -> bool:
        """False only where no token was ever made: then everybody is let in, so serve this machine only.

        Tokens that were all revoked let nobody in.
        """
        return self._required

    async def grant(self, token: str | None) -> Grant | None:
        """What a token allows; None: refuse. Where no token is required, everybody gets every tenant."""
        await self._refresh(REFRESH_S)
        if not self._required:
            return Grant(None)
        if not token:
            return None
        found = self._grant(token)
        if found is None and token.startswith(f"{_PREFIX}_"):
            # Made a moment ago, perhaps.
            await self._refresh(_LEAST_REFRESH_S)
            found = self._grant(token)
        return found

    async def load(self) -> None:
        """Read the rows now. Raises what the database raises."""
        async with asyncio.timeout(_READ_S):
            rows = await self._read_rows()
        self._rows = {row.token_id: row for row in rows}
        self._required = self._required or bool(rows)

    def _grant(self, token: str) -> Grant | None:
        """Every comparison takes the same time, and all are made."""
        found: Grant | None = None
        given = _digest(token)
        for tenant, digest in self._fixed:
            if hmac.compare_digest(given, digest):
                found = Grant(tenant)
        prefix, _, rest = token.partition("_")
        token_id, _, secret = rest.partition("_")
        row = self._rows.get(token_id) if prefix == _PREFIX else None
        same = hmac.compare_digest(_digest(secret), row.digest if row is not None else _NOBODY)
        if row is not None and same and secret and row.revoked_at is None:
            found = Grant(row.tenant)
        return found

    async def _refresh(self, age_s: float) -> None:
        """Read the rows if what is known is older than this."""
        if self._monotonic() - self._read_at_s < age_s:
            return
        async with self._reading:
            now_s = self._monotonic()
            if now_s - self._read_at_s < age_s:
                return
            self._read_at_s = now_s
            try:
                await self.load()
            except Exception as error:
                if not is_away(error):
                    raise


async def open_tokens(api_token: str | None, store: SqlStore) -> Tokens:
    """Tokens of `API_TOKEN` and of the database, which has to answer once. Raises `EscutaError`."""
    tokens = Tokens(api_token, lambda: token_rows(store.engine))
    try:
        await tokens.load()
    except Exception as error:
        if not is_away(error):
            raise
        raise EscutaError("tokens cannot be read: the database is away", remedy="is it running?") from None
    return tokens


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
