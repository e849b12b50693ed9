"""What the first call would wait for, and all others with it: lists, rules, terms, the detector's network."""

import gc
from collections.abc import Sequence

import numpy as np

from insights.audio import voice
from insights.audio.silero import FRAME
from insights.audio.voice import Memory
from insights.pii.scrubber import Scrubber
from insights.records import PROMPT_LANGUAGES, Speaker, Turn
from insights.session.call import CallLogic
from insights.session.settings import SessionSettings
from insights.text.glossary import load_glossary
from insights.text.live import LiveCleaner

_SAID = Turn(
    turn_id="t1", speaker=Speaker.CUSTOMER, start_s=0.0, end_s=1.0, text="meu número é 11 91234 5678"
)
# After how many new objects rubbish is looked for among them, after how many such looks among what survived
# them too, and after how many of those among all: some 2 ms, 6 ms, and 0.2 s with a thousand calls.
_YOUNG, _OLDER, _ALL = 1_000, 1, 600


def warm(scrubber: Scrubber, tenants: Sequence[str], session: SessionSettings) -> None:
    """Load what calls share. Takes seconds: in a thread, before the first call."""
    for language in PROMPT_LANGUAGES:
        CallLogic(session, session_id="", language=language)
        for tenant in tenants:
            cleaner = LiveCleaner(language, scrubber, load_glossary(tenant, language))
            cleaner.clean([_SAID])
            cleaner.flush()
    voice.probabilities(np.zeros((1, FRAME), dtype=np.float32), Memory.new(1))


def settle() -> None:
    """What is there now stays: the collector of rubbish need not go through it again, which takes a tenth of
    a second each time. All calls wait for a collection, so they are short, or seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _ALL)
