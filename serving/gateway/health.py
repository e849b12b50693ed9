"""`GET /api/v1/health`: alive, ready, and how each component is (O3, L8)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from insights.records import Frozen
from serving.gateway.gateway import Gateway, gateway_of
from serving.llm.replicas import ReplicaSet

_CHECK_S = 2.0
ALIASES = ("llm_fp16", "llm_int4")

router = APIRouter()

State = Literal["ok", "down", "absent"]


class Health(Frozen):
    """`ready`: new calls are taken. A model that is down makes the service degraded, not unready: insights by
    rule go on. `models` always names both aliases; `absent` ones are not configured. `adapters` has the
    version routed by and what is ready, by the first digits of digests; null where no model takes any."""

    status: Literal["ok", "degraded", "down"]
    live: bool = True
    ready: bool
    draining: bool
    sessions: int
    components: dict[str, State]
    models: dict[str, State]
    replicas: dict[str, dict[str, State]]
    breakers: dict[str, str]
    storage: dict[str, Any]
    adapters: dict[str, Any] | None = None


@router.get("/api/v1/health", response_model=Health)
async def health(request: Request) -> Response:
    """200 if ready, else 503; the page is the same."""
    page = await check(gateway_of(request))
    return JSONResponse(page.model_dump(mode="json"), 200 if page.ready else 503)


@router.get("/api/v1/health/live")
async def live() -> Response:
    """The process answers."""
    return JSONResponse({"live": True})


@router.get("/api/v1/health/ready")
async def ready(request: Request) -> Response:
    """As `/api/v1/health`, in one word."""
    page = await check(gateway_of(request))
    return JSONResponse({"ready": page.ready}, 200 if page.ready else 503)


async def check(gateway: Gateway) -> Health:
    """Ask every component at once; one that does not answer in time is down."""
    parts = gateway.parts
    names = ["asr", "storage", "state", "queue"]
    checks: list[Callable[[], Awaitable[bool]]] = [
        parts.recogniser.healthy,
        parts.store.healthy,
        parts.state.healthy,
        parts.queue.healthy,
    ]
    models = {name: model for name, model in parts.models.items() if model is not None}
    several = {
        name: model
        for name, model in models.items()
        if isinstance(model, ReplicaSet) and len(model.replicas) > 1
    }
    found = await asyncio.gather(
        *(_healthy(each) for each in checks), *(_healthy(model.healthy) for model in models.values())
    )
    components = dict(zip(names, found[: len(names)], strict=True))
    answers: dict[str, State] = dict.fromkeys(ALIASES, "absent")
    answers.update(zip(models, found[len(names) :], strict=True))
    draining = gateway.registry.draining
    ready = components["asr"] == "ok" and components["storage"] == "ok" and not draining
    well = all(state == "ok" for state in components.values()) and all(
        answers[name] == "ok" for name in models
    )
    return Health(
        status="down" if not ready else "ok" if well else "degraded",
        ready=ready,
        draining=draining,
        sessions=len(gateway.registry.live),
        components=components,
        models=answers,
        replicas={name: await _replicas(each) for name, each in several.items()},
        breakers=await _or({}, parts.state.breaker_states),
        storage=await _or({}, parts.store.status),
        adapters=parts.adapters() if parts.adapters is not None else None,
    )


async def look(gateway: Gateway) -> None:
    """The same as metrics."""
    page = await check(gateway)
    answered = {**page.components, **page.models}
    gateway.parts.metrics.vitals.components(
        {name: state == "ok" for name, state in answered.items() if state != "absent"}
    )
    gateway.parts.metrics.breakers(page.breakers)


async def _healthy(ask: Callable[[], Awaitable[bool]]) -> State:
    try:
        async with asyncio.timeout(_CHECK_S):
            return "ok" if await ask() else "down"
    except Exception:
        return "down"


async def _replicas(model: ReplicaSet) -> dict[str, State]:
    states = await asyncio.gather(*(_healthy(replica.healthy) for replica in model.replicas))
    return dict(zip((replica.name for replica in model.replicas), states, strict=True))


async def _or(default: Any, ask: Callable[[], Awaitable[Any]]) -> Any:
    try:
        async with asyncio.timeout(_CHECK_S):
            return await ask()
    except Exception:
        return default
