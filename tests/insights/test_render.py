import itertools

import pytest

from insights.prompts import prompt_for
from insights.records import InsightType
from insights.render import CHAT_TEMPLATE, END_OF_TURN, prompt_ids, prompt_text, render
from insights.reply import reply_text


@pytest.fixture(scope="module")
def tokenizer():
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(models.BPE(vocab={piece: i for i, piece in enumerate(alphabet)}, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    return PreTrainedTokenizerFast(tokenizer_object=core)


@pytest.mark.parametrize(("kind", "language"), list(itertools.product(InsightType, ("pt", "es"))))
def test_training_and_serving_see_the_same_prompt(tokenizer, turns, kind, language):
    messages = prompt_for(kind, language).messages(turns)
    rendered = render(messages, reply_text(kind, "Sem dados suficientes", 0.9), tokenizer)
    sent = prompt_ids(messages, tokenizer)
    assert rendered.ids[: len(sent)] == sent
    assert rendered.text.startswith(prompt_text(messages, tokenizer))


def test_the_mask_covers_exactly_the_reply_and_its_end(tokenizer, turns):
    reply = reply_text(InsightType.UPSELL, "Oferecer o plano Família", 0.9)
    rendered = render(prompt_for(InsightType.UPSELL, "pt").messages(turns), reply, tokenizer)
    masked = [i for i, keep in zip(rendered.ids, rendered.loss_mask, strict=True) if keep]
    assert tokenizer.decode(masked) == reply + END_OF_TURN
    assert rendered.prompt_tokens == len(rendered.ids) - len(masked)


def test_the_text_is_chatml(tokenizer, turns):
    text = prompt_text(prompt_for(InsightType.UPSELL, "pt").messages(turns), tokenizer)
    assert text.startswith("<|im_start|>system\nVocê assiste")
    assert text.endswith("<|im_end|>\n<|im_start|>assistant\n")


def test_the_templates_generation_markers_agree_with_the_renderer(tokenizer, turns):
    messages = prompt_for(InsightType.NEXT_STEPS, "es").messages(turns)
    reply = reply_text(InsightType.NEXT_STEPS, "Registrar la promesa.", 0.9)
    rendered = render(messages, reply, tokenizer)
    other = tokenizer.apply_chat_template(
        [message.model_dump() for message in messages] + [{"role": "assistant", "content": reply}],
        chat_template=CHAT_TEMPLATE,
        return_assistant_tokens_mask=True,
        return_dict=True,
    )
    length = len(rendered.ids)  # the template closes the turn with a newline, which nobody has to learn
    assert tuple(other["input_ids"][:length]) == rendered.ids
    assert tuple(other["assistant_masks"][:length]) == rendered.loss_mask
    assert sum(other["assistant_masks"]) == sum(rendered.loss_mask)
