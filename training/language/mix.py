"""The stream of pre-training conversations, in pools that can be made again by number."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from insights.records import Message
from training.language.phrasing import Phrasing
from training.language.scenes import Cleaner, scene, training_call
from training.language.tasks import conversation

POOL_CALLS = 400
SCENES_PER_CALL = 2
DRILL_SHARE = 0.25
FIRST_DRILL_SHARE = 0.7
LATER_DRILL_SHARE = 0.12
"""Shares of conversations without an excerpt: high in the first pool, so that copying is learnt early."""
LATER_FROM_POOL = 15
"""First pool of the second stage, which asks more about what happens in the excerpt."""
TOKENIZER_POOL = 1_000_000
"""The tokenizer learns from a pool of its own, far from those of training."""


@dataclass(frozen=True)
class Mix:
    """Conversations about synthetic calls of the training partition. `seed` names the corpus."""

    seed: int
    clean: Cleaner

    def pool(self, number: int) -> list[tuple[Message, ...]]:
        """Conversations of pool `number`, the same for the same seed."""
        phrasing = Phrasing()
        later = LATER_FROM_POOL <= number < TOKENIZER_POOL
        drills = FIRST_DRILL_SHARE if number == 0 else LATER_DRILL_SHARE if later else DRILL_SHARE
        conversations = []
        for index in range(number * POOL_CALLS, (number + 1) * POOL_CALLS):
            rng = Random(f"mix:{self.seed}:{index}")
            call = training_call(self.seed, index)
            conversations += [
                conversation(
                    scene(call, self.clean, rng), phrasing, rng, drill=rng.random() < drills, later=later
                )
                for _ in range(SCENES_PER_CALL)
            ]
        return conversations

    def texts(self, pools: int) -> Iterator[str]:
        """What the tokenizer learns from: the messages of `pools` pools."""
        for number in range(TOKENIZER_POOL, TOKENIZER_POOL + pools):
            for messages in self.pool(number):
                yield from (message.content for message in messages)
