"""Pre-training: the loss falls, a resumed run is the same run, batches weigh what they should."""

from random import Random

import pytest
import torch

from insights.errors import EscutaError
from training.language.batches import SHOWN_SHARE, Emphasis, batches, sequenced
from training.language.pretrainer import Pretrainer, Schedule, Size, new_model

pytestmark = pytest.mark.long

SIZE = Size(width=64, layers=2, inner_width=64, key_value_heads=1)


def _trainer(mix, tokenizer, steps=20, **settings):
    schedule = Schedule(
        steps=steps, decay_steps=steps // 2, batch_tokens=3000, warmup_steps=2, checkpoint_every=5
    )
    model = new_model(SIZE, tokenizer, 3)
    return Pretrainer(model, tokenizer, mix.pool, schedule, seed=3, settings=settings)


def test_loss_falls_and_resume_is_exact(small_mix, small_tokenizer, tmp_path):
    whole = [progress.loss for progress in _trainer(small_mix, small_tokenizer).run()]
    assert sum(whole[-4:]) / 4 < 0.9 * whole[0]

    for _ in _trainer(small_mix, small_tokenizer).run(tmp_path, until=10):
        pass
    second = _trainer(small_mix, small_tokenizer)
    assert second.resume(tmp_path)
    assert second.step == 10
    rest = [progress.loss for progress in second.run(tmp_path)]
    assert rest == pytest.approx(whole[10:], abs=1e-5)


def test_checkpoint_of_other_settings_is_refused(small_mix, small_tokenizer, tmp_path):
    _trainer(small_mix, small_tokenizer).save(tmp_path)
    with pytest.raises(EscutaError, match="other settings"):
        _trainer(small_mix, small_tokenizer, other=1).resume(tmp_path)
    assert not _trainer(small_mix, small_tokenizer).resume(tmp_path / "nothing")


def test_batches_score_answers_fully(conversations, small_tokenizer):
    emphasis = Emphasis(shown=0.15)
    sequences = sequenced([messages for _, messages in conversations], small_tokenizer)
    for batch in batches(sequences, 4000, small_tokenizer.pad_token_id, Random(1), emphasis):
        rows, length = batch.ids.shape
        assert rows * length <= max(4000, length)
        flat = batch.ids[:, 1:].reshape(-1)
        assert torch.equal(flat[batch.positions], batch.targets)
        assert set(batch.weights[batch.answers].tolist()) == {1.0}
        assert batch.weights[~batch.answers].tolist() == pytest.approx(
            [0.15 / SHOWN_SHARE] * int((~batch.answers).sum())
        )


def test_short_answers_weigh_more():
    emphasis = Emphasis(short_tokens=12.0, short_most=6.0)
    assert [emphasis.answer(tokens) for tokens in (1, 2, 4, 12, 30)] == [6.0, 6.0, 3.0, 1.0, 1.0]


@pytest.mark.parametrize("size", [{"width": 100}, {"inner_width": 90}, {"key_value_heads": 7}])
def test_odd_sizes_are_refused(size):
    with pytest.raises(EscutaError):
        Size(**size)
