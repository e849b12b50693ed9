"""One number for how far a reply can be trusted, the same for evaluation and the live path; in [0, 1].

A model's own statement is coarse and learnt from labels; the probability it gave to the words it chose is
fine-grained but knows nothing of the task. The geometric mean of both needs each of them to be high. It
ranks replies; it is not a calibrated probability.
"""

import math
from collections.abc import Sequence

from insights.grammar import CONFIDENCE_KEY

_OPENING = '"message": "'


def reply_confidence(stated: float, message_logprobs: Sequence[float]) -> float:
    """√(stated × mean token probability of the message).

    `stated` is the reply's own `confidence` in [0, 1]; `message_logprobs` are natural logarithms under the
    model's full distribution (before any grammar mask), as `message_logprobs` picks them. The mean is
    geometric: the perplexity's inverse. Without log-probabilities the statement stands alone.
    """
    stated = min(1.0, max(0.0, stated))
    if not message_logprobs:
        return stated
    mean_probability = math.exp(min(0.0, math.fsum(message_logprobs) / len(message_logprobs)))
    return math.sqrt(stated * mean_probability)


def message_logprobs(pieces: Sequence[bytes], logprobs: Sequence[float]) -> tuple[float, ...]:
    """Of a reply's tokens, the log-probabilities of those that write the message or close it.

    `pieces` are the tokens' UTF-8 bytes in order (a token may hold part of a character), `logprobs` their
    natural logarithms; equal lengths. The token with the closing quote belongs to the message: choosing to
    stop is a choice. A reply without a message in our spelling gives all its tokens.
    """
    if len(pieces) != len(logprobs):
        raise ValueError("as many log-probabilities as tokens are needed")
    whole = b"".join(pieces)
    begin = whole.find(_OPENING.encode())
    end = whole.find(CONFIDENCE_KEY.encode())
    if begin < 0 or end < begin + len(_OPENING):
        return tuple(logprobs)
    begin += len(_OPENING)
    chosen, position = [], 0
    for piece, logprob in zip(pieces, logprobs, strict=True):
        following = position + len(piece)
        if following > begin and position <= end:
            chosen.append(logprob)
        position = following
    return tuple(chosen)
