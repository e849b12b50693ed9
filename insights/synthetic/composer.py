"""Composes one synthetic call: greeting, identification, one to three topics, closing, and its gold.

Call `index` of a corpus depends on the seed and the index only, so calls can be made in any order and in
parallel.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from insights.records import (
    AlertCategory,
    Call,
    GoldCall,
    GoldEvent,
    GoldInsight,
    InsightType,
    Partition,
    PiiSpan,
    Speaker,
    Turn,
)
from insights.synthetic.grammar import Piece, Style, choose, fill, render
from insights.synthetic.inventory import Inventory, Kind, Phrase, inventory
from insights.synthetic.kinds import REASONS
from insights.synthetic.people import PERSON_SLOTS, People
from insights.synthetic.settings import LOCALES, CorpusSettings
from insights.synthetic.tenants import Tenant, Term, tenant
from insights.synthetic.values import amount_spoken, amount_written, draw_amount, number_words

WORDS_PER_SECOND = 2.6
EXPLICIT_CONFIDENCE = 0.9
IMPLICIT_CONFIDENCE = 0.6
TOPIC_WORDS = (55, 90)
_T = TypeVar("_T")


def weighted(weights: Mapping[_T, float], rng: Random) -> _T:
    """Draw a key by its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


@dataclass(frozen=True)
class Value:
    """A slot's filling: said, written, and in the form that cleaned text and gold use."""

    spoken: str
    written: str
    canonical: str
    gender: str = "m"

    def piece(self) -> Piece:
        return Piece(self.spoken, self.written)


# Contractions with the article: form -> (masculine, feminine, no article).
_FORMS: dict[str, dict[str, tuple[str, str, str]]] = {
    "pt": {
        "the": ("o {}", "a {}", "{}"),
        "of": ("do {}", "da {}", "de {}"),
        "in": ("no {}", "na {}", "em {}"),
        "to": ("ao {}", "à {}", "a {}"),
        "by": ("pelo {}", "pela {}", "por {}"),
        "my": ("meu {}", "minha {}", "{}"),
    },
    "es": {
        "the": ("el {}", "la {}", "{}"),
        "of": ("del {}", "de la {}", "de {}"),
        "in": ("en el {}", "en la {}", "en {}"),
        "to": ("al {}", "a la {}", "a {}"),
        "by": ("por el {}", "por la {}", "por {}"),
        "my": ("mi {}", "mi {}", "{}"),
    },
}


def inflect(text: str, form: str, gender: str, language: str) -> str:
    """Put the article or contraction before a noun; gender "n" takes none."""
    return _FORMS[language][form]["mfn".index(gender)].format(text)


class Voice:
    """Fills templates for one call: tenant, locale, people and the slots of the current topic."""

    def __init__(self, locale: str, partition: Partition, company: Tenant, style: Style, rng: Random) -> None:
        self.locale, self.partition, self.company = locale, partition, company
        self.style: Style = style
        self.rng = rng
        self.language = locale[:2]
        self.inventory: Inventory = inventory(self.language)
        self.people = People(locale, partition, self.inventory.lexicon, rng)
        self.slots: dict[str, Value] = {}

    def new_topic(self) -> None:
        """Forget the fillings of the last topic."""
        self.slots = {}

    def _term(self, kind: str) -> Value:
        terms: Sequence[Term] = self.company.of_kind(kind, self.locale)
        taken = {value.canonical for value in self.slots.values()}
        term = self.rng.choice([t for t in terms if t.canonical not in taken])
        heard = term.canonical
        if self.style == "asr" and term.variants and self.rng.random() < 0.15:
            heard = self.rng.choice(term.variants)
        return Value(heard, term.canonical, term.canonical, term.gender)

    def _amount(self) -> Value:
        units, cents = draw_amount(self.rng)
        written = amount_written(units, cents, self.locale)
        spoken = amount_spoken(units, cents, self.locale, self.rng)
        if self.rng.random() < 0.04:
            other, _ = draw_amount(self.rng)
            slip = self.rng.choice(self.inventory.lexicon["corrections"])
            return Value(
                f"{amount_spoken(other, 0, self.locale, self.rng)} {slip} {spoken}",
                f"{amount_written(other, 0, self.locale)}, {slip}, {written}",
                written,
            )
        return Value(spoken, written, written)

    def _date(self) -> Value:
        lexicon = self.inventory.lexicon
        if self.rng.random() < 0.5:
            text = self.rng.choice(lexicon["due"])
            return Value(text, text, text)
        day = self.rng.choice((5, 8, 10, 12, 15, 18, 20, 22, 25, 28))
        word = lexicon["day"]
        written = f"{word} {day}"
        spoken = f"{word} {number_words(day, self.locale)}"
        return Value(spoken, written, written)

    def value(self, slot: str) -> Value:
        """The filling of a slot, the same for the whole topic."""
        if slot not in self.slots:
            self.slots[slot] = self._draw(slot)
        return self.slots[slot]

    def _draw(self, slot: str) -> Value:
        terms = {
            "product": "product",
            "target": "product",
            "org": "organisation",
            "store": "store",
            "country": "place",
            "competitor": "competitor",
        }
        if slot in terms:
            return self._term(terms[slot])
        if slot == "amount":
            return self._amount()
        if slot == "date":
            return self._date()
        if slot == "company":
            return Value(self.company.name, self.company.name, self.company.name, self.company.gender)
        choices = self.inventory.lexicon["slots"][slot]
        if isinstance(choices, dict):
            choices = choices.get(self.company.tenant_id) or choices[self.locale]
        text, _, gender = self.rng.choice(choices).partition("|")
        return Value(text, text, text, gender or "n")

    def _lookup(self, slot: str, form: str | None) -> list[Piece]:
        if slot in PERSON_SLOTS:
            return [self.people.value(slot)]
        value = self.value(slot)
        if form is None:
            return [value.piece()]
        forms = [inflect(text, form, value.gender, self.language) for text in (value.spoken, value.written)]
        if form == "my" and self.locale == "pt-PT":  # European Portuguese keeps the article: "o meu filho"
            forms = [f"{'o' if value.gender == 'm' else 'a'} {text}" for text in forms]
        return [Piece(forms[0], forms[1])]

    def pieces(self, template: str) -> list[Piece]:
        """Choose among alternatives, put into the locale's words and fill."""
        return fill(self.localised(template), self._lookup)

    def localised(self, template: str) -> str:
        """Choose among alternatives and put the result into the locale's words."""
        text = choose(template, self.rng)
        for pattern, new in self.inventory.rewrites.get(self.locale, ()):
            text = pattern.sub(new, text)
        return text

    def set_motive(self, kind: Kind) -> None:
        """Draw why the customer wants what they want, for kinds that have motives."""
        if not kind.motives:
            return
        motive = self.rng.choice(sorted(kind.motives))
        phrase = kind.motives[motive].pick(self.partition, self.locale, self.rng)
        text = self.localised(phrase.lines[0][1])
        self.slots["motive"] = Value(text, text, kind.labels[motive], "n")

    def phrase(self, name: str) -> Phrase:
        return self.inventory.lists[name].pick(self.partition, self.locale, self.rng)

    def message(self, template: str) -> str:
        """A gold message: canonical forms only. Slots of people are refused by the inventory's tests."""

        def canonical(match: re.Match[str]) -> str:
            value = self.value(match.group(2))
            form = match.group(1)
            return inflect(value.canonical, form, value.gender, self.language) if form else value.canonical

        return re.sub(r"\{(?:([a-z]+):)?([a-z_0-9]+)\}", canonical, template)


@dataclass(frozen=True)
class Line:
    """A turn before it has a time."""

    speaker: Speaker
    pieces: tuple[Piece, ...]


class Script:
    """The turns of a call as they are written, with the events pinned to them."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.lines: list[Line] = []
        self.events: list[
            tuple[str, tuple[int, ...], dict[str, str], dict[InsightType, GoldInsight], int]
        ] = []
        self.topic_starts: list[int] = []
        self.used: list[str] = []
        self.words = 0

    def say(self, phrase: Phrase) -> list[int]:
        """Append a phrase's lines, consecutive lines of one speaker in one turn; returns their positions."""
        positions = []
        for speaker, template in phrase.lines:
            pieces = self.voice.pieces(template)
            if speaker is Speaker.CUSTOMER:
                pieces = self._disfluent(pieces)
            self.words += sum(len(piece.spoken.split()) for piece in pieces)
            if self.lines and self.lines[-1].speaker is speaker and len(self.lines) not in self.topic_starts:
                previous = self.lines.pop()
                pieces = [*previous.pieces, Piece(" ", " "), *pieces]
            self.lines.append(Line(speaker, tuple(pieces)))
            positions.append(len(self.lines) - 1)
        return positions

    def _disfluent(self, pieces: list[Piece]) -> list[Piece]:
        """Fillers, hesitations and repeated words, as people speak."""
        rng, lexicon = self.voice.rng, self.voice.inventory.lexicon
        length = sum(len(piece.spoken.split()) for piece in pieces)
        if rng.random() < (0.30 if length > 4 else 0.06):
            filler = rng.choice(lexicon["fillers_start"])
            pieces = [Piece(f"{filler} ", f"{filler}, "), *pieces]
        if rng.random() < 0.12:
            own_words = [i for i, piece in enumerate(pieces) if piece.pii is None]
            if own_words:
                chosen = rng.choice(own_words)
                pieces[chosen] = self._stumble(pieces[chosen])
        return pieces

    def _stumble(self, piece: Piece) -> Piece:
        """Repeat a little word ("o o plano") or put a filler after a comma."""
        rng, lexicon = self.voice.rng, self.voice.inventory.lexicon
        if piece.spoken != piece.written:
            return piece
        if ", " in piece.spoken and rng.random() < 0.6:
            text = piece.spoken.replace(", ", f", {rng.choice(lexicon['fillers_middle'])}, ", 1)
            return Piece(text, text)
        words = piece.spoken.split(" ")
        little = [i for i, word in enumerate(words) if word in lexicon["stutters"]]
        if not little:
            return piece
        position = rng.choice(little)
        words.insert(position, words[position])
        text = " ".join(words)
        return Piece(text, text)


def _gold_insights(voice: Voice, kind: Kind, confidence: float) -> dict[InsightType, GoldInsight]:
    alert = REASONS[kind.name].alert
    insights = {}
    for insight_type in InsightType:
        template = kind.messages.get(insight_type)
        if template is None:
            continue
        category: AlertCategory | None = alert if insight_type is InsightType.RISK_ALERT else None
        insights[insight_type] = GoldInsight(
            message=voice.message(template), confidence=confidence, category=category
        )
    return insights


def _say_event(script: Script, kind: Kind, negation_share: float) -> None:
    voice = script.voice
    reason = REASONS[kind.name]
    voice.set_motive(kind)
    opening = kind.opening.pick(voice.partition, voice.locale, voice.rng)
    positions: list[int] = []
    if reason.alert is None and reason.accepts_negation and voice.rng.random() < negation_share:
        positions += script.say(voice.phrase("hard_negatives.prefix"))
    opened = script.say(opening)
    evidence = tuple(sorted(set(opened if not positions else [*positions, *opened])))
    confidence = IMPLICIT_CONFIDENCE if opening.implicit else EXPLICIT_CONFIDENCE
    insights = _gold_insights(voice, kind, confidence)
    slots = {name: value.canonical for name, value in voice.slots.items() if name != "company"}
    script.events.append((kind.name, evidence, slots, insights, len(script.lines) - 1))


def _say_topic(script: Script, kind: Kind | None, first: bool, settings: CorpusSettings) -> None:
    """One topic: how it comes up, the event (if any), and talk around it up to a length of 25–60 s."""
    voice, rng = script.voice, script.voice.rng
    voice.new_topic()
    start = len(script.lines)
    script.topic_starts.append(start)
    before = script.words
    target = rng.randint(*TOPIC_WORDS)
    opens_with_agent = kind is not None and kind.opening.phrases["train"][0].lines[0][0] is Speaker.AGENT
    script.say(voice.phrase("talk.ask_reason" if first else "talk.anything_else"))
    if rng.random() < 0.15:
        script.say(voice.phrase("talk.interruption"))
    if kind is None:
        script.say(voice.phrase("hard_negatives.standalone" if rng.random() < 0.55 else "small_talk.opening"))
    else:
        if opens_with_agent or rng.random() < 0.1:
            script.say(voice.phrase("small_talk.opening" if opens_with_agent else "small_talk.aside"))
        _say_event(script, kind, settings.negation_share)
    while script.words - before < target:
        draw = rng.random()
        name = (
            "talk.policy" if draw < 0.13 else "small_talk.aside" if draw < 0.30 else "talk.verification"
            if draw < 0.36 else "talk.hold" if draw < 0.52 else "talk.exchange"
        )  # fmt: skip
        phrase = voice.phrase(name)
        if phrase.source in script.used[-8:]:
            continue
        script.used.append(phrase.source)
        script.say(phrase)


def _timed(script: Script, call_id: str) -> tuple[list[Turn], dict[str, tuple[PiiSpan, ...]]]:
    """Give every turn its time: words at a speaking rate, pauses between turns, now and then an overlap."""
    rng, style = script.voice.rng, script.voice.style
    turns: list[Turn] = []
    pii: dict[str, tuple[PiiSpan, ...]] = {}
    rates = {
        speaker: WORDS_PER_SECOND * rng.uniform(0.9, 1.12) for speaker in (Speaker.AGENT, Speaker.CUSTOMER)
    }
    clock = rng.uniform(0.4, 1.5)
    for index, line in enumerate(script.lines):
        rendered = render(line.pieces, style)
        if index:
            clock += -rng.uniform(0.1, 0.4) if rng.random() < 0.04 else rng.uniform(0.25, 0.95)
        start = round(max(clock, turns[-1].start_s + 0.1 if turns else 0.0), 2)
        end = round(start + 0.25 + rendered.spoken_words / rates[line.speaker], 2)
        turn_id = f"{call_id}-{index:03d}"
        turns.append(
            Turn(turn_id=turn_id, speaker=line.speaker, start_s=start, end_s=end, text=rendered.text)
        )
        if rendered.pii:
            pii[turn_id] = rendered.pii
        clock = end
    return turns, pii


def _kinds_of(tenant_id: str) -> dict[str, float]:
    return {name: reason.weight for name, reason in REASONS.items() if tenant_id in reason.tenants}


def _compose(script: Script, settings: CorpusSettings) -> None:
    voice, rng = script.voice, script.voice.rng
    script.say(voice.phrase("greeting.opening"))
    steps = rng.sample(_identification(voice), rng.choice((1, 2, 2, 3)))
    script.say(voice.phrase("identification.name"))
    for step in steps:
        script.say(voice.phrase(f"identification.{step}"))
    event_free = rng.random() < settings.event_free_share
    weights = _kinds_of(voice.company.tenant_id)
    for number in range(weighted(settings.segments, rng)):
        quiet = event_free or rng.random() < settings.quiet_segment_share
        kind = None if quiet else voice.inventory.kinds[weighted(weights, rng)]
        if kind is not None:
            del weights[kind.name]
        _say_topic(script, kind, number == 0, settings)
    if rng.random() < 0.35:
        script.say(voice.phrase("identification.protocol"))
    script.say(voice.phrase("closing.end"))


def _identification(voice: Voice) -> list[str]:
    steps: dict[str, list[str]] = voice.inventory.lexicon["identification"]
    return [*steps["all"], *steps[voice.locale], *steps.get(voice.company.tenant_id, [])]


def generate_call(seed: int, index: int, settings: CorpusSettings) -> GoldCall:
    """Call number `index` of the corpus of a seed, with its gold."""
    rng = Random(f"escuta:{seed}:{index}")
    partition = weighted(settings.partitions, rng)
    language = weighted(settings.languages, rng)
    locale = weighted({name: settings.locales.get(name, 0.0) for name in LOCALES[language]}, rng)
    company = tenant(rng.choice(settings.tenants), language)
    style: Style = "asr" if rng.random() < settings.asr_share else "edited"
    voice = Voice(locale, partition, company, style, rng)
    script = Script(voice)
    _compose(script, settings)
    call_id = f"syn{seed}-{index:07d}"
    turns, pii = _timed(script, call_id)
    events = []
    for kind, evidence, slots, insights, last in script.events:
        events.append(
            GoldEvent(
                kind=kind,
                start_s=turns[evidence[0]].start_s,
                end_s=turns[max(evidence[-1], last)].end_s,
                evidence=tuple(turns[position].turn_id for position in evidence),
                slots=slots,
                insights=insights,
            )
        )
    return GoldCall(
        call_id=call_id,
        tenant=company.tenant_id,
        language=language,
        locale=locale,
        partition=partition,
        style=style,
        turns=tuple(turns),
        pii=pii,
        events=tuple(events),
        topic_changes=tuple(turns[position].turn_id for position in script.topic_starts),
    )


def generate(settings: CorpusSettings) -> Iterator[GoldCall]:
    """All calls of a corpus, one at a time."""
    return (generate_call(settings.seed, index, settings) for index in range(settings.calls))


def transcript(gold: GoldCall) -> Call:
    """The call as a transcriber would deliver it: without gold."""
    return Call(
        call_id=gold.call_id,
        tenant=gold.tenant,
        language=gold.language,
        locale=gold.locale,
        partition=gold.partition,
        duration_s=max((turn.end_s for turn in gold.turns), default=0.0),
        turns=gold.turns,
    )
