"""`python -m serving.asr`."""

import os
import re
import signal
import subprocess
import sys

import httpx
import pytest

from commandline.command import load
from insights.errors import EscutaError
from serving.asr.__main__ import AsrServiceConfig
from serving.asr.settings import RecogniserSettings
from serving.audio import wav
from tests.serving.audio import voices


def test_its_configuration_is_that_of_the_code():
    config = load("asr_service", AsrServiceConfig, [])
    plain = RecogniserSettings()
    assert (config.scheduler, config.vad, config.max_audio_s) == (
        plain.scheduler,
        plain.vad,
        plain.max_audio_s,
    )
    assert (config.asr.model, config.on_request.model) == ("embedded", "small")


@pytest.mark.parametrize("choice", ["medium_fp16", "medium_int8", "small"])
def test_the_production_models_compose(choice):
    config = load("asr_service", AsrServiceConfig, [f"asr={choice}", "on_request=null"])
    assert config.asr.model in ("medium", "small")
    assert config.on_request is None


def test_a_wrong_value_is_named():
    with pytest.raises(EscutaError, match=r"scheduler\.workers"):
        load("asr_service", AsrServiceConfig, ["scheduler.workers=0"])


def test_it_serves_and_ends_on_sigterm():
    process = subprocess.Popen(
        [sys.executable, "-m", "serving.asr", "port=0", "on_request=null"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        url = None
        for line in process.stdout:
            if found := re.search(r"running on (http://\S+)", line):
                url = found[1]
                break
        assert url is not None
        answer = httpx.post(
            f"{url}/transcribe", content=wav.encode(voices.call()[:, : 16_000 * 4]), timeout=60
        )
        assert answer.json()["pieces"]
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.wait(20)
        assert "Traceback" not in rest
        assert process.returncode in (0, -signal.SIGTERM)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
