"""Bearer tokens, each of one tenant (requirement L17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.storage.store import SqlStore

SUBPROTOCOL_PREFIX = "bearer."


@dataclass(frozen=True)
class Grant:
    """What a token allows. `tenant` None: every tenant."""

    tenant: str | None

    def allows(self, tenant: str) -> bool:
        return self.tenant is None or self.tenant == tenant


def bearer_token(authorization: str | None, subprotocols: Sequence[str] = ()) -> str | None:
    """The token of an `Authorization: Bearer …` header, else of a WebSocket subprotocol `bearer.<token>`."""
    raise NotImplementedError


class Tokens:
    """Checks tokens. `required` is False only where no token is configured: then serve loopback only."""

    @property
    def required(self) -> bool:
        raise NotImplementedError

    async def grant(self, token: str | None) -> Grant | None:
        """What a token allows; None: refuse. Where no token is required, everybody gets every tenant."""
        raise NotImplementedError


async def open_tokens(api_token: str | None, store: SqlStore) -> Tokens:
    """Tokens of the environment's `API_TOKEN` (`tenant=token,…` or one bare token) and of the database."""
    raise NotImplementedError
