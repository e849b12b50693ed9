"""What to write is given: templates to fill, JSON, records, dictations."""

import json

from insights.records import InsightType
from training.language.tasks.setting import Exchange, Setting
from training.language.tasks.templates import fill_in, with_slots
from training.language.vocabulary import instruction


def fill(at: Setting) -> Exchange | None:
    values = at.slots
    template = with_slots(at, values)
    if template is None:
        return None
    shown, filled = fill_in(at, template, values)
    return Exchange(at.ask("fill", shown), filled)


def fill_given(at: Setting) -> Exchange | None:
    """Fill a template with values that the question gives."""
    scene = at.scene
    values = at.phrasing.values(scene.tenant, scene.locale, at.rng)
    template = with_slots(at, values)
    if template is None:
        return None
    shown, filled = fill_in(at, template, values)
    given = "; ".join(f"{at.slot_name(slot)} = {value}" for slot, value in values.items())
    return Exchange(f"{given}. {at.ask('fill', shown)}", filled)


def slots_as_json(at: Setting) -> Exchange:
    """Slots of the scene under given or arbitrary keys."""
    names = at.rng.sample(sorted(at.wording.slots), at.rng.choice((2, 3)))
    present = at.slots
    for name in present:
        if name not in names and at.rng.random() < 0.8:
            names[at.rng.randrange(len(names))] = name
    pairs = []
    content = {}
    for name in dict.fromkeys(names):
        key = at.rng.choice(at.wording.keys) if at.rng.random() < 0.3 else at.slot_name(name)
        if key in content:
            continue
        pairs.append(f"{key} = [{at.slot_name(name)}]" if key != at.slot_name(name) else key)
        content[key] = present.get(name, at.wording.none)
    return Exchange(at.ask("json", ", ".join(pairs)), json.dumps(content, ensure_ascii=False))


def last_subject(at: Setting) -> dict[str, str]:
    """The last subject as a record: its name and the values that came up with it; else only "nothing yet"."""
    events = at.known_events
    if not events:
        return {at.wording.subject: at.wording.nothing_yet}
    event = events[-1]
    shown = {name: value for name, value in event.slots.items() if at.slots.get(name) == value}
    content = {at.wording.subject: at.wording.reasons[event.kind][0]}
    return content | {at.slot_name(name): value for name, value in shown.items()}


def record(at: Setting) -> Exchange:
    """The record of the last subject, as JSON or as a line."""
    content = last_subject(at)
    if at.rng.random() < 0.5:
        return Exchange(at.ask("record"), json.dumps(content, ensure_ascii=False))
    return Exchange(at.ask("record_line"), "; ".join(content.values()))


def unfamiliar(at: Setting) -> Exchange:
    """An instruction that means nothing is answered with the record of the last subject."""
    return Exchange(instruction(at.language, at.rng), "; ".join(last_subject(at).values()))


def dictated_json(at: Setting) -> Exchange:
    """`{"type": …, "message": …, "confidence": …}` with dictated content, often filled from the scene."""
    values = at.slots if at.rng.random() < 0.6 else {}
    shown, filled = fill_in(at, at.sentence(frozenset(values)), values)
    kind = at.rng.choice([*(member.value for member in InsightType), *at.wording.codes])
    grade = at.rng.choice((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0))
    keys = ("type", "message", "confidence")
    if at.rng.random() < 0.3:
        keys = tuple(at.rng.sample(at.wording.keys, 3))  # type: ignore[assignment]
    content = dict(zip(keys, (kind, filled, grade), strict=True))
    question = ", ".join(f"{key} = {value}" for key, value in zip(keys, (kind, shown, grade), strict=True))
    return Exchange(at.ask("dictated", question), json.dumps(content, ensure_ascii=False))


def repeat(at: Setting) -> Exchange:
    draw = at.rng.random()
    if draw < 0.4:
        text = at.sentence()
    elif draw < 0.7:
        text = at.phrasing.amount(at.scene.locale, at.rng)
    else:
        text = at.phrasing.opening(at.language, at.rng.choice(sorted(at.wording.reasons)), at.rng)
    return Exchange(at.ask("repeat", text), text)


def lookup(at: Setting) -> Exchange:
    keys = at.rng.sample([*at.wording.keys, *at.wording.codes], 3)
    values = [
        at.rng.choice((at.sentence, lambda: at.phrasing.amount(at.scene.locale, at.rng)))() for _ in keys
    ]
    place = at.rng.randrange(3)
    shown = "; ".join(f"{key} = {value}" for key, value in zip(keys, values, strict=True))
    return Exchange(at.ask("lookup", shown, keys[place]), values[place])
