"""Who is let in: origin, token, tenant. Checked before a WebSocket is accepted and before a body is read."""

import hmac
import os
import re
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from serving.gateway.parts import Parts
from serving.security.tokens import Grant, bearer_token

METRICS_TOKEN = "METRICS_TOKEN"
"""Environment variable: a token that reads metrics and nothing else."""

_IDENTIFIER = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Denied(Exception):
    """An HTTP status and what to tell; never why a token is wrong."""

    def __init__(self, status: int, problem: str) -> None:
        self.status = status
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True)
class Admitted:
    """A request that may go on, as this tenant, in this conversation ("" where there is none)."""

    tenant: str
    conversation_id: str


def subprotocols(connection: HTTPConnection) -> list[str]:
    """What a WebSocket client offers."""
    return list(connection.scope.get("subprotocols", ()))


async def grant_of(connection: HTTPConnection, parts: Parts) -> Grant:
    """What the request's token allows. Raises `Denied`."""
    if not parts.origins.allows(
        connection.headers.get("origin"),
        connection.headers.get("host"),
        secure=connection.url.scheme in ("https", "wss"),
    ):
        parts.metrics.session_refused("origin")
        raise Denied(403, "this origin is not allowed")
    token = bearer_token(connection.headers.get("authorization"), subprotocols(connection))
    grant = await parts.tokens.grant(token)
    if grant is None:
        parts.metrics.session_refused("unauthorised")
        raise Denied(401, "a valid token is required")
    return grant


def as_tenant(grant: Grant, tenant: str | None) -> str:
    """The tenant asked for, or the token's own. Raises `Denied`."""
    asked = tenant or grant.tenant
    if asked is None:
        raise Denied(400, "tenant_id is required")
    identifier(asked, "tenant_id")
    if not grant.allows(asked):
        raise Denied(403, "the token is of another tenant")
    return asked


def identifier(value: str, name: str) -> str:
    """A name as the records take it. Raises `Denied`."""
    if not _IDENTIFIER.fullmatch(value):
        raise Denied(400, f"{name} must be 1 to 128 of A-Z a-z 0-9 . _ : -")
    return value


async def admit(connection: HTTPConnection, parts: Parts, conversation_id: str | None) -> Admitted:
    """Check a request with `tenant_id` in its query. Raises `Denied`."""
    grant = await grant_of(connection, parts)
    tenant = as_tenant(grant, connection.query_params.get("tenant_id"))
    if not conversation_id:
        raise Denied(400, "conversation_id is required")
    return Admitted(tenant, identifier(conversation_id, "conversation_id"))


async def admit_scraper(connection: HTTPConnection, parts: Parts) -> None:
    """Metrics name tenants: only a token of every tenant, or `METRICS_TOKEN`, reads them. Raises `Denied`."""
    expected = os.environ.get(METRICS_TOKEN)
    token = bearer_token(connection.headers.get("authorization"))
    if expected and token and hmac.compare_digest(token.encode(), expected.encode()):
        return
    grant = await grant_of(connection, parts)
    if grant.tenant is not None:
        raise Denied(403, "metrics need a token of every tenant")
