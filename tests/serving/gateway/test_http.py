"""Stored conversations, feedback, metrics, health over HTTP."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest

from serving.llm.api import Answer, Question
from serving.llm.replicas import ReplicaSet
from serving.protocol import InsightEvent, Start
from serving.storage.api import StorageUnavailable
from serving.streaming import CallStream, Pacing, Target
from tests.serving.gateway.kit import STEREO, Running, ScriptedAsr, coded_sound, running, whole_call
from tests.serving.gateway.script import DURATION_S, TURNS

SOUND = coded_sound(TURNS, DURATION_S)

Scenario = Callable[[Running, httpx.AsyncClient], Coroutine[Any, Any, None]]


def play(folder: Path, scenario: Scenario, **options: Any) -> None:
    async def go() -> None:
        async with (
            running(folder, TURNS, **options) as gateway,
            httpx.AsyncClient(base_url=gateway.http, trust_env=False) as http,
        ):
            await scenario(gateway, http)

    asyncio.run(go())


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_conversation_can_be_read_by_its_tenant_and_nobody_else(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        events = await _call_with_token(gateway, "secret-t")
        emitted = [
            event.insight.model_dump(mode="json") for event in events if isinstance(event, InsightEvent)
        ]
        page = (await http.get("/api/v1/conversations/c1/insights", headers=bearer("secret-t"))).json()
        assert [each["insight_id"] for each in page["insights"]][: len(emitted)]
        assert all(each in page["insights"] for each in emitted)
        transcript = (
            await http.get("/api/v1/conversations/c1/transcript", headers=bearer("secret-t"))
        ).json()
        assert transcript["segments"][0]["turn_id"] == "s0001"

        other = await http.get("/api/v1/conversations/c1/insights", headers=bearer("secret-b"))
        unknown = await http.get("/api/v1/conversations/none/insights", headers=bearer("secret-b"))
        assert other.json()["insights"] == unknown.json()["insights"] == []
        crossed = await http.get(
            "/api/v1/conversations/c1/insights", params={"tenant_id": "telecom"}, headers=bearer("secret-b")
        )
        assert crossed.status_code == 403
        assert (await http.get("/api/v1/conversations/c1/insights")).status_code == 401

    play(tmp_path, scenario, api_token="telecom=secret-t,banco=secret-b")


async def _call_with_token(gateway: Running, token: str) -> list[Any]:
    call = CallStream(
        Target(gateway.url, "telecom", "c1", token), Start(audio=STEREO), SOUND, Pacing(speed=0)
    )
    return [event async for event in call.events()]


def test_feedback_is_kept_and_counted(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        events = await whole_call(gateway, SOUND)
        insight = next(event.insight for event in events if isinstance(event, InsightEvent))
        path = f"/api/v1/insights/{insight.insight_id}/feedback?tenant_id=telecom"
        body = {"conversation_id": "c1", "rev": 1, "usefulness": "useful", "comment": "boa"}
        assert (await http.post(path, json=body)).status_code == 201
        assert [each.comment for each in await gateway.parts.store.feedback("telecom")] == ["boa"]
        assert "insight_feedback_hit_ratio" in (await http.get("/metrics")).text

        for wrong, status in (
            ({**body, "rev": 99}, 404),
            ({**body, "conversation_id": "c2"}, 404),
            ({**body, "usefulness": "great"}, 422),
            ({**body, "more": 1}, 422),
            ({**body, "comment": "x" * 20_000}, 413),
        ):
            assert (await http.post(path, json=wrong)).status_code == status
        foreign = path.replace("telecom", "banco")
        assert (await http.post(foreign, json=body)).status_code == 404

    play(tmp_path, scenario)


def test_metrics_need_a_token_of_every_tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        assert (await http.get("/metrics")).status_code == 401
        assert (await http.get("/metrics", headers=bearer("secret-t"))).status_code == 403
        page = await http.get("/metrics", headers=bearer("scrape"))
        assert page.status_code == 200
        assert "asr_stream_sessions_active" in page.text

    monkeypatch.setenv("METRICS_TOKEN", "scrape")
    play(tmp_path, scenario, api_token="telecom=secret-t")


class ScriptedReplica:
    def __init__(self, name: str, *, up: bool) -> None:
        self.name = name
        self._up = up

    async def answer(self, question: Question) -> Answer:
        raise NotImplementedError

    async def healthy(self) -> bool:
        return self._up

    async def close(self) -> None: ...


def test_health_tells_of_each_replica(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        health = (await http.get("/api/v1/health")).json()
        assert health["models"] == {"llm_fp16": "ok", "llm_int4": "absent"}
        assert health["replicas"] == {"llm_fp16": {"llm_fp16@a": "ok", "llm_fp16@b": "down"}}
        assert health["status"] == "ok"

    replicas = [ScriptedReplica("llm_fp16@a", up=True), ScriptedReplica("llm_fp16@b", up=False)]
    play(tmp_path, scenario, models={"llm_fp16": ReplicaSet("llm_fp16", replicas)})


def test_health_names_each_component_and_both_aliases(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        page = await http.get("/api/v1/health")
        assert page.status_code == 200
        health = page.json()
        assert health["components"] == {"asr": "ok", "storage": "ok", "state": "ok", "queue": "ok"}
        assert health["models"] == {"llm_fp16": "absent", "llm_int4": "absent"}
        assert health["replicas"] == {}
        assert (await http.get("/api/v1/health/live")).json() == {"live": True}
        gateway.gateway.registry.draining = True
        going = await http.get("/api/v1/health")
        assert (going.status_code, going.json()["draining"]) == (503, True)
        assert (await http.get("/api/v1/health/ready")).status_code == 503

    play(tmp_path, scenario)


class DownLlm:
    name = "llm_int4"

    async def healthy(self) -> bool:
        raise OSError("nobody there")

    async def close(self) -> None: ...


class StuckAsr(ScriptedAsr):
    async def healthy(self) -> bool:
        return False


def test_a_model_that_is_down_degrades_and_a_recogniser_that_is_down_unreadies(tmp_path: Path) -> None:
    async def degraded(gateway: Running, http: httpx.AsyncClient) -> None:
        page = await http.get("/api/v1/health")
        assert (page.status_code, page.json()["status"]) == (200, "degraded")
        assert page.json()["models"]["llm_int4"] == "down"

    async def down(gateway: Running, http: httpx.AsyncClient) -> None:
        page = await http.get("/api/v1/health")
        assert (page.status_code, page.json()["status"]) == (503, "down")

    for name, scenario, options in (
        ("a", degraded, {"models": {"llm_int4": DownLlm()}}),
        ("b", down, {"asr": StuckAsr(TURNS)}),
    ):
        (tmp_path / name).mkdir()
        play(tmp_path / name, scenario, **options)  # type: ignore[arg-type]


def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        async def away(*_: Any) -> list[Any]:
            raise StorageUnavailable

        gateway.parts.store.insights = away  # type: ignore[method-assign]
        page = await http.get("/api/v1/conversations/c1/insights?tenant_id=telecom")
        assert page.status_code == 503
        assert page.headers["retry-after"] == "5"

    play(tmp_path, scenario)


def test_the_console_is_served_beside_the_api(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        page = await http.get("/")
        assert page.status_code == 200
        assert "content-security-policy" in page.headers
        assert (await http.get("/api/v1/nothing")).status_code == 404
        schema = (await http.get("/openapi.json")).json()
        assert "/api/v1/insights/{insight_id}/feedback" in schema["paths"]

    play(tmp_path, scenario)


def test_foreign_pages_get_no_answer_they_could_read(tmp_path: Path) -> None:
    async def scenario(gateway: Running, http: httpx.AsyncClient) -> None:
        path = "/api/v1/conversations/c1/insights?tenant_id=telecom"
        own = await http.get(path, headers={"Origin": "https://desk.example"})
        assert own.headers["access-control-allow-origin"] == "https://desk.example"
        foreign = await http.get(path, headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
        assert "access-control-allow-origin" not in foreign.headers

    play(tmp_path, scenario, listen={"origins": ("https://desk.example",)})
