"""The stream of pre-training conversations: stages, in pools that can be made again by number."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from insights.records import Message
from training.language.batches import Emphasis
from training.language.phrasing import Phrasing
from training.language.scenes import Cleaner, scene, training_call
from training.language.tasks.conversation import conversation
from training.language.tasks.mixes import FINAL, LAST, LATER, MIX, REPLIES, UNFAMILIAR, Tasks

POOL_CALLS = 400
SCENES_PER_CALL = 2
TOKENIZER_POOL = 1_000_000
"""The tokenizer learns from pools of its own, far from those of training."""


@dataclass(frozen=True)
class Stage:
    """What is practised from a pool on. `drill_share`: of conversations without an excerpt."""

    first_pool: int
    drill_share: float
    tasks: Tasks
    emphasis: Emphasis


STAGES = (
    # Copying first: most of a drill is answer.
    Stage(0, 0.7, MIX, Emphasis()),
    Stage(1, 0.25, MIX, Emphasis()),
    # Once copying is learnt: more about what happens in the excerpt.
    Stage(15, 0.12, LATER, Emphasis()),
    # Last, as the rates fall: decisions. In a plain mean over tokens they drown in what is copied.
    Stage(22, 0.12, LAST, Emphasis(shown=0.05, short_tokens=12.0, short_most=6.0)),
    Stage(33, 0.1, FINAL, Emphasis(shown=0.05, short_tokens=12.0, short_most=6.0)),
    # The place of a reply's message is not for dictation alone.
    Stage(
        35,
        0.1,
        REPLIES,
        Emphasis(shown=0.05, short_tokens=12.0, short_most=6.0, inside_replies=True),
    ),
    # What an adapter builds on should be there under any instruction.
    Stage(
        38,
        0.05,
        UNFAMILIAR,
        Emphasis(shown=0.05, short_tokens=12.0, short_most=6.0, inside_replies=True),
    ),
)


def stage_of(pool: int) -> Stage:
    """The stage that a pool belongs to."""
    if pool >= TOKENIZER_POOL:
        return STAGES[1]
    return max((stage for stage in STAGES if stage.first_pool <= pool), key=lambda stage: stage.first_pool)


@dataclass(frozen=True)
class Mix:
    """Conversations about synthetic calls of the training partition. `seed` names the corpus."""

    seed: int
    clean: Cleaner

    def pool(self, number: int) -> tuple[list[tuple[Message, ...]], Emphasis]:
        """Conversations of pool `number`, the same for the same seed, and how their tokens weigh."""
        phrasing = Phrasing()
        stage = stage_of(number)
        conversations = []
        for index in range(number * POOL_CALLS, (number + 1) * POOL_CALLS):
            rng = Random(f"mix:{self.seed}:{index}")
            call = training_call(self.seed, index)
            for _ in range(SCENES_PER_CALL):
                window = scene(call, self.clean, rng)
                drill = rng.random() < stage.drill_share
                conversations.append(conversation(window, phrasing, rng, stage.tasks, drill=drill))
        return conversations, stage.emphasis

    def texts(self, pools: int) -> Iterator[str]:
        """What the tokenizer learns from: the messages of `pools` pools."""
        for number in range(TOKENIZER_POOL, TOKENIZER_POOL + pools):
            for messages in self.pool(number)[0]:
                yield from (message.content for message in messages)
