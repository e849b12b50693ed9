"""Text made to be slow, counted in lines of code that run: twice the text, twice the work."""

import pytest

from insights.pii import Scrubber
from tests.benchmarks.pii_hostile import UNITS, passes, texts
from tests.insights.pii.work import lines_run

CHARACTERS = 2400
# A block of text is judged as a whole, so a step more or less of one shows in so short a text.
MOST_GROWTH = 2.5
# Work for a character over that for one of plain speech. The benchmark tells what each pattern costs.
MOST_WORK = 60


@pytest.fixture(scope="module")
def scrubber() -> Scrubber:
    return Scrubber()


@pytest.mark.parametrize(("of", "language"), [("clean", "pt"), ("scrub", "es")])
def test_work_grows_with_the_length_of_a_text_whatever_it_is(scrubber: Scrubber, of: str, language: str):
    work = passes(scrubber, language)[of]
    # Lists are read and patterns compiled before anything is counted.
    work(texts("mixed", language)(2 * CHARACTERS))
    plain = lines_run(work, texts("plain", language)(2 * CHARACTERS))
    slow = {}
    for name in (*UNITS, "mixed"):
        text = texts(name, language)
        short, long = lines_run(work, text(CHARACTERS)), lines_run(work, text(2 * CHARACTERS))
        # What is mixed need not be as dear in its second half as in its first.
        if (name != "mixed" and long > MOST_GROWTH * short) or long > MOST_WORK * plain:
            slow[name] = (round(long / short, 2), round(long / plain, 1))
    assert not slow, "pattern: (times the work for twice the text, times plain speech)"


def test_a_long_line_is_scrubbed(scrubber: Scrubber):
    text = "bom dia, meu cpf é 529.982.247-25 e a conta veio cara. " * 2000
    (clean,), counts = scrubber.scrub_texts([text], "pt")
    assert clean.count("[CPF_1]") == 2000 == counts.total
