import json
from dataclasses import replace

import pytest
import torch
from faster_whisper.feature_extractor import FeatureExtractor

from insights.errors import EscutaError
from training.speech.examples import make_example, write_chunk
from training.speech.generation import CHUNKS_FOLDER, FRAGMENTS, PHONEMES_FILE, TOKENIZER_FILE, TURNS
from training.speech.model import SpeechShape
from training.speech.optimiser import orthogonalised
from training.speech.trainer import CHECKPOINT_FILE, LOG_FILE, TrainingPlan, rate, train

SHAPE = SpeechShape(width=32, heads=2, encoder_layers=2, decoder_layers=1, feed_forward=64)
PLAN = TrainingPlan(minutes=0.04, processes=1, positions_per_step=300, warmup_steps=2, fragments_share=0.3)


@pytest.fixture
def folder(tmp_path, scene, tokenizer, phonemes):
    chunks = tmp_path / CHUNKS_FOLDER
    chunks.mkdir()
    tokenizer.save(tmp_path / TOKENIZER_FILE)
    (tmp_path / PHONEMES_FILE).write_text(json.dumps(dict(phonemes.classes)))
    extractor = FeatureExtractor(chunk_length=10)
    for prefix in (FRAGMENTS, TURNS):
        examples = [
            make_example(
                scene(["café", "não"][: 1 + i % 2], ("pt", "es")[i % 2], seed=i),
                extractor,
                tokenizer,
                phonemes,
            )
            for i in range(8)
        ]
        write_chunk(chunks, f"{prefix}0000", examples)
    return tmp_path


def test_training_writes_a_checkpoint_and_a_log_and_goes_on_from_them(folder):
    train(PLAN, SHAPE, folder)
    first = torch.load(folder / CHECKPOINT_FILE, weights_only=True)
    assert first["step"] > 0
    assert first["spent_s"] >= PLAN.minutes * 60
    train(replace(PLAN, minutes=0.06), SHAPE, folder)
    second = torch.load(folder / CHECKPOINT_FILE, weights_only=True)
    assert second["step"] > first["step"]
    rows = [json.loads(line) for line in (folder / LOG_FILE).read_text().splitlines()]
    assert [row["step"] for row in rows] == sorted(row["step"] for row in rows)
    assert rows[-1]["token"] < 8


def test_another_shape_does_not_fit_the_checkpoint(folder):
    train(replace(PLAN, minutes=0.005), SHAPE, folder)
    with pytest.raises(EscutaError, match="another shape"):
        train(PLAN, replace(SHAPE, encoder_layers=3), folder)


def test_the_rate_rises_stays_and_falls():
    plan = TrainingPlan(warmup_steps=10, constant_share=0.4)
    assert rate(plan, 0, 0.0) == pytest.approx(0.1)
    assert rate(plan, 100, 0.39) == 1
    assert rate(plan, 100, 1.0) == pytest.approx(0.01)
    assert rate(plan, 100, 0.6) > rate(plan, 100, 0.8)


def test_the_orthogonal_update_has_singular_values_near_one():
    matrices = torch.randn(3, 24, 64, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(orthogonalised(matrices))
    assert values.min() > 0.4
    assert values.max() < 1.6


def test_a_plan_without_time_is_refused():
    with pytest.raises(EscutaError, match="positive"):
        TrainingPlan(minutes=0)
