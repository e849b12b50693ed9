"""What was said, by whom, about what: answers are found in the excerpt."""

import re

from insights.records import Speaker
from training.language.tasks.setting import Exchange, Setting

_AMOUNT = re.compile(r"R\$ \d[\d.]*(?:,\d\d)?|\d[\d.]*(?:[.,]\d\d)? (?:€|pesos)")


def language_of(at: Setting) -> Exchange:
    return Exchange(at.ask("language"), at.wording.language_name)


def speaker(at: Setting) -> Exchange:
    first = at.rng.random() < 0.4
    turn = at.scene.turns[0 if first else -1]
    return Exchange(
        at.ask("first_speaker" if first else "last_speaker"), at.wording.speakers[turn.speaker.value]
    )


def count(at: Setting) -> Exchange:
    return Exchange(at.ask("count"), str(len(at.scene.turns)))


def repeat_last(at: Setting) -> Exchange:
    speaker = at.rng.choice((Speaker.AGENT, Speaker.CUSTOMER))
    said = [turn.text for turn in at.scene.turns if turn.speaker is speaker]
    key = "repeat_agent" if speaker is Speaker.AGENT else "repeat_customer"
    return Exchange(at.ask(key), said[-1] if said else at.wording.none)


def repeat_number(at: Setting) -> Exchange:
    number = at.rng.randrange(min(len(at.wording.ordinals), len(at.scene.turns)))
    return Exchange(at.ask("repeat_number", at.wording.ordinals[number]), at.scene.turns[number].text)


def go_on(at: Setting) -> Exchange | None:
    words = at.rng.choice(at.scene.turns).text.split()
    if len(words) < 5:
        return None
    cut = at.rng.randint(2, len(words) - 2)
    start = at.rng.randint(max(0, cut - 4), cut - 1)
    return Exchange(at.ask("continue", " ".join(words[start:cut])), " ".join(words[cut : cut + 15]))


def who_said(at: Setting) -> Exchange:
    turn = at.rng.choice(at.scene.turns)
    words = turn.text.split()
    start = at.rng.randrange(max(1, len(words) - 4))
    return Exchange(
        at.ask("who_said", " ".join(words[start : start + 6])), at.wording.speakers[turn.speaker.value]
    )


def slot(at: Setting) -> Exchange:
    present = at.slots
    absent = [name for name in at.wording.slots if name not in present]
    if present and at.rng.random() < 0.85:
        name = at.rng.choice(sorted(present))
        return Exchange(at.ask("slot", at.slot_name(name)), present[name])
    name = at.rng.choice(absent)
    return Exchange(at.ask("slot", at.slot_name(name)), at.wording.none)


def amounts(at: Setting) -> Exchange:
    found = list(dict.fromkeys(_AMOUNT.findall(at.scene.text)))
    return Exchange(at.ask("amounts"), "; ".join(found) if found else at.wording.none)


def reason(at: Setting) -> Exchange:
    events = at.known_events
    first = len(events) > 1 and at.rng.random() < 0.3
    answer = at.wording.nothing_yet
    if events:
        answer = at.wording.reasons[events[0 if first else -1].kind][0]
    return Exchange(at.ask("first_reason" if first else "reason"), answer)


def is_reason(at: Setting) -> Exchange:
    present = {event.kind for event in at.scene.events}
    known = sorted(present & set(at.wording.reasons))
    if known and at.rng.random() < 0.5:
        return Exchange(at.ask("is_reason", at.reason(at.rng.choice(known))), at.wording.yes)
    kind = at.rng.choice(sorted(set(at.wording.reasons) - present))
    return Exchange(at.ask("is_reason", at.reason(kind)), at.wording.no)


def where(at: Setting) -> Exchange:
    events = at.known_events
    if events and at.rng.random() < 0.75:
        event = at.rng.choice(events)
        text = at.scene.turns[event.turns[-1]].text
        return Exchange(at.ask("where", at.reason(event.kind)), " ".join(text.split()[:24]))
    kinds = sorted(set(at.wording.reasons) - {event.kind for event in at.scene.events})
    return Exchange(at.ask("where", at.reason(at.rng.choice(kinds))), at.wording.none)
