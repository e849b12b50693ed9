"""Word error rate of a transcript against what was really said.

Edits (substitutions, deletions, insertions) over reference words, after case and punctuation are taken away.
Speakers are compared each with themselves, so that the order of overlapping turns does not count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from insights.records import Speaker, Turn

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class WordErrors:
    """`edits / words` is the rate."""

    edits: int
    words: int


def word_errors(reference: Iterable[Turn], heard: Iterable[Turn]) -> WordErrors:
    """Errors of a whole call; all turns together if a recording does not tell speakers apart."""
    import jiwer

    reference, heard = list(reference), list(heard)
    apart = all(turn.speaker is not Speaker.UNKNOWN for turn in heard)
    speakers: list[Speaker | None] = [Speaker.AGENT, Speaker.CUSTOMER] if apart else [None]
    edits = words = 0
    for speaker in speakers:
        truth, guess = _text(reference, speaker), _text(heard, speaker)
        if not truth:
            edits += len(guess.split())
            continue
        found = jiwer.process_words(truth, guess)
        edits += found.substitutions + found.deletions + found.insertions
        words += len(truth.split())
    return WordErrors(edits, words)


def _text(turns: list[Turn], speaker: Speaker | None) -> str:
    ordered = sorted(turns, key=lambda turn: turn.start_s)
    return " ".join(
        word
        for turn in ordered
        if speaker is None or turn.speaker is speaker
        for word in _WORD.findall(turn.text.casefold())
    )
