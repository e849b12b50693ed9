"""No record sees another, whatever the layout: losses in a batch equal losses alone."""

import pytest
import torch
from transformers import Qwen2ForCausalLM

from insights.jsonl import write
from tests.tiny_model import make_records
from training import datasets
from training.packing import batches_of, collate, rows_of, schedule_of
from training.trainer import reply_loss

pytestmark = pytest.mark.long

LAYOUTS = ("rows", "packed", "shared")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory, tiny_tokenizer):
    path = tmp_path_factory.mktemp("records") / "train.jsonl"
    write(make_records(2), path)
    return datasets.load(path, tiny_tokenizer, context_tokens=2048)


@pytest.fixture(scope="module")
def model(tiny_model):
    model = Qwen2ForCausalLM.from_pretrained(tiny_model, attn_implementation="sdpa").double()
    # Sharp attention: with the near-uniform one of a fresh model a leak between records would hardly show.
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.q_proj.weight.mul_(40)
    return model


def loss_alone(model, example):
    """Cross-entropy of one record by the plainest means: labels, no masks, no layout."""
    ids = torch.from_numpy(example.ids).long()[None]
    logits = model(input_ids=ids).logits[0, :-1]
    marked = torch.from_numpy(example.mask[1:]).bool()
    return torch.nn.functional.cross_entropy(logits[marked], ids[0, 1:][marked], reduction="sum")


@pytest.fixture(scope="module")
def weight(model):
    return model.model.layers[0].self_attn.k_proj.weight


@pytest.fixture(scope="module")
def alone(dataset, model, weight):
    """Loss of all records and its gradient, each record by itself."""
    loss = sum(loss_alone(model, dataset[index]) for index in range(len(dataset)))
    return loss.detach(), torch.autograd.grad(loss, weight)[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_loss_in_company_is_loss_alone(layout, dataset, model, alone):
    rows = rows_of(dataset, layout, 4000)
    with torch.no_grad():
        together = sum(
            reply_loss(model, collate(dataset, [rows[row] for row in batch], layout, 0))
            for batch in batches_of(rows, layout, 4000, seed=1)
        )
    torch.testing.assert_close(together, alone[0], rtol=1e-6, atol=0)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_gradients_in_company_are_gradients_alone(layout, dataset, model, weight, alone):
    rows = rows_of(dataset, layout, 1_000_000)
    together = torch.autograd.grad(reply_loss(model, collate(dataset, rows, layout, 0)), weight)[0]
    torch.testing.assert_close(together, alone[1], rtol=1e-4, atol=1e-6)


def test_without_isolation_the_loss_would_differ(dataset, model):
    """The test above can fail: the same packed row, positions running on, gives another loss."""
    rows = rows_of(dataset, "packed", 1_000_000)
    batch = collate(dataset, rows, "packed", 0)
    leaking = type(batch)(**{**vars(batch), "position_ids": None})
    with torch.no_grad():
        assert abs(reply_loss(model, batch) - reply_loss(model, leaking)) > 1e-3


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_reply_token_is_a_target_once(layout, dataset):
    rows = rows_of(dataset, layout, 3000)
    batches = [
        collate(dataset, [rows[row] for row in batch], layout, 0)
        for batch in batches_of(rows, layout, 3000, seed=5)
    ]
    assert sum(len(batch.targets) for batch in batches) == dataset.reply_tokens
    assert all(int(batch.keep.sum()) == len(batch.targets) for batch in batches)


def test_a_shared_beginning_stands_once(dataset):
    rows = rows_of(dataset, "shared", 1_000_000)
    assert [len(row.members) for row in rows] == [4] * 2
    assert all(row.shared > 0 for row in rows)
    assert sum(row.tokens for row in rows) < 0.7 * dataset.tokens


@pytest.mark.parametrize("layout", LAYOUTS)
def test_batches_keep_to_the_budget_and_cover_a_pass(layout, dataset):
    rows = rows_of(dataset, layout, 1500)
    batches = batches_of(rows, layout, 1500, seed=2)
    assert sorted(row for batch in batches for row in batch) == list(range(len(rows)))
    for batch in batches:
        tensors = collate(dataset, [rows[row] for row in batch], layout, 0)
        assert tensors.tokens <= 1500 or len(batch) == 1


def test_a_schedule_is_a_prefix_of_a_longer_one(dataset):
    rows = rows_of(dataset, "rows", 2000)
    assert schedule_of(rows, "rows", 2000, 3, 50)[:20] == schedule_of(rows, "rows", 2000, 3, 20)
    assert schedule_of(rows, "rows", 2000, 3, 50) != schedule_of(rows, "rows", 2000, 4, 50)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_decision_weighs_as_much_as_asked(layout, dataset, model):
    """Each record has one decision; three times its loss is the plain loss and twice the decision's."""
    rows = rows_of(dataset, layout, 1_000_000)
    batch = collate(dataset, rows, layout, 0)
    assert int(batch.decisions.sum()) == len(dataset)
    with torch.no_grad():
        plain, heavy = reply_loss(model, batch), reply_loss(model, batch, 3.0)
        alone = sum(decision_loss(model, dataset[index]) for index in range(len(dataset)))
    torch.testing.assert_close(heavy - plain, 2 * alone, rtol=1e-6, atol=0)


def decision_loss(model, example):
    ids = torch.from_numpy(example.ids).long()[None]
    logits = model(input_ids=ids).logits[0, example.decision - 1]
    return -torch.log_softmax(logits, dim=-1)[ids[0, example.decision]]
