"""A rule, a code book or a choice decides what the answer is."""

import json

from training.language.tasks.setting import Exchange, Setting
from training.language.tasks.templates import fill_in


def fits(at: Setting) -> Exchange:
    """Is the excerpt about one of two groups of reasons? If so, which of its reasons comes last."""
    events = at.known_events
    group = at.rng.sample(sorted(at.wording.reasons), at.rng.choice((3, 4, 5)))
    if events and at.rng.random() < 0.6 and events[-1].kind not in group:
        group[at.rng.randrange(len(group))] = events[-1].kind
    found = [event.kind for event in events if event.kind in group]
    answer = at.wording.reasons[found[-1]][0] if found else at.wording.none
    return Exchange(at.ask("fits", ", ".join(at.wording.reasons[kind][0] for kind in group)), answer)


def rule(at: Setting) -> Exchange:
    """A dictated rule with arbitrary outcomes: if about X write A, else B."""
    present = {event.kind for event in at.known_events}
    holds = bool(present) and at.rng.random() < 0.5
    kind = at.rng.choice(sorted(present if holds else set(at.wording.reasons) - present))
    values = at.slots
    first, first_filled = fill_in(at, at.sentence(frozenset(values)), values)
    second, second_filled = fill_in(at, at.sentence(), {})
    as_json = at.rng.random() < 0.4
    if as_json:
        first, second = (json.dumps({"message": text}, ensure_ascii=False) for text in (first, second))
        first_filled, second_filled = (
            json.dumps({"message": text}, ensure_ascii=False) for text in (first_filled, second_filled)
        )
    return Exchange(at.ask("rule", at.reason(kind), first, second), first_filled if holds else second_filled)


def codebook(at: Setting) -> Exchange:
    """Arbitrary codes for reasons: read the code book, name the code of the last subject."""
    events = at.known_events
    kinds = at.rng.sample(sorted(at.wording.reasons), 3)
    if events and at.rng.random() < 0.75 and events[-1].kind not in kinds:
        kinds[at.rng.randrange(3)] = events[-1].kind
    codes = at.rng.sample(at.wording.codes, 4)
    shown = "; ".join(f"{at.reason(kind)} = {code}" for kind, code in zip(kinds, codes, strict=False))
    answer = codes[kinds.index(events[-1].kind)] if events and events[-1].kind in kinds else codes[3]
    return Exchange(at.ask("codebook", shown, codes[3]), answer)


def rules(at: Setting) -> Exchange:
    """A code book whose entries are random templates: the answer is one of them, filled from the scene."""
    events = at.known_events
    kinds = at.rng.sample(sorted(at.wording.reasons), 2)
    if events and at.rng.random() < 0.75 and events[-1].kind not in kinds:
        kinds[at.rng.randrange(2)] = events[-1].kind
    values = at.slots
    outcomes = [fill_in(at, at.sentence(frozenset(values)), values) for _ in kinds]
    default = at.sentence()
    shown = "; ".join(f"{at.reason(kind)} = {text}" for kind, (text, _) in zip(kinds, outcomes, strict=True))
    answer = outcomes[kinds.index(events[-1].kind)][1] if events and events[-1].kind in kinds else default
    return Exchange(at.ask("codebook", shown, default), answer)


def same(at: Setting) -> Exchange:
    """Two ways of putting a reason, or two different reasons."""
    kinds = sorted(at.wording.reasons)
    one = at.rng.choice(kinds)
    same = at.rng.random() < 0.5
    other = one if same else at.rng.choice([kind for kind in kinds if kind != one])
    texts = [at.phrasing.opening(at.language, kind, at.rng) for kind in (one, other)]
    return Exchange(at.ask("same", f"A: {texts[0]} B: {texts[1]}"), at.wording.yes if same else at.wording.no)


def which(at: Setting) -> Exchange:
    kinds = at.rng.sample(sorted(at.wording.reasons), 3)
    place = at.rng.randrange(3)
    texts = [at.phrasing.opening(at.language, kind, at.rng) for kind in kinds]
    shown = " ".join(f"{letter}: {text}" for letter, text in zip("ABC", texts, strict=True))
    return Exchange(at.ask("which", at.reason(kinds[place]), shown), "ABC"[place])


def phrase_reason(at: Setting) -> Exchange:
    kind = at.rng.choice(sorted(at.wording.reasons))
    return Exchange(
        at.ask("frase", at.phrasing.opening(at.language, kind, at.rng)), at.wording.reasons[kind][0]
    )
