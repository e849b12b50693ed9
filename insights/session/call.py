"""One call's decisions: clean turns in, alerts and questions out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from insights.jobs import Priority
from insights.records import PROMPT_LANGUAGES, AlertCategory, InsightType, Turn
from insights.session.actions import Action, Alert, Ask, Pending
from insights.session.limits import SessionLimit
from insights.session.memory import CallMemory
from insights.session.rules import Keyword, Match, RuleBook, RuleReader, load_rules
from insights.session.settings import SessionSettings
from insights.session.topics import Cohesion, TopicDetector, TopicWords, load_topic_words
from insights.session.trigger import Trigger
from insights.session.vectors import load_cohesion
from insights.session.window import Window, tokens_of

TOPIC_CHANGE = "topic_change"
FINAL = "final"


@dataclass(frozen=True)
class _Opened:
    """A question whose turn has come."""

    pending: Pending
    insight_id: str
    at_s: float


class CallLogic:
    """Decides for one call. Not thread-safe. Times are seconds of the call's audio.

    Decisions are made turn by turn, at the end of the turn: how turns are grouped in batches changes neither
    what is asked nor `at_s`, only how much of what followed a question shows. Memory is bounded.
    """

    def __init__(
        self,
        settings: SessionSettings,
        *,
        session_id: str,
        language: str,
        rules: RuleBook | None = None,
        topics: TopicWords | None = None,
        cohesion: Cohesion | None = None,
    ) -> None:
        """`language`: PT or ES; in any other nothing is asked, for there are no prompts.

        `rules` and `topics` are those of the language, `cohesion` that of the settings, unless others are
        given.
        """
        self._settings = settings
        self._session_id = session_id
        self._asks = language in PROMPT_LANGUAGES
        self._rules = RuleReader(rules if rules is not None else load_rules(language))
        words = topics if topics is not None else load_topic_words(language)
        self._topics = TopicDetector(
            words, settings.topics, cohesion or load_cohesion(settings.topics.vectors)
        )
        self._window = Window(settings.trigger)
        self._trigger = Trigger(settings.trigger)
        self._limit = SessionLimit(settings.limits)
        self._pending: dict[tuple[InsightType, AlertCategory | None], Pending] = {}
        self._counted: dict[Keyword, float] = {}
        self._count = 0
        self._clock_s = 0.0
        self._finished = False

    @property
    def memory(self) -> CallMemory:
        """What the decisions rest on so far."""
        return CallMemory(
            window=self._window.turns,
            topics=self._topics.memory,
            carried=self._rules.carried,
            trigger=self._trigger.memory,
            asked_s=self._limit.last_s,
            pending=tuple(replace(each, reasons=[*each.reasons]) for each in self._pending.values()),
            counted=tuple(self._counted.items()),
            count=self._count,
            clock_s=self._clock_s,
            finished=self._finished,
        )

    def recall(self, memory: CallMemory) -> None:
        """Go on where another logic, of the same settings and language, has stopped."""
        for turn in memory.window:
            self._window.push(turn)
        self._topics.recall(memory.topics)
        self._rules.carried = memory.carried
        self._trigger.memory = memory.trigger
        self._limit.last_s = memory.asked_s
        self._pending = {_key(each): each for each in memory.pending}
        self._counted = dict(memory.counted)
        self._count = memory.count
        self._clock_s = memory.clock_s
        self._finished = memory.finished

    def heard(self, turns: Sequence[Turn], now_s: float) -> list[Action]:
        """Take in a batch's clean turns, in order; `now_s` is the end of the batch. Alerts come first."""
        if self._finished:
            return []
        alerts: list[Alert] = []
        opened: list[_Opened] = []
        for turn in turns:
            opened += self._advance(turn.end_s)
            alerts += self._hear(turn)
            opened += self._advance(turn.end_s)
        for pending in self._pending.values():
            if pending.alert is not None and not pending.turns:
                pending.turns = self._window.recent()
        opened += self._advance(now_s)
        return [*alerts, *map(self._question, opened)]

    def due(self, now_s: float) -> list[Action]:
        """What waited and may now be asked; call it when a batch was silent."""
        return self.heard((), now_s)

    def finish(self, now_s: float) -> list[Action]:
        """The call is over: alerts still to be confirmed, and the question for the summary (`final`).

        These do not wait for the limit; other questions that still wait are dropped.
        """
        if self._finished:
            return []
        self._clock_s = max(self._clock_s, now_s)
        self._finished = True
        if not self._asks or not len(self._window):
            return []
        waiting = [pending for pending in self._pending.values() if pending.alert is not None]
        self._pending.clear()
        questions = [self._question(self._opened(pending, self._clock_s)) for pending in waiting]
        summary = Ask(
            insight_id=self._next_id(),
            rev=1,
            insight_type=InsightType.PARTIAL_SUMMARY,
            turns=self._window.last(),
            priority=Priority.FINAL,
            critical=True,
            reasons=(FINAL,),
            at_s=self._clock_s,
            final=True,
        )
        return [*questions, summary]

    def _hear(self, turn: Turn) -> list[Alert]:
        """Take in one turn: its alerts; its other occasions become pending."""
        tokens = tokens_of(turn.text)
        if not tokens:
            return []
        at_s = self._clock_s
        self._window.push(turn)
        self._trigger.heard(tokens, at_s)
        self._settle(tokens, at_s)
        alerts = [
            alert for match in self._rules.read(turn) if (alert := self._keyword(match, at_s)) is not None
        ]
        if self._topics.push(turn) is not None:
            settle = self._settings.asks.settle_tokens
            self._occasion(self._settings.asks.on_change, TOPIC_CHANGE, at_s, settle_tokens=settle)
        return alerts

    def _keyword(self, match: Match, at_s: float) -> Alert | None:
        counted_s = self._counted.get(match.keyword)
        if counted_s is not None and at_s - counted_s < self._settings.rules.repeat_s:
            return None
        self._counted[match.keyword] = at_s
        category = match.keyword.alert
        if category is None:
            asks = self._settings.asks
            types = asks.on_sale if match.keyword is Keyword.SALE else asks.on_payment
            self._occasion(types, match.rule, at_s)
            return None
        alert = Alert(
            self._next_id(), match.message, category, match.confidence, segments=match.segments, at_s=at_s
        )
        self._occasion(self._settings.asks.on_risk, match.rule, at_s, alert=alert)
        return alert

    def _occasion(
        self,
        types: Sequence[InsightType],
        reason: str,
        at_s: float,
        *,
        settle_tokens: int = 0,
        alert: Alert | None = None,
    ) -> None:
        """Make questions pending; one that is pending already gets another reason."""
        if not self._asks:
            return
        for rank, insight_type in enumerate(types):
            refined = alert if insight_type is InsightType.RISK_ALERT else None
            key = (insight_type, refined.category if refined is not None else None)
            pending = self._pending.get(key)
            if pending is None or refined is not None:
                ready_s = at_s if settle_tokens == 0 else math.inf
                self._pending[key] = Pending(
                    insight_type, rank, at_s, at_s, ready_s, settle_tokens, [reason], refined
                )
                continue
            pending.latest_s = at_s
            if reason not in pending.reasons:
                pending.reasons.append(reason)
            if settle_tokens == 0:
                pending.ready_s = min(pending.ready_s, at_s)

    def _settle(self, tokens: int, at_s: float) -> None:
        """Questions about a new subject become ready once enough of it was heard."""
        for pending in self._pending.values():
            if pending.ready_s == math.inf:
                pending.settle_tokens -= tokens
                if pending.settle_tokens <= 0:
                    pending.ready_s = at_s

    def _advance(self, to_s: float) -> list[_Opened]:
        """Let the clock run and take out the questions that may be asked, each at its time."""
        opened = []
        to_s = max(self._clock_s, to_s)
        while self._pending:
            opens = {key: self._opens_s(pending) for key, pending in self._pending.items()}
            at_s = min(opens.values())
            if at_s > to_s:
                break
            ready = [key for key, opens_s in opens.items() if opens_s <= at_s]
            chosen = min(ready, key=lambda key: self._order(self._pending[key]))
            pending = self._pending.pop(chosen)
            if at_s - pending.latest_s > self._settings.trigger.patience_s:
                continue
            at_s = max(at_s, self._clock_s)
            self._clock_s = at_s
            self._trigger.asked(at_s)
            self._limit.asked(at_s)
            opened.append(self._opened(pending, at_s))
        self._clock_s = to_s
        return opened

    def _opens_s(self, pending: Pending) -> float:
        """When a question may be asked. Alerts do not wait for the trigger, only for the limit."""
        opens_s = max(pending.ready_s, self._limit.opens_s)
        return opens_s if pending.alert is not None else max(opens_s, self._trigger.opens_s)

    @staticmethod
    def _order(pending: Pending) -> tuple[bool, bool, float, int]:
        """Alerts first, then what a keyword gave reason for, then the oldest."""
        only_topic = pending.reasons == [TOPIC_CHANGE]
        return (pending.alert is None, only_topic, pending.first_s, pending.rank)

    def _opened(self, pending: Pending, at_s: float) -> _Opened:
        insight_id = pending.alert.insight_id if pending.alert is not None else self._next_id()
        return _Opened(pending, insight_id, at_s)

    def _question(self, opened: _Opened) -> Ask:
        pending = opened.pending
        alert = pending.alert
        turns = self._window.recent()
        if alert is not None and pending.turns:
            shown = {turn.turn_id for turn in turns}
            if not shown.issuperset(alert.segments):
                turns = pending.turns
        risk = pending.insight_type is InsightType.RISK_ALERT
        return Ask(
            insight_id=opened.insight_id,
            rev=alert.rev + 1 if alert is not None else 1,
            insight_type=pending.insight_type,
            turns=turns,
            priority=Priority.ALERT if risk else Priority.NORMAL,
            critical=risk,
            reasons=tuple(pending.reasons),
            at_s=opened.at_s,
            refines=alert,
        )

    def _next_id(self) -> str:
        self._count += 1
        return f"{self._session_id}.i{self._count:04d}"


def _key(pending: Pending) -> tuple[InsightType, AlertCategory | None]:
    """There is one question of a kind at a time; alerts of different categories are different kinds."""
    return pending.insight_type, pending.alert.category if pending.alert is not None else None
