import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch
from faster_whisper import BatchedInferencePipeline, WhisperModel
from transformers import WhisperForConditionalGeneration

from insights.errors import EscutaError
from training.speech.examples import WINDOW_S
from training.speech.export import CHECKSUMS_FILE, MODEL_FILES, _write_huggingface, check_export, export
from training.speech.model import SpeechShape, TinyWhisper

SHAPE = SpeechShape(width=32, heads=2, encoder_layers=2, decoder_layers=2, feed_forward=64)


@pytest.fixture(scope="module")
def network(tokenizer):
    torch.manual_seed(0)
    return TinyWhisper(SHAPE, tokenizer.vocabulary_size, tokenizer.pieces, 5).eval()


@pytest.fixture(scope="module")
def exported(tmp_path_factory, network, tokenizer):
    out = tmp_path_factory.mktemp("speech")
    export(SHAPE, network.state_dict(), tokenizer, out)
    return out


def test_stock_faster_whisper_runs_the_export_offline(exported):
    model = WhisperModel(
        str(exported), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
    assert model.model.is_multilingual
    assert model.feature_extractor.nb_max_frames == 100 * WINDOW_S
    noise = np.random.default_rng(0).normal(0, 0.1, 32_000).astype(np.float32)
    segments, info = model.transcribe(noise, beam_size=1, temperature=0.0, word_timestamps=True)
    assert isinstance(list(segments), list)
    assert info.language in {"pt", "es", "en"}
    clips = [{"start": 0.0, "end": 1.0}, {"start": 1.0, "end": 2.0}]
    segments, _ = BatchedInferencePipeline(model).transcribe(noise, language="es", clip_timestamps=clips)
    list(segments)


def test_the_export_is_whole_and_its_checksums_are_right(exported):
    assert {path.name for path in exported.iterdir()} == {*MODEL_FILES, CHECKSUMS_FILE}
    for line in (exported / CHECKSUMS_FILE).read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((exported / name).read_bytes()).hexdigest() == digest


def test_the_huggingface_layout_computes_what_training_computed(tmp_path: Path, network, tokenizer):
    _write_huggingface(SHAPE, network.state_dict(), tokenizer, tmp_path)
    model = WhisperForConditionalGeneration.from_pretrained(tmp_path).eval()
    mel = torch.randn(1, 80, 3_000, generator=torch.Generator().manual_seed(1))
    tokens = torch.tensor([[tokenizer.start, tokenizer.languages["es"], tokenizer.transcribe, 7, 8, 9]])
    positions = torch.arange(1_500)[None]
    with torch.no_grad():
        ours = network(mel, positions, torch.zeros(1, 1_500), tokens).logits
        theirs = model(input_features=mel, decoder_input_ids=tokens).logits
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_an_export_without_its_tokenizer_is_refused(exported, tmp_path):
    for name in MODEL_FILES:
        if name != "tokenizer.json":
            (tmp_path / name).write_bytes((exported / name).read_bytes())
    with pytest.raises(EscutaError, match=r"lacks tokenizer\.json"):
        check_export(tmp_path)


def test_a_checkpoint_of_something_else_is_refused(tmp_path, network, tokenizer):
    state = {name: value for name, value in network.state_dict().items() if "fc1" not in name}
    with pytest.raises(EscutaError, match="does not fit"):
        export(SHAPE, state, tokenizer, tmp_path)
