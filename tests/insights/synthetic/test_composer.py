"""The synthetic corpus: deterministic, exact about personal data, honest about what it holds out."""

import re
import tracemalloc
from itertools import islice
from random import Random

import pytest

from insights.errors import EscutaError
from insights.jsonl import dumps
from insights.records import GoldCall, InsightType, PiiType
from insights.synthetic import CorpusSettings, generate, generate_call, spoken_sentences, transcript
from insights.synthetic.grammar import choose
from insights.synthetic.inventory import PARTITIONS, Phrase, inventory
from insights.synthetic.kinds import REASONS
from insights.synthetic.people import PERSON_SLOTS, held_out, names_for

SETTINGS = CorpusSettings(calls=240, seed=3)


@pytest.fixture(scope="module")
def calls() -> list[GoldCall]:
    return list(generate(SETTINGS))


def test_same_seed_same_bytes(calls: list[GoldCall]) -> None:
    again = [dumps(call) for call in islice(generate(SETTINGS), 40)]
    assert again == [dumps(call) for call in calls[:40]]


def test_a_call_depends_on_seed_and_index_only(calls: list[GoldCall]) -> None:
    assert generate_call(3, 17, SETTINGS) == calls[17]
    assert generate_call(4, 17, SETTINGS).turns != calls[17].turns


def test_spans_are_exact_and_styled(calls: list[GoldCall]) -> None:
    seen = set()
    for call in calls:
        for turn in call.turns:
            for span in call.pii.get(turn.turn_id, ()):
                value = turn.text[span.start : span.end]
                assert value
                assert value == value.strip()
                seen.add(span.type)
                if call.style == "edited" and span.type is PiiType.EMAIL:
                    assert re.fullmatch(r"[\w.]+@[\w.]+", value)
                if call.style == "edited" and span.type is PiiType.CPF:
                    assert re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d{2}", value)
    assert len(seen) >= 12


def test_style_asr_is_what_a_recogniser_writes(calls: list[GoldCall]) -> None:
    for call in calls:
        for turn in call.turns:
            assert turn.text
            if call.style == "asr":
                assert re.fullmatch(r"[a-zà-ÿ'’ -]+", turn.text), turn.turn_id
            else:
                assert turn.text[0].isupper() or not turn.text[0].isalpha()


def test_nothing_is_left_unfilled(calls: list[GoldCall]) -> None:
    for call in calls:
        texts = [turn.text for turn in call.turns]
        texts += [i.message for event in call.events for i in event.insights.values()]
        assert not any(mark in text for text in texts for mark in "{}[]|~")


def test_no_personal_data_in_gold(calls: list[GoldCall]) -> None:
    for language in ("pt", "es"):
        for kind in inventory(language).kinds.values():
            for message in kind.messages.values():
                assert not PERSON_SLOTS & set(re.findall(r"\{(?:\w+:)?(\w+)\}", message))
    for call in calls:
        values = {
            turn.text[span.start : span.end].lower()
            for turn in call.turns
            for span in call.pii.get(turn.turn_id, ())
            if span.type is not PiiType.NOME
        }
        for event in call.events:
            for gold in [i.message for i in event.insights.values()] + list(event.slots.values()):
                assert not any(value in gold.lower() for value in values if len(value) > 4)


def test_messages_are_short_and_alerts_open_with_their_category(calls: list[GoldCall]) -> None:
    labels = {
        "pt": ("Risco de cancelamento: ", "Ameaça de queixa: ", "Suspeita de fraude: ", "Falha de conduta: "),
        "es": (
            "Riesgo de cancelación: ",
            "Amenaza de queja: ",
            "Sospecha de fraude: ",
            "Falta de conducta: ",
        ),
    }
    for call in calls:
        for event in call.events:
            for insight_type, insight in event.insights.items():
                assert len(insight.message.split()) <= 15
                if insight_type is InsightType.RISK_ALERT:
                    assert insight.category is REASONS[event.kind].alert
                    assert insight.message.startswith(labels[call.language])


def test_prevalence(calls: list[GoldCall]) -> None:
    topics = sum(len(call.topic_changes) for call in calls)
    events = [event for call in calls for event in call.events]
    alerts = sum(InsightType.RISK_ALERT in event.insights for event in events)
    upsells = sum(InsightType.UPSELL in event.insights for event in events)
    assert 0.20 <= alerts / topics <= 0.35
    assert 0.15 <= upsells / topics <= 0.35
    assert 0.05 <= sum(not call.events for call in calls) / len(calls) <= 0.25


def test_turns_follow_each_other(calls: list[GoldCall]) -> None:
    for call in calls:
        ids = [turn.turn_id for turn in call.turns]
        assert len(set(ids)) == len(ids)
        starts = [turn.start_s for turn in call.turns]
        assert starts == sorted(starts)
        assert set(call.topic_changes) <= set(ids)
        for event in call.events:
            assert set(event.evidence) <= set(ids)
            assert event.start_s <= event.end_s
        assert transcript(call).turns == call.turns


def _templates(language: str, partition: str) -> set[str]:
    data = inventory(language)
    lists = [*data.lists.values(), *(kind.opening for kind in data.kinds.values())]
    lists += [motive for kind in data.kinds.values() for motive in kind.motives.values()]
    return {phrase.source for item in lists for phrase in item.phrases[partition]}  # type: ignore[index]


def _expansions(phrase: Phrase, rng: Random) -> set[str]:
    return {" // ".join(choose(text, rng) for _, text in phrase.lines) for _ in range(40)}


@pytest.mark.parametrize("language", ["pt", "es"])
def test_templates_are_disjoint_between_partitions(language: str) -> None:
    sets = [_templates(language, partition) for partition in PARTITIONS]
    assert not sets[0] & sets[1]
    assert not sets[0] & sets[2]
    assert not sets[1] & sets[2]
    rng = Random(0)
    for kind in inventory(language).kinds.values():
        texts = [
            set().union(*(_expansions(p, rng) for p in kind.opening.phrases[partition]))
            for partition in PARTITIONS
        ]
        assert not texts[0] & texts[1]
        assert not texts[0] & texts[2]


@pytest.mark.parametrize("language", ["pt", "es"])
def test_every_kind_has_phrases_everywhere(language: str) -> None:
    kinds = inventory(language).kinds
    assert set(kinds) == set(REASONS)
    for kind in kinds.values():
        sizes = [len(kind.opening.phrases[partition]) for partition in PARTITIONS]
        assert sizes[0] >= 10
        assert sizes[1] >= 2
        assert sizes[2] >= 4
        needed = {slot for text in kind.messages.values() for slot in re.findall(r"\{(?:\w+:)?(\w+)\}", text)}
        for partition in PARTITIONS:
            for phrase in kind.opening.phrases[partition]:
                for draw in range(5):
                    text = " ".join(choose(template, Random(draw)) for _, template in phrase.lines)
                    used = re.findall(r"\{(?:\w+:)?(\w+)\}", text)
                    missing = needed - set(used)
                    assert not missing, (kind.name, phrase.source, missing)


def test_names_of_test_calls_are_held_out() -> None:
    for language in ("pt", "es"):
        for partition in PARTITIONS:
            given, surnames = names_for(language, partition)
            assert len(given) >= 10
            assert len(surnames) >= 10
            assert all(held_out(name) == (partition == "test") for name in given + surnames)


@pytest.mark.parametrize("language", ["pt", "es"])
def test_spoken_sentences(language: str) -> None:
    sentences = list(islice(spoken_sentences(language, "train", Random(5)), 300))
    assert all(re.fullmatch(r"[a-zà-ÿ'’ -]+", sentence) for sentence in sentences)
    assert sentences == list(islice(spoken_sentences(language, "train", Random(5)), 300))
    assert len(set(sentences)) > 200


def test_memory_is_flat() -> None:
    stream = generate(CorpusSettings(calls=100_000, seed=1))
    for _ in islice(stream, 30):
        pass
    tracemalloc.start()
    for _ in islice(stream, 30):
        pass
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2_000_000


@pytest.mark.parametrize(
    ("field", "value"),
    [("tenants", ("moon",)), ("calls", -1), ("asr_share", 2.0), ("languages", {"pt": 0.0})],
)
def test_bad_settings_name_the_field(field: str, value: object) -> None:
    with pytest.raises(EscutaError) as caught:
        CorpusSettings(**{field: value})  # type: ignore[arg-type]
    assert caught.value.field == field
