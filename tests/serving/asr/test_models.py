"""Which model a request means, and what becomes of one that cannot be loaded."""

import numpy as np
import pytest

from insights.asr.settings import AsrSettings
from insights.errors import EscutaError
from serving.asr.faults import AsrRefusal, Code
from serving.asr.models import Models, public_name
from serving.asr.recogniser import Request
from serving.asr.settings import RecogniserSettings
from tests.serving.asr.running import FakeEngine

MEDIUM, SMALL = AsrSettings(model="medium"), AsrSettings(model="small")


def test_models_are_called_as_people_call_them(tmp_path):
    assert public_name(AsrSettings()) == "embedded"
    assert public_name(MEDIUM) == "whisper/medium"
    folder = tmp_path / "medium-ct2"
    folder.mkdir()
    assert public_name(AsrSettings(model=str(folder))) == "medium-ct2"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (None, "whisper/medium"),
        ("", "whisper/medium"),
        ("whisper-1", "whisper/medium"),
        ("medium", "whisper/medium"),
        ("small", "whisper/small"),
        ("whisper/small", "whisper/small"),
    ],
)
def test_small_only_when_it_is_asked_for(asked, meant):
    models = Models(RecogniserSettings(asr=MEDIUM, on_request=SMALL), load=lambda _: FakeEngine())
    assert models.resolve(asked) == meant
    assert models.names == ("whisper/medium", "whisper/small")


def test_a_model_nobody_configured_is_refused():
    models = Models(RecogniserSettings(asr=MEDIUM), load=lambda _: FakeEngine())
    with pytest.raises(AsrRefusal, match="whisper/medium") as caught:
        models.resolve("small")
    assert caught.value.code is Code.UNKNOWN_MODEL


def test_only_the_default_is_loaded_at_start_once_for_each_worker():
    loaded = []

    def load(settings):
        loaded.append(settings.model)
        return FakeEngine()

    recognition = RecogniserSettings(asr=MEDIUM, on_request=SMALL)
    models = Models(recognition, load=load)
    models.load_default()
    models.load_default()
    assert loaded == ["medium"]
    assert models.loaded == ("whisper/medium",)
    models.close()


def test_a_default_model_that_is_not_there_is_an_error_at_start(tmp_path):
    with pytest.raises(EscutaError, match="cannot load the speech model"):
        Models(RecogniserSettings(asr=AsrSettings(model=str(tmp_path)))).load_default()


def test_a_model_on_request_that_is_not_there_leaves_the_others_at_work(tmp_path):
    def load(settings):
        if settings.model == "small":
            raise EscutaError("not here")
        return FakeEngine()

    models = Models(RecogniserSettings(asr=MEDIUM, on_request=SMALL), load=load)
    models.load_default()
    request = Request(np.zeros((1, 16_000), np.float32), None)
    for _ in range(3):
        with pytest.raises(AsrRefusal) as caught:
            models.submit("whisper/small", "s", request, 5)
        assert caught.value.code is Code.MODEL_UNAVAILABLE
    assert models.submit("whisper/medium", "s", request, 5).result(10).pieces == ()
    models.close()


def test_a_remote_recogniser_is_not_served_again():
    with pytest.raises(EscutaError, match="remote"):
        Models(RecogniserSettings(asr=AsrSettings(engine="remote", url="http://localhost/v1")))
