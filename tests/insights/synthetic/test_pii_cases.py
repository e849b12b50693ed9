"""Synthetic personal data as it is said: exact spans, deterministic, every type in every form."""

import json
import re
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from insights.errors import EscutaError
from insights.records import PiiType, Speaker
from insights.synthetic.people import held_out
from insights.synthetic.pii import phrasebook as phrasebook_module
from insights.synthetic.pii.cases import PiiCase, cases, read_cases, write_cases
from insights.synthetic.pii.dialogue import Dialogue, setting
from insights.synthetic.pii.phrasebook import phrasebook
from insights.synthetic.pii.settings import FORMS, LOCALES, NO_FORM, Form
from insights.synthetic.pii.slots import SLOTS, resolve
from insights.synthetic.pii.wordlists import words_of


@pytest.fixture(scope="module")
def made() -> list[PiiCase]:
    return list(cases(13, 8000))


def values(case: PiiCase, kind: PiiType | None = None) -> list[str]:
    return [case.turns[s.turn].text[s.start : s.end] for s in case.spans if kind in (None, s.type)]


def test_the_same_seed_gives_the_same_cases_and_a_short_run_begins_a_long_one(made: list[PiiCase]) -> None:
    assert list(cases(13, 50)) == made[:50]
    assert list(cases(12, 50)) != made[:50]
    assert [case.language for case in made[:4]] == ["pt", "es", "pt", "es"]
    assert {case.language for case in cases(11, 20, languages=("es",))} == {"es"}
    assert len({case.id for case in made}) == len(made)


def test_spans_are_tight(made: list[PiiCase]) -> None:
    for case in made:
        for span in (*case.spans, *case.keep):
            text = case.turns[span.turn].text[span.start : span.end]
            assert text == text.strip() != "", case.id
            assert text[0] not in ",;:." or text[:1] == "(", case.id


def test_nothing_is_left_of_the_templates(made: list[PiiCase]) -> None:
    for case in made:
        for turn in case.turns:
            assert not re.search(r"[{}\[\]|\0]|  ", turn.text), turn.text
            assert turn.speaker in (Speaker.AGENT, Speaker.CUSTOMER)


def test_dialogues_are_short_and_some_have_nothing_to_hide(made: list[PiiCase]) -> None:
    empty = [case for case in made if not case.spans]
    assert len(empty) / len(made) >= 0.15
    assert all(case.form == NO_FORM for case in empty)
    assert all(case.spans for case in made if case.form != NO_FORM)
    assert sum(len(case.turns) <= 8 for case in made) / len(made) > 0.9
    assert sum(bool(case.keep) for case in made) / len(made) > 0.4


@pytest.mark.parametrize("form", FORMS)
def test_every_type_is_made_in_every_locale_and_form(form: Form) -> None:
    for language, locales in LOCALES.items():
        for locale in locales:
            place = setting(locale, language, "dev")
            slots, _ = place.by_form[form]
            possible = {s.type for s in SLOTS.values() if form in s.forms and locale in s.locales}
            assert {SLOTS[resolve(slot, locale)].type for slot in slots} == possible
            for slot in slots:
                talk = Dialogue(place, form, Random(f"{locale}/{form}/{slot}"))
                talk.add(place.frames[slot][0], slot)
                case = talk.case("x")
                assert SLOTS[resolve(slot, locale)].type in {span.type for span in case.spans}, slot


def test_written_values_have_their_shape(made: list[PiiCase]) -> None:
    shapes = {
        PiiType.CPF: r"\d{3}\.\d{3}\.\d{3}-\d{2}",
        PiiType.CURP: r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d",
        PiiType.RUT: r"\d{1,2}\.\d{3}\.\d{3}-[\dK]",
        PiiType.CUIT: r"\d{2}-\d{8}-\d",
        PiiType.EMAIL: r"[\w.-]+@[\w.-]+",
        PiiType.CVV: r"\d{3,4}",
    }
    checked = defaultdict(int)
    for case in made:
        if case.form != "written" or case.turns[0].text == case.turns[0].text.lower():
            continue
        for kind, shape in shapes.items():
            for value in values(case, kind):
                if kind is PiiType.CPF and len(value) < 6:  # a part, as banks ask for it
                    continue
                checked[kind] += 1
                assert re.fullmatch(shape, value), value
    assert all(checked[kind] for kind in shapes)


def test_spoken_forms_have_no_digits(made: list[PiiCase]) -> None:
    for case in made:
        if case.form in ("spoken", "separators", "grouped"):
            for value in values(case):
                assert not any(char.isdigit() for char in value) or "º" in value, (case.form, value)
        if case.form == "mixed":
            assert not any(re.fullmatch(r"[\d .-]{9,}", value) for value in values(case, PiiType.CPF))


def test_a_correction_lies_inside_the_span(made: list[PiiCase]) -> None:
    found = 0
    for case in made:
        sayings = phrasebook(case.language, "dev").lexicon["corrections"][case.locale]
        if case.form == "corrected":
            text = " ".join(values(case)).lower().replace(",", "")
            found += any(saying.replace(",", "") in text for saying in sayings)
    assert found > 100


def test_a_value_over_several_turns_has_a_span_in_each(made: list[PiiCase]) -> None:
    split = [case for case in made if case.form == "across_turns"]
    several = [case for case in split if len({span.turn for span in case.spans}) > 1]
    assert len(several) > 0.8 * len(split)


def test_partitions_share_no_names_nor_streets() -> None:
    for language, locales in LOCALES.items():
        for locale in locales:
            extra = phrasebook(language, "heldout").lexicon
            dev, test = words_of(locale, "dev", {}), words_of(locale, "heldout", extra)
            for name in ("given", "surnames", "streets", "towns", "mail_words", "products"):
                assert dev[name]
                assert test[name]
                assert not set(dev[name]) & set(test[name])
            assert not any(held_out(name) for name in dev["given"])


def test_cases_travel_as_lines(made: list[PiiCase], tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    assert write_cases(made[:20], path) == 20
    assert list(read_cases(path)) == made[:20]
    line = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    line["turns"] = [{"speaker": "agent", "text": "oi"}]
    line["spans"] = [{"turn": 0, "start": 0, "end": 9, "type": "NOME"}]
    path.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(EscutaError, match="outside its turn"):
        list(read_cases(path))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('frames:\n  cpf:\n    - "C: meu CPF é {cfp}."\n', ":3: frames.cpf: slot not allowed here: {cfp}"),
        ('frames:\n  cpf:\n    - "C: bom dia."\n', ":3: frames.cpf: {cpf} is missing"),
        ('frames:\n  cpg:\n    - "x"\n', "frames.cpg: no such slot"),
        ('frames:\n  cpf:\n    - "@pt-PT C: {cpf}"\n', "no locale has all of its slots"),
        ('negatives:\n  - "C: sou {name}"\n', ":2: negatives: slot not allowed here: {name}"),
        ('negatives:\n  - "C: [sim|não"\n', "brackets do not match"),
        ('closings:\n  - "A: tchau //"\n', "an empty turn"),
        ('lexicon:\n  fillrs: ["hum"]\n', "no such list"),
        ("greetings: []\n", "unknown section"),
    ],
)
def test_a_wrong_frame_is_named(
    text: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pt").mkdir()
    (tmp_path / "pt" / "dev_mine.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(phrasebook_module, "PHRASES", tmp_path)
    phrasebook.cache_clear()
    with pytest.raises(EscutaError, match=re.escape(problem)):
        phrasebook("pt", "dev")
    phrasebook.cache_clear()
