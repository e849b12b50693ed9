"""Stored conversations, feedback and metrics over HTTP."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import JSONResponse, Response

from insights.insight import MAX_COMMENT_CHARS, Feedback, Identifier, Insight, Usefulness
from insights.records import Frozen, InsightType, Turn
from serving.gateway.admission import Denied, admit, admit_scraper, as_tenant, grant_of, identifier
from serving.gateway.gateway import Gateway, gateway_of
from serving.observability.logs import logger
from serving.state.api import StateUnavailable
from serving.storage.api import StorageUnavailable

_LOG = logger(__name__)
_MAX_BODY_BYTES = 16_384
_REQUESTS_PER_S = 50

router = APIRouter()

TenantId = Annotated[str | None, Query(description="required where the token is of every tenant")]


class InsightsPage(Frozen):
    """All revisions in the order they were made."""

    conversation_id: str
    insights: tuple[Insight, ...]


class TranscriptPage(Frozen):
    """Clean segments in order; insights refer to their ids."""

    conversation_id: str
    segments: tuple[Turn, ...]


class FeedbackBody(Frozen):
    """An operator's judgement of a revision."""

    conversation_id: Identifier
    rev: int = Field(default=1, ge=1)
    usefulness: Usefulness
    comment: str = Field(default="", max_length=MAX_COMMENT_CHARS)


@router.get("/api/v1/conversations/{conversation_id}/insights", response_model=InsightsPage)
async def insights(request: Request, conversation_id: str, tenant_id: TenantId = None) -> Any:
    """A conversation's insights; an empty list also for one that is unknown or of another tenant."""
    gateway = gateway_of(request)
    admitted = await admit(request, gateway.parts, conversation_id)
    await _not_too_fast(gateway, admitted.tenant)
    found = await gateway.parts.store.insights(admitted.tenant, admitted.conversation_id)
    return InsightsPage(conversation_id=admitted.conversation_id, insights=tuple(found))


@router.get("/api/v1/conversations/{conversation_id}/transcript", response_model=TranscriptPage)
async def transcript(request: Request, conversation_id: str, tenant_id: TenantId = None) -> Any:
    """A conversation's clean transcript; empty also for one that is unknown or of another tenant."""
    gateway = gateway_of(request)
    admitted = await admit(request, gateway.parts, conversation_id)
    await _not_too_fast(gateway, admitted.tenant)
    found = await gateway.parts.store.transcript(admitted.tenant, admitted.conversation_id)
    return TranscriptPage(conversation_id=admitted.conversation_id, segments=tuple(found))


def _whole_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Without references: inside an OpenAPI page they would lead nowhere."""
    schema = model.model_json_schema()
    kinds = schema.pop("$defs", {})
    for field in schema["properties"].values():
        if "$ref" in field:
            field.update(kinds[field.pop("$ref").rpartition("/")[2]])
    return schema


@router.post(
    "/api/v1/insights/{insight_id}/feedback",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _whole_schema(FeedbackBody)}},
        }
    },
)
async def feedback(request: Request, insight_id: str, tenant_id: TenantId = None) -> Response:
    """Store a judgement. 404 if the tenant has no such insight in that conversation."""
    gateway = gateway_of(request)
    grant = await grant_of(request, gateway.parts)
    tenant = as_tenant(grant, tenant_id)
    await _not_too_fast(gateway, tenant)
    try:
        body = FeedbackBody.model_validate_json(await _body(request))
    except ValidationError:
        raise Denied(422, "the body is not a judgement: see /openapi.json") from None
    judged = Feedback(
        feedback_id=gateway.parts.ids(),
        insight_id=identifier(insight_id, "insight_id"),
        rev=body.rev,
        conversation_id=body.conversation_id,
        tenant=tenant,
        usefulness=body.usefulness,
        comment=body.comment,
        created_at=gateway.parts.clock.now(),
    )
    insight_type = await _type_of(gateway, judged)
    if insight_type is None or not await gateway.parts.store.save_feedback(judged):
        raise Denied(404, "no such insight")
    gateway.parts.metrics.feedback_given(tenant, insight_type, judged.usefulness)
    _LOG.info("feedback_saved", conversation_id=judged.conversation_id, insight_type=insight_type.value)
    return JSONResponse({"feedback_id": judged.feedback_id}, 201)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Prometheus."""
    parts = gateway_of(request).parts
    await admit_scraper(request, parts)
    page, content_type = await asyncio.to_thread(parts.metrics.render)  # many lines: calls must not wait
    return Response(page, media_type=content_type)


async def denied_response(request: Request, denied: Exception) -> Response:
    """`Denied` as an HTTP answer."""
    assert isinstance(denied, Denied)
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "1"}}.get(denied.status)
    return JSONResponse({"error": denied.problem}, denied.status, headers=headers)


async def unavailable_response(request: Request, error: Exception) -> Response:
    """`StorageUnavailable` as an HTTP answer."""
    assert isinstance(error, StorageUnavailable)
    return JSONResponse({"error": "the database is away"}, 503, headers={"Retry-After": "5"})


async def _type_of(gateway: Gateway, judged: Feedback) -> InsightType | None:
    for insight in await gateway.parts.store.insights(judged.tenant, judged.conversation_id):
        if (insight.insight_id, insight.rev) == (judged.insight_id, judged.rev):
            return insight.type
    return None


async def _not_too_fast(gateway: Gateway, tenant: str) -> None:
    try:
        allowed = await gateway.parts.state.allow(f"http:{tenant}", _REQUESTS_PER_S, 1.0)
    except StateUnavailable as error:  # requests are answered all the same
        _LOG.warning("state_away", error=type(error).__name__, tenant=tenant)
        return
    if not allowed:
        raise Denied(429, "too many requests")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_BODY_BYTES:
            raise Denied(413, f"a body may have {_MAX_BODY_BYTES} bytes")
    return bytes(body)
