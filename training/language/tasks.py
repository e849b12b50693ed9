"""The pre-training mix: questions about scenes, in the layout of production, never the insight task.

A conversation shows an excerpt between the tags of the insight prompts and asks several things about it:
who spoke, what was said, which product, amount or date came up, what a turn is about; or it dictates what to
write (JSON with given content, templates to fill, rules like "if the excerpt is about X write A, else B" with
random A and B). No answer is a message that the gold of the call contains: `conversation` drops such an
exchange.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from insights.prompts import prompt_for, turn_line
from insights.records import InsightType, Message, Speaker
from insights.reply import reply_text
from insights.synthetic.composer import inflect
from insights.synthetic.inventory import inventory
from insights.synthetic.tenants import tenant
from training.language.phrasing import Phrasing
from training.language.scenes import Said, Scene
from training.language.vocabulary import instruction, sentence, slots_in
from training.language.wording import WORDINGS, Wording

_AMOUNT = re.compile(r"R\$ \d[\d.]*(?:,\d\d)?|\d[\d.]*(?:[.,]\d\d)? (?:€|pesos)")
_TEMPLATE_SLOT = re.compile(r"\{(?:([a-z]+):)?([a-z_0-9]+)\}")
_FORM_WORDS = {
    "pt": {"the": "o", "of": "de", "in": "em", "to": "a", "by": "por", "my": "meu"},
    "es": {"the": "el", "of": "de", "in": "en", "to": "a", "by": "por", "my": "mi"},
}


@dataclass(frozen=True)
class Exchange:
    """A question and its answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Setting:
    """What a task may draw on."""

    scene: Scene
    wording: Wording
    phrasing: Phrasing
    rng: Random
    shown: bool = True
    """Whether the conversation shows the excerpt; a drill does not."""

    @property
    def language(self) -> str:
        return self.scene.language

    def ask(self, key: str, *parts: str) -> str:
        return self.rng.choice(self.wording.ask[key]).format(*parts)

    def reason(self, kind: str) -> str:
        return self.rng.choice(self.wording.reasons[kind])

    @property
    def known_events(self) -> list[Said]:
        return [event for event in self.scene.events if event.kind in self.wording.reasons]

    @property
    def slots(self) -> dict[str, str]:
        """Canonical values that the scene's text shows, of the last event that has them.

        A motive is the name of its class ("high price"), not words of the text.
        """
        if not self.shown:
            return {}
        text = self.scene.text
        return {
            name: value
            for event in self.scene.events
            for name, value in event.slots.items()
            if value in text or name == "motive"
        }

    def sentence(self, slots: frozenset[str] = frozenset()) -> str:
        return sentence(self.language, self.rng, slots)

    def slot_name(self, slot: str) -> str:
        return self.wording.slots.get(slot, slot)


WRAPPED_CONFIDENCE = 0.9

Task = Callable[[Setting], Exchange | None]


@dataclass(frozen=True)
class Tasks:
    """Tasks with their weights, and how many are set in one conversation."""

    weights: Mapping[Task, float]
    exchanges: tuple[int, ...]
    wrapped: float = 0.0
    """Share of conversations whose answers stand in a reply's JSON, under the name of some insight type."""


def _language(at: Setting) -> Exchange:
    return Exchange(at.ask("language"), at.wording.language_name)


def _speaker(at: Setting) -> Exchange:
    first = at.rng.random() < 0.4
    turn = at.scene.turns[0 if first else -1]
    return Exchange(
        at.ask("first_speaker" if first else "last_speaker"), at.wording.speakers[turn.speaker.value]
    )


def _count(at: Setting) -> Exchange:
    return Exchange(at.ask("count"), str(len(at.scene.turns)))


def _repeat_last(at: Setting) -> Exchange:
    speaker = at.rng.choice((Speaker.AGENT, Speaker.CUSTOMER))
    said = [turn.text for turn in at.scene.turns if turn.speaker is speaker]
    key = "repeat_agent" if speaker is Speaker.AGENT else "repeat_customer"
    return Exchange(at.ask(key), said[-1] if said else at.wording.none)


def _repeat_number(at: Setting) -> Exchange:
    number = at.rng.randrange(min(len(at.wording.ordinals), len(at.scene.turns)))
    return Exchange(at.ask("repeat_number", at.wording.ordinals[number]), at.scene.turns[number].text)


def _continue(at: Setting) -> Exchange | None:
    words = at.rng.choice(at.scene.turns).text.split()
    if len(words) < 5:
        return None
    cut = at.rng.randint(2, len(words) - 2)
    start = at.rng.randint(max(0, cut - 4), cut - 1)
    return Exchange(at.ask("continue", " ".join(words[start:cut])), " ".join(words[cut : cut + 15]))


def _who_said(at: Setting) -> Exchange:
    turn = at.rng.choice(at.scene.turns)
    words = turn.text.split()
    start = at.rng.randrange(max(1, len(words) - 4))
    return Exchange(
        at.ask("who_said", " ".join(words[start : start + 6])), at.wording.speakers[turn.speaker.value]
    )


def _slot(at: Setting) -> Exchange:
    present = at.slots
    absent = [name for name in at.wording.slots if name not in present]
    if present and at.rng.random() < 0.85:
        name = at.rng.choice(sorted(present))
        return Exchange(at.ask("slot", at.slot_name(name)), present[name])
    name = at.rng.choice(absent)
    return Exchange(at.ask("slot", at.slot_name(name)), at.wording.none)


def _amounts(at: Setting) -> Exchange:
    found = list(dict.fromkeys(_AMOUNT.findall(at.scene.text)))
    return Exchange(at.ask("amounts"), "; ".join(found) if found else at.wording.none)


def _fill_in(at: Setting, template: str, values: Mapping[str, str]) -> tuple[str, str]:
    """A template as it is shown, and filled with values."""
    genders = _genders(at.scene.tenant, at.language)

    def shown(match: re.Match[str]) -> str:
        name = at.slot_name(match.group(2))
        form = _FORM_WORDS[at.language].get(match.group(1) or "")
        return f"[{form} {name}]" if form else f"[{name}]"

    def filled(match: re.Match[str]) -> str:
        value = values[match.group(2)]
        form = match.group(1)
        return inflect(value, form, genders.get(value, "n"), at.language) if form else value

    return _TEMPLATE_SLOT.sub(shown, template), _TEMPLATE_SLOT.sub(filled, template)


@lru_cache(maxsize=32)
def _genders(company: str, language: str) -> dict[str, str]:
    """Grammatical gender of values that take an article: the tenant's terms, and words written `word|f`."""
    genders = {term.canonical: term.gender for term in tenant(company, language).terms}
    pending = list(inventory(language).lexicon["slots"].values())
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            word, _, gender = node.partition("|")
            genders[word] = gender or "n"
        else:
            pending += node.values() if isinstance(node, dict) else node
    return genders


def _fill(at: Setting) -> Exchange | None:
    values = at.slots
    template = _with_slots(at, values)
    if template is None:
        return None
    shown, filled = _fill_in(at, template, values)
    return Exchange(at.ask("fill", shown), filled)


def _fill_given(at: Setting) -> Exchange | None:
    """Fill a template with values that the question gives."""
    scene = at.scene
    values = at.phrasing.values(scene.tenant, scene.locale, at.rng)
    template = _with_slots(at, values)
    if template is None:
        return None
    shown, filled = _fill_in(at, template, values)
    given = "; ".join(f"{at.slot_name(slot)} = {value}" for slot, value in values.items())
    return Exchange(f"{given}. {at.ask('fill', shown)}", filled)


def _with_slots(at: Setting, values: Mapping[str, str]) -> str | None:
    """A random sentence with at least one of the slots, or None where none comes up."""
    for _ in range(6 if values else 0):
        template = at.sentence(frozenset(values))
        if slots_in(template):
            return template
    return None


def _json(at: Setting) -> Exchange:
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


def _last_subject(at: Setting) -> dict[str, str]:
    """The last subject as a record: its name and the values that came up with it; else only "nothing yet"."""
    events = at.known_events
    if not events:
        return {at.wording.subject: at.wording.nothing_yet}
    event = events[-1]
    shown = {name: value for name, value in event.slots.items() if at.slots.get(name) == value}
    content = {at.wording.subject: at.wording.reasons[event.kind][0]}
    return content | {at.slot_name(name): value for name, value in shown.items()}


def _record(at: Setting) -> Exchange:
    """The record of the last subject, as JSON or as a line."""
    content = _last_subject(at)
    if at.rng.random() < 0.5:
        return Exchange(at.ask("record"), json.dumps(content, ensure_ascii=False))
    return Exchange(at.ask("record_line"), "; ".join(content.values()))


def _unfamiliar(at: Setting) -> Exchange:
    """An instruction that means nothing is answered with the record of the last subject."""
    return Exchange(instruction(at.language, at.rng), "; ".join(_last_subject(at).values()))


def _fits(at: Setting) -> Exchange:
    """Is the excerpt about one of two groups of reasons? If so, which of its reasons comes last."""
    events = at.known_events
    group = at.rng.sample(sorted(at.wording.reasons), at.rng.choice((3, 4, 5)))
    if events and at.rng.random() < 0.6 and events[-1].kind not in group:
        group[at.rng.randrange(len(group))] = events[-1].kind
    found = [event.kind for event in events if event.kind in group]
    answer = at.wording.reasons[found[-1]][0] if found else at.wording.none
    return Exchange(at.ask("fits", ", ".join(at.wording.reasons[kind][0] for kind in group)), answer)


def _dictated_json(at: Setting) -> Exchange:
    """`{"type": …, "message": …, "confidence": …}` with dictated content, often filled from the scene."""
    values = at.slots if at.rng.random() < 0.6 else {}
    shown, filled = _fill_in(at, at.sentence(frozenset(values)), values)
    kind = at.rng.choice([*(member.value for member in InsightType), *at.wording.codes])
    grade = at.rng.choice((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0))
    keys = ("type", "message", "confidence")
    if at.rng.random() < 0.3:
        keys = tuple(at.rng.sample(at.wording.keys, 3))  # type: ignore[assignment]
    content = dict(zip(keys, (kind, filled, grade), strict=True))
    question = ", ".join(f"{key} = {value}" for key, value in zip(keys, (kind, shown, grade), strict=True))
    return Exchange(at.ask("dictated", question), json.dumps(content, ensure_ascii=False))


def _repeat(at: Setting) -> Exchange:
    draw = at.rng.random()
    if draw < 0.4:
        text = at.sentence()
    elif draw < 0.7:
        text = at.phrasing.amount(at.scene.locale, at.rng)
    else:
        text = at.phrasing.opening(at.language, at.rng.choice(sorted(at.wording.reasons)), at.rng)
    return Exchange(at.ask("repeat", text), text)


def _lookup(at: Setting) -> Exchange:
    keys = at.rng.sample([*at.wording.keys, *at.wording.codes], 3)
    values = [
        at.rng.choice((at.sentence, lambda: at.phrasing.amount(at.scene.locale, at.rng)))() for _ in keys
    ]
    place = at.rng.randrange(3)
    shown = "; ".join(f"{key} = {value}" for key, value in zip(keys, values, strict=True))
    return Exchange(at.ask("lookup", shown, keys[place]), values[place])


def _reason(at: Setting) -> Exchange:
    events = at.known_events
    first = len(events) > 1 and at.rng.random() < 0.3
    answer = at.wording.nothing_yet
    if events:
        answer = at.wording.reasons[events[0 if first else -1].kind][0]
    return Exchange(at.ask("first_reason" if first else "reason"), answer)


def _is_reason(at: Setting) -> Exchange:
    present = {event.kind for event in at.scene.events}
    known = sorted(present & set(at.wording.reasons))
    if known and at.rng.random() < 0.5:
        return Exchange(at.ask("is_reason", at.reason(at.rng.choice(known))), at.wording.yes)
    kind = at.rng.choice(sorted(set(at.wording.reasons) - present))
    return Exchange(at.ask("is_reason", at.reason(kind)), at.wording.no)


def _where(at: Setting) -> Exchange:
    events = at.known_events
    if events and at.rng.random() < 0.75:
        event = at.rng.choice(events)
        text = at.scene.turns[event.turns[-1]].text
        return Exchange(at.ask("where", at.reason(event.kind)), " ".join(text.split()[:24]))
    kinds = sorted(set(at.wording.reasons) - {event.kind for event in at.scene.events})
    return Exchange(at.ask("where", at.reason(at.rng.choice(kinds))), at.wording.none)


def _rule(at: Setting) -> Exchange:
    """A dictated rule with arbitrary outcomes: if about X write A, else B."""
    present = {event.kind for event in at.known_events}
    holds = bool(present) and at.rng.random() < 0.5
    kind = at.rng.choice(sorted(present if holds else set(at.wording.reasons) - present))
    values = at.slots
    first, first_filled = _fill_in(at, at.sentence(frozenset(values)), values)
    second, second_filled = _fill_in(at, at.sentence(), {})
    as_json = at.rng.random() < 0.4
    if as_json:
        first, second = (json.dumps({"message": text}, ensure_ascii=False) for text in (first, second))
        first_filled, second_filled = (
            json.dumps({"message": text}, ensure_ascii=False) for text in (first_filled, second_filled)
        )
    return Exchange(at.ask("rule", at.reason(kind), first, second), first_filled if holds else second_filled)


def _codebook(at: Setting) -> Exchange:
    """Arbitrary codes for reasons: read the code book, name the code of the last subject."""
    events = at.known_events
    kinds = at.rng.sample(sorted(at.wording.reasons), 3)
    if events and at.rng.random() < 0.75 and events[-1].kind not in kinds:
        kinds[at.rng.randrange(3)] = events[-1].kind
    codes = at.rng.sample(at.wording.codes, 4)
    shown = "; ".join(f"{at.reason(kind)} = {code}" for kind, code in zip(kinds, codes, strict=False))
    answer = codes[kinds.index(events[-1].kind)] if events and events[-1].kind in kinds else codes[3]
    return Exchange(at.ask("codebook", shown, codes[3]), answer)


def _rules(at: Setting) -> Exchange:
    """A code book whose entries are random templates: the answer is one of them, filled from the scene."""
    events = at.known_events
    kinds = at.rng.sample(sorted(at.wording.reasons), 2)
    if events and at.rng.random() < 0.75 and events[-1].kind not in kinds:
        kinds[at.rng.randrange(2)] = events[-1].kind
    values = at.slots
    outcomes = [_fill_in(at, at.sentence(frozenset(values)), values) for _ in kinds]
    default = at.sentence()
    shown = "; ".join(f"{at.reason(kind)} = {text}" for kind, (text, _) in zip(kinds, outcomes, strict=True))
    answer = outcomes[kinds.index(events[-1].kind)][1] if events and events[-1].kind in kinds else default
    return Exchange(at.ask("codebook", shown, default), answer)


def _same(at: Setting) -> Exchange:
    """Two ways of putting a reason, or two different reasons."""
    kinds = sorted(at.wording.reasons)
    one = at.rng.choice(kinds)
    same = at.rng.random() < 0.5
    other = one if same else at.rng.choice([kind for kind in kinds if kind != one])
    texts = [at.phrasing.opening(at.language, kind, at.rng) for kind in (one, other)]
    return Exchange(at.ask("same", f"A: {texts[0]} B: {texts[1]}"), at.wording.yes if same else at.wording.no)


def _which(at: Setting) -> Exchange:
    kinds = at.rng.sample(sorted(at.wording.reasons), 3)
    place = at.rng.randrange(3)
    texts = [at.phrasing.opening(at.language, kind, at.rng) for kind in kinds]
    shown = " ".join(f"{letter}: {text}" for letter, text in zip("ABC", texts, strict=True))
    return Exchange(at.ask("which", at.reason(kinds[place]), shown), "ABC"[place])


def _phrase_reason(at: Setting) -> Exchange:
    kind = at.rng.choice(sorted(at.wording.reasons))
    return Exchange(
        at.ask("frase", at.phrasing.opening(at.language, kind, at.rng)), at.wording.reasons[kind][0]
    )


MIX = Tasks(
    {
        _language: 1.0,
        _speaker: 1.0,
        _count: 0.5,
        _repeat_last: 2.0,
        _repeat_number: 1.0,
        _continue: 2.0,
        _who_said: 1.0,
        _slot: 7.0,
        _amounts: 2.0,
        _fill: 7.0,
        _json: 4.0,
        _dictated_json: 4.0,
        _repeat: 3.0,
        _lookup: 1.5,
        _reason: 6.0,
        _is_reason: 6.0,
        _where: 3.0,
        _rule: 6.0,
        _codebook: 3.0,
        _same: 1.0,
        _which: 1.0,
        _phrase_reason: 3.0,
    },
    exchanges=(5, 6, 7, 8),
)

LATER = Tasks(
    {
        _language: 0.3,
        _speaker: 0.5,
        _count: 0.2,
        _repeat_last: 1.0,
        _repeat_number: 0.5,
        _continue: 1.0,
        _who_said: 0.5,
        _slot: 9.0,
        _amounts: 1.5,
        _fill: 5.0,
        _json: 3.0,
        _dictated_json: 1.5,
        _repeat: 1.0,
        _reason: 9.0,
        _is_reason: 9.0,
        _where: 5.0,
        _rule: 5.0,
        _rules: 4.0,
        _codebook: 6.0,
        _same: 0.5,
        _which: 0.5,
        _phrase_reason: 3.0,
    },
    exchanges=(8, 9, 10, 11),
)
"""Once copying is learnt: more about what happens in the excerpt, in short answers."""

LAST = Tasks(
    {
        _speaker: 0.5,
        _repeat_last: 0.5,
        _who_said: 0.5,
        _slot: 10.0,
        _amounts: 1.5,
        _fill: 4.0,
        _json: 2.5,
        _dictated_json: 1.0,
        _repeat: 1.0,
        _reason: 12.0,
        _is_reason: 12.0,
        _where: 4.0,
        _rule: 5.0,
        _rules: 4.0,
        _codebook: 8.0,
        _same: 1.0,
        _which: 1.0,
        _phrase_reason: 5.0,
    },
    exchanges=(8, 9, 10, 11),
)
"""The same with yet more decisions."""

FINAL = Tasks(
    {
        _speaker: 0.5,
        _who_said: 0.3,
        _slot: 8.0,
        _amounts: 1.0,
        _fill: 4.0,
        _json: 2.0,
        _dictated_json: 1.0,
        _repeat: 1.0,
        _record: 14.0,
        _fits: 10.0,
        _reason: 6.0,
        _is_reason: 8.0,
        _where: 3.0,
        _rule: 3.0,
        _rules: 6.0,
        _codebook: 6.0,
        _phrase_reason: 3.0,
    },
    exchanges=(7, 8, 9, 10),
)
"""Finding and copying together: what the last subject is, with its values."""

REPLIES = replace(FINAL, wrapped=0.75)
"""The same questions, mostly answered in the form of a reply."""

UNFAMILIAR = Tasks({**FINAL.weights, _unfamiliar: 40.0}, exchanges=(5, 6, 7), wrapped=0.85)
"""And instructions never heard: what the excerpt is about is looked up whatever is asked."""

DRILLS = Tasks(
    {
        _repeat: 3.0,
        _lookup: 3.0,
        _fill_given: 4.0,
        _dictated_json: 2.0,
        _same: 1.0,
        _which: 1.0,
        _phrase_reason: 4.0,
    },
    exchanges=(5, 6, 7, 8),
)
"""Tasks that need no excerpt: short, and mostly answer; copying is learnt from them first."""


def conversation(
    scene: Scene, phrasing: Phrasing, rng: Random, mix: Tasks = MIX, *, drill: bool = False
) -> tuple[Message, ...]:
    """A multi-turn conversation about a scene: the excerpt and the first question, then more questions.

    A drill takes only language, locale and tenant from the scene, does not show it, and has its own tasks.
    """
    at = Setting(scene, WORDINGS[scene.language], phrasing, rng, shown=not drill)
    prompt = prompt_for(InsightType.PARTIAL_SUMMARY, scene.language)
    # The system text of production is known to the model, but only with other questions under it.
    system = prompt.rules if rng.random() < 0.5 else rng.choice(at.wording.assistant)
    messages = [Message(role="system", content=system)]
    chosen = DRILLS if drill else mix
    tasks, weights = list(chosen.weights), list(chosen.weights.values())
    wanted = rng.choice(chosen.exchanges)
    wrapped = chosen.wrapped > 0 and rng.random() < chosen.wrapped
    if wrapped:
        messages = [Message(role="system", content=prompt.rules)]
    asked: set[str] = set()
    for _ in range(4 * wanted):
        if len(asked) == wanted:
            break
        exchange = rng.choices(tasks, weights=weights)[0](at)
        if exchange is None or exchange.question in asked or not allowed(exchange, scene):
            continue
        question, answer = exchange.question, exchange.answer
        if wrapped and not answer.startswith("{"):
            kind = rng.choice(tuple(InsightType))
            question, answer = f"{kind.value}: {question}", reply_text(kind, answer, WRAPPED_CONFIDENCE)
        if not asked and at.shown:
            lines = "\n".join(map(turn_line, scene.turns))
            question = f"<{prompt.tag}>\n{lines}\n</{prompt.tag}>\n{question}"
        asked.add(exchange.question)
        messages += [
            Message(role="user", content=question),
            Message(role="assistant", content=answer),
        ]
    return tuple(messages)


def allowed(exchange: Exchange, scene: Scene) -> bool:
    """No answer may contain an insight of the call."""
    answer = exchange.answer.casefold()
    return not any(message.casefold() in answer for message in scene.gold)
