"""The gate's page: everything in it is said in three languages, and nothing a model says is markup."""

from eval import gate_page
from eval.changes import changes
from eval.gate import Answers, judge
from eval.gate_page import Changed, GatePage
from eval.settings import Bootstrap, Evidence, GateSettings
from tests.eval.judged import answers
from tests.eval.test_report import Balanced

GATE = GateSettings(
    evidence=Evidence(records=80, calls=20, alerts=10), bootstrap=Bootstrap(resamples=50, level=0.9)
)


def page(**more):
    return GatePage(
        title="Gate: version 2",
        subtitle="against version 1",
        challenger="version 2",
        champion=more.pop("champion", "version 1"),
        settings=GATE,
        sizes={"test": (240, 60)},
        facts={"prompts": "abc"},
        **more,
    )


def test_a_refusal_shows_its_reasons_and_what_changed():
    champion, challenger = answers(right=1), answers(right=0.6)
    hostile = [challenger[0].model_copy(update={"message": "<script>alert(1)</script>"}), *challenger[1:]]
    verdict = judge(Answers(hostile, champion), GATE, lambda text, language: 0)
    changed = Changed(*changes(champion, hostile, lambda text, language: text))
    html = gate_page.render(page(changes={"test": changed}), verdict)
    checked = Balanced()
    checked.feed(html)
    assert checked.open == []
    for word in ("Refused", "Recusado", "Rechazado", "Worse by more than the margin", "version 1"):
        assert word in html
    assert "<script>alert(1)" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_a_first_champion_and_one_put_through_by_force():
    html = gate_page.render(page(champion=None), judge(Answers(answers(right=1)), GATE, lambda *_: 0))
    assert "Passed" in html
    assert "there is nobody to hold it against" in html
    assert "Refused" in gate_page.render(page(), judge(Answers([], []), GATE, lambda *_: 0))
    refused = judge(Answers(answers(right=0.3)), GATE, lambda *_: 0)
    assert "put through by force" in gate_page.render(page(champion=None, forced=True), refused)
