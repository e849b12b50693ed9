"""The console against the gateway itself: real speech from the microphone to a stored judgement."""

import json
import urllib.request
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insights.resources import data_dir
from loadtests.gateway import StartedGateway, started_gateway
from loadtests.sound import SAMPLE_RATE_HZ, load
from tests.serving.console.conftest import Console, launched

pytestmark = [pytest.mark.e2e, pytest.mark.long]

CALL = data_dir() / "demo" / "audio" / "syn2026-0000003.flac"
COMPLAINT = f"{CALL}@20.5"  # the customer is about to leave
SECONDS = 9.0


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedGateway]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("API_TOKEN", raising=False)
        with started_gateway([], tmp_path_factory.mktemp("gateway")) as started:
            yield started


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The customer's channel, as one microphone hears it."""
    sound = load(COMPLAINT, SECONDS)
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(memoryview(sound.data).cast("h")[1::2].tobytes())
    return path


@pytest.fixture
def listening(gateway: StartedGateway, voice: Path) -> Iterator[Console]:
    with launched(voice) as browser:
        context = browser.new_context(locale="pt-BR")
        context.set_default_timeout(120_000)
        yield Console(context.new_page(), gateway.url.replace("ws", "http", 1) + "/")


def stored(console: Console, tenant: str, conversation: str) -> list[dict[str, Any]]:
    url = f"{console.url}api/v1/conversations/{conversation}/insights?tenant_id={tenant}"
    with urllib.request.urlopen(url) as response:
        found: list[dict[str, Any]] = json.load(response)["insights"]
    return found


def test_a_call_from_the_microphone(listening: Console) -> None:
    listening.open("?conversation=mic-1&language=pt").start()
    page = listening.page
    alert = page.locator(".card[data-type=risk_alert]").first
    alert.wait_for()
    assert "empresa" in listening.text("#lines")  # "vou mudar de empresa"
    alert.locator(".judge.useful").click()
    page.locator(".card[data-type=risk_alert] .stored.saved").first.wait_for()
    page.click("#stop")
    listening.wait("ended")
    assert page.locator(".card.final").count() == 1
    assert listening.complaints == []
    shown = {card.get_attribute("data-insight") for card in page.locator(".card:not(.final)").all()}
    assert shown <= {insight["insight_id"] for insight in stored(listening, "telecom", "mic-1")}


def test_a_file_with_two_channels(listening: Console) -> None:
    listening.open("?conversation=file-1&language=pt").choose(CALL)
    page = listening.page
    listening.start().wait("live")
    page.wait_for_selector(".line[data-speaker=agent]")
    page.click("#stop")
    listening.wait("ended")
    assert "telecom" in listening.text("#lines").lower()
    assert listening.complaints == []
