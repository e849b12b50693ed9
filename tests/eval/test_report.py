"""The page holds what it should, escapes what it must, and needs nothing from outside."""

import re
from html.parser import HTMLParser

from eval import report, scoring, terminal
from eval.baselines import fit
from eval.predictions import predict
from eval.settings import Bootstrap
from tests.eval.tiny import records

BOOTSTRAP = Bootstrap(resamples=30)


class Balanced(HTMLParser):
    VOID = ("meta", "br", "line", "circle", "polyline", "link", "input")

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def a_report():
    items = records(48)
    good = [predict(item, item.response) for item in items]
    systems = {"base": fit().predictions(good)["no_data"], "adapter": good}
    scored = {name: scoring.score(said) for name, said in systems.items()}
    hostile = [p.model_copy(update={"message": "<script>alert(1)</script>"}) for p in good]
    group = report.Group(
        title="Chamadas & “ações”",
        records=48,
        calls=12,
        systems={name: scoring.summarise(system, BOOTSTRAP) for name, system in scored.items()},
        trivial={"no_data": scoring.summarise(scored["base"], BOOTSTRAP)},
        differences={"adapter": scoring.compare(scored["base"], scored["adapter"], BOOTSTRAP)},
        examples=report.examples({"base": systems["base"], "adapter": hostile}, 4),
    )
    return report.Report(
        title="Base against adapter",
        subtitle="test",
        groups=[group],
        bootstrap=BOOTSTRAP,
        facts={"prompts": "abc"},
        wer={"pt": 0.034},
        curves={"loss": [(0, 3.0), (10, 1.0), (20, 0.5)]},
        stages={"train": (12.5, False), "label": (0.0, True)},
    )


def test_page():
    page = report.render(a_report())
    checker = Balanced()
    checker.feed(page)
    assert checker.open == []
    assert "Chamadas &amp; “ações”" in page
    assert "3.4%" in page
    assert "12.5 s" in page
    assert '<span lang="pt">Riscos achados (recall)</span>' in page
    assert "prefers-color-scheme: dark" in page


def test_nothing_from_outside_and_nothing_unescaped():
    page = report.render(a_report())
    assert not re.findall(r"(?:src|href)=|url\(|@import|https?://(?!www\.w3\.org)", page)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_unscored_is_a_dash():
    assert report.number(float("nan")) == "–"
    assert report.number(None) == "–"
    assert report.number(0.0) == "0.00"


def test_terminal_tables(capsys):
    group = a_report().groups[0]
    screen = terminal.Console(width=100)
    screen.print(
        terminal.scores_table("Scores", group.systems, {"all": "all", "language=es": "es"}, intervals=True)
    )
    screen.print(terminal.differences_table("Difference", group.differences["adapter"], {"all": "all"}))
    shown = capsys.readouterr().out
    assert "adapter" in shown
    assert "+1.00*" in shown
    assert max(map(len, shown.splitlines())) <= 100
