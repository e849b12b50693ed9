"""What routes share: the parts, the settings, the sessions."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from serving.gateway.parts import Parts, Settings
from serving.gateway.registry import Registry


@dataclass(frozen=True)
class Gateway:
    """One process's gateway."""

    parts: Parts
    settings: Settings
    registry: Registry


def gateway_of(connection: HTTPConnection) -> Gateway:
    """The gateway that `create_app`'s lifespan opened."""
    gateway = connection.app.state.gateway
    assert isinstance(gateway, Gateway)
    return gateway
