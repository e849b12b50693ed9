"""Chromium, driven by Playwright, with a fake microphone; and the scripted server."""

import math
import shutil
import struct
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.serving.console.scripted_server import ScriptedServer, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def tone(path: Path, seconds: float, channels: int = 1, rate_hz: int = 16_000) -> Path:
    """A WAV file; the second channel sounds an octave above the first."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        for i in range(int(seconds * rate_hz)):
            for channel in range(channels):
                sample = math.sin(2 * math.pi * 440 * (channel + 1) * i / rate_hz)
                file.writeframesraw(struct.pack("<h", round(9000 * sample)))
    return path


@pytest.fixture(scope="session")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the fake microphone hears, over and over."""
    return tone(tmp_path_factory.mktemp("sound") / "microphone.wav", 2.0)


@contextmanager
def launched(microphone: Path) -> Iterator[Any]:
    """A browser whose microphone plays a file."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium(microphone: Path) -> Iterator[Any]:
    with launched(microphone) as browser:
        yield browser


@pytest.fixture(scope="module")
def scripted_address() -> Iterator[tuple[ScriptedServer, str]]:
    server = ScriptedServer()
    with serving(server.app) as url:
        server.url = url
        yield server, url


@pytest.fixture
def server(scripted_address: tuple[ScriptedServer, str]) -> ScriptedServer:
    """The scripted server with nothing remembered."""
    server, _ = scripted_address
    server.forget()
    return server


class Console:
    """The page as an operator uses it; anything the browser complains of is kept in `complaints`."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))

    def open(self, query: str = "") -> "Console":
        self.page.goto(self.url + query)
        self.page.wait_for_selector("body[data-ready]")
        return self

    def start(self, tenant: str = "telecom", token: str = "") -> "Console":
        """Fills the form as it stands and begins; the microphone unless a file was chosen."""
        self.page.fill("#tenant", tenant)
        self.page.fill("#token", token)
        self.page.click("#start")
        return self

    def choose(self, file: Path) -> "Console":
        self.page.check("input[value=file]", force=True)
        self.page.set_input_files("#file", file)
        return self

    def wait(self, state: str) -> "Console":
        self.page.wait_for_selector(f"#state[data-state={state}]")
        return self

    def card(self, insight_id: str) -> Any:
        return self.page.locator(f".card[data-insight={insight_id}]")

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))


@pytest.fixture
def console(chromium: Any, server: ScriptedServer, request: pytest.FixtureRequest) -> Iterator[Console]:
    """A fresh browser profile; an indirect parameter sets its options."""
    options = {"locale": "pt-BR", "viewport": {"width": 1280, "height": 800}}
    context = chromium.new_context(**options | getattr(request, "param", {}))
    context.set_default_timeout(30_000)
    yield Console(context.new_page(), server.url)
    context.close()
