"""The tokenizer's layout: digits, specials, bytes, the chat template."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from insights.prompts import prompt_for
from insights.records import InsightType
from insights.render import CHAT_TEMPLATE, prompt_ids, prompt_text, render
from training.language.tokenizer import SPECIALS


def test_specials_are_single_ids(small_tokenizer):
    ids = [small_tokenizer.encode(special, add_special_tokens=False) for special in SPECIALS]
    assert ids == [[0], [1], [2]]
    assert small_tokenizer.eos_token == "<|im_end|>"
    assert small_tokenizer.pad_token == "<|endoftext|>"


@given(number=st.integers(0, 10**9))
def test_every_digit_is_a_token(small_tokenizer, number):
    ids = small_tokenizer.encode(f"R$ {number} e", add_special_tokens=False)
    pieces = [small_tokenizer.decode([i]) for i in ids]
    assert [piece for piece in pieces if any(c.isdigit() for c in piece)] == list(str(number))


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(small_tokenizer, text):
    normal = unicodedata.normalize("NFC", text)
    ids = small_tokenizer.encode(text, add_special_tokens=False)
    assert small_tokenizer.decode(ids, skip_special_tokens=False) == normal


def test_template_ships_with_the_tokenizer(small_tokenizer, turns):
    messages = prompt_for(InsightType.UPSELL, "pt").messages(turns)
    shipped = small_tokenizer.apply_chat_template(
        [message.model_dump() for message in messages], add_generation_prompt=True, tokenize=False
    )
    assert small_tokenizer.chat_template == CHAT_TEMPLATE
    assert shipped == prompt_text(messages, small_tokenizer)


def test_prompt_is_a_prefix_of_the_example(small_tokenizer, turns):
    messages = prompt_for(InsightType.UPSELL, "pt").messages(turns)
    example = render(messages, "{}", small_tokenizer)
    prompt = prompt_ids(messages, small_tokenizer)
    assert example.ids[: len(prompt)] == prompt
    assert small_tokenizer.encode(example.text, add_special_tokens=False) == list(example.ids)
