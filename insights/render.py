"""The one renderer: messages → text → token ids → loss mask.

Training, evaluation and serving all come through here. The ids of a training example are the ids of the
prompt that serving sends, followed by the ids of the reply, so the two can never drift apart. ChatML with
generation markers, as Qwen2 and Qwen2.5 read it; the same template ships with the embedded tokenizer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from insights.records import Message

END_OF_TURN = "<|im_end|>"

CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}{{ '\n' }}"
    "{% else %}{{ message['content'] + '<|im_end|>\n' }}{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


class Tokenizer(Protocol):
    """What the renderer needs of a Hugging Face tokenizer."""

    def apply_chat_template(self, conversation: Any, **options: Any) -> Any: ...

    def encode(self, text: str, **options: Any) -> Any: ...


@dataclass(frozen=True)
class Rendered:
    """A training example: `ids` and `loss_mask` have the same length; 1 where the loss counts (the reply)."""

    text: str
    ids: tuple[int, ...]
    loss_mask: tuple[int, ...]

    @property
    def prompt_tokens(self) -> int:
        return len(self.loss_mask) - sum(self.loss_mask)


def prompt_text(messages: Sequence[Message], tokenizer: Tokenizer) -> str:
    """The text a model sees before it answers."""
    return str(
        tokenizer.apply_chat_template(
            [message.model_dump() for message in messages],
            chat_template=CHAT_TEMPLATE,
            add_generation_prompt=True,
            tokenize=False,
        )
    )


def prompt_ids(messages: Sequence[Message], tokenizer: Tokenizer) -> tuple[int, ...]:
    """Token ids of `prompt_text`, special tokens included."""
    return tuple(tokenizer.encode(prompt_text(messages, tokenizer), add_special_tokens=False))


def render(messages: Sequence[Message], response: str, tokenizer: Tokenizer) -> Rendered:
    """Prompt and reply as one sequence; only the reply and its end-of-turn token carry loss."""
    prompt = prompt_ids(messages, tokenizer)
    reply = tuple(tokenizer.encode(response + END_OF_TURN, add_special_tokens=False))
    return Rendered(
        text=prompt_text(messages, tokenizer) + response + END_OF_TURN,
        ids=prompt + reply,
        loss_mask=(0,) * len(prompt) + (1,) * len(reply),
    )
