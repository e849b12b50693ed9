"""The console in a real Chromium: what an operator sees and does, against a scripted server."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from insights.insight import Standing, Usefulness
from insights.records import InsightType, Speaker
from tests.serving.console.conftest import Console, tone
from tests.serving.console.scripted_server import TOKEN, Script, ScriptedServer, Session

pytestmark = pytest.mark.long

NARROW = {"viewport": {"width": 390, "height": 780}}
DARK = {"color_scheme": "dark"}


def words(session: Session) -> None:
    session.say(
        (Speaker.AGENT, "bom dia meu nome é [NOME_1]"),
        (Speaker.CUSTOMER, "quero cancelar o plano Família de R$ 189"),
        (Speaker.CUSTOMER, "meu cpf é [CPF_1] <b>ou</b> [MISTERIO_3]"),
    )
    session.alert()


def refined(session: Session) -> None:
    session.alert(2, Standing.CONFIRMED, "Risco de cancelamento: cliente reclama do preço de R$ 189")
    session.insight("i-steps", InsightType.NEXT_STEPS, "Oferecer o desconto de 20%", degraded=True)


def withdrawn(session: Session) -> None:
    session.alert(2, Standing.WITHDRAWN)


@pytest.fixture
def mid_call(console: Console, server: ScriptedServer) -> Console:
    """A call from the microphone with a transcript, a refined alert and next steps."""
    server.script = Script(at={0.2: words, 0.4: refined})
    console.open().start()
    console.card("i-steps").wait_for()
    return console


def test_empty_state(console: Console) -> None:
    console.open("?tenant=banco&conversation=c-1")
    page = console.page
    assert page.is_visible("#connect")
    assert not page.is_visible("#call")
    assert (page.input_value("#tenant"), page.input_value("#conversation")) == ("banco", "c-1")
    assert console.text("#state-text") == "Desconectado"
    assert console.complaints == []


def test_everything_comes_from_this_host_under_a_strict_policy(console: Console) -> None:
    asked: list[str] = []
    console.page.on("request", lambda request: asked.append(request.url))
    response = console.page.goto(console.url)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert all(url.startswith(console.url) for url in asked)
    assert console.complaints == []


def test_microphone_transcript_and_insights(mid_call: Console, server: ScriptedServer) -> None:
    page = mid_call.page
    assert page.locator(".line").count() == 3
    assert page.locator(".line .speaker").all_inner_texts() == ["Atendente", "Cliente"]
    assert page.locator(".chip").all_inner_texts() == ["nome 1", "CPF 1", "MISTERIO 3"]
    assert "<b>ou</b>" in mid_call.text("#lines")
    session = server.session
    assert session.start.audio.channels == 1
    assert session.start.speakers == (Speaker.UNKNOWN,)
    assert max(session.audio) > 0  # sound, not silence
    assert mid_call.complaints == []


def test_a_revision_takes_the_place_of_the_first(mid_call: Console) -> None:
    alert = mid_call.card("i-alert")
    assert alert.count() == 1
    assert "cliente reclama do preço" in alert.inner_text()
    assert alert.get_attribute("data-rev") == "2"
    assert [card.get_attribute("data-insight") for card in mid_call.page.locator(".card").all()] == [
        "i-steps",
        "i-alert",
    ]
    assert "Resposta reduzida" in mid_call.card("i-steps").inner_text()
    assert "86%" in mid_call.card("i-steps").inner_text()


def test_an_alert_by_rule_waits_for_the_model_and_may_be_withdrawn(
    console: Console, server: ScriptedServer
) -> None:
    server.script = Script(at={0.2: words})
    console.open().start()
    alert = console.card("i-alert")
    alert.wait_for()
    assert "A confirmar" in alert.inner_text()
    assert "Por regra" in alert.inner_text()
    assert "Alerta de risco" in console.page.text_content("#alarm")  # said at once by a screen reader
    server.script.at[0.1] = withdrawn
    console.page.wait_for_selector(".card[data-insight=i-alert][data-standing=withdrawn]")
    assert alert.locator(".judge").count() == 0


def test_evidence_lights_the_segments(mid_call: Console) -> None:
    button = mid_call.card("i-alert").locator(".evidence")
    button.click()
    lit = mid_call.page.locator(".line.lit")
    assert [line.get_attribute("data-segment") for line in lit.all()] == ["s101", "s102"]
    assert button.get_attribute("aria-pressed") == "true"
    mid_call.page.keyboard.press("Escape")
    assert lit.count() == 0


def test_feedback_is_stored_with_a_comment(mid_call: Console, server: ScriptedServer) -> None:
    card = mid_call.card("i-steps")
    card.locator(".judge.not_useful").click()
    card.locator(".stored.saved").wait_for()
    card.locator("[data-place=comment]").click()
    card.locator(".comment input").fill("já foi oferecido")
    card.locator(".comment button").click()
    card.locator(".stored.saved").wait_for()
    given = server.session.feedback
    assert [(f.insight_id, f.rev, f.usefulness, f.comment) for f in given] == [
        ("i-steps", 1, Usefulness.NOT_USEFUL, ""),
        ("i-steps", 1, Usefulness.NOT_USEFUL, "já foi oferecido"),
    ]


def test_ended_with_summary_then_a_new_call(mid_call: Console, server: ScriptedServer) -> None:
    page = mid_call.page
    page.click("#stop")
    mid_call.wait("ended")
    final = page.locator(".card.final")
    assert "aceitou 20% de desconto" in final.inner_text()
    assert "nome 1" in final.inner_text()
    assert final.locator("dd").all_inner_texts()[3] == "2"
    assert server.session.acked >= 5
    final.locator(".judge.useful").click()  # the socket is closed: over HTTP
    final.locator(".stored.saved").wait_for()
    assert page.evaluate("document.activeElement.dataset.place") == "useful"
    assert server.posted == [
        {
            "insight_id": "i-final",
            "tenant_id": "telecom",
            "conversation_id": server.session.conversation_id,
            "rev": 1,
            "usefulness": "useful",
            "comment": "",
        }
    ]
    page.click("#again")
    assert page.is_visible("#connect")
    assert page.input_value("#tenant") == "telecom"
    assert page.input_value("#token") == ""
    assert mid_call.complaints == []


def test_a_call_with_nothing_to_say(console: Console, server: ScriptedServer) -> None:
    server.script = Script(final=False, at={0.2: lambda session: session.say()})
    console.open().start().wait("live")
    console.page.click("#stop")
    console.wait("ended")
    assert "Não houve conteúdo suficiente" in console.text("#final")
    assert console.text("#transcript-empty") == "Nenhuma fala foi reconhecida."


def test_a_file_keeps_its_two_channels_and_ends_by_itself(
    console: Console, server: ScriptedServer, tmp_path: Path
) -> None:
    file = tone(tmp_path / "two.wav", 1.5, channels=2, rate_hz=8000)
    console.open().choose(file)
    console.page.select_option("#voices", "customer_first")
    console.start().wait("ended")
    session = server.session
    assert session.start.audio.channels == 2
    assert session.start.speakers == (Speaker.CUSTOMER, Speaker.AGENT)
    assert session.heard_s == pytest.approx(1.5, abs=0.001)
    samples = memoryview(bytes(session.audio)).cast("h")
    assert [_crossings(samples[channel::2].tolist()) for channel in (0, 1)] == pytest.approx(
        [2 * 440 * 1.5, 2 * 880 * 1.5], rel=0.01
    )


def _crossings(samples: list[int]) -> int:
    return sum(a < 0 <= b or b < 0 <= a for a, b in pairwise(samples))


@pytest.mark.parametrize("away_s", [0.0, 0.8])
def test_reconnects_and_loses_no_audio(
    console: Console, server: ScriptedServer, tmp_path: Path, away_s: float
) -> None:
    file = tone(tmp_path / "call.wav", 2.5)
    server.script = Script(at={0.3: words, 1.5: refined}, drop_at_s=(0.5, 1.0), away_s=away_s)
    console.open().choose(file).start().wait("ended")
    session = server.session
    assert session.connections == 3
    sent = bytes(session.audio)
    samples = memoryview(sent).cast("h").tolist()
    assert len(samples) == 2.5 * 16_000
    assert max(abs(b - a) for a, b in pairwise(samples)) < 2000  # no seam
    assert console.page.locator(".card:not(.final)").count() == 2
    assert console.page.locator(".line").count() == 3


@pytest.mark.parametrize(("keep_s", "missing_s"), [(0.2, 0.0), (0.9, 0.7)])
def test_another_gateway_asks_for_sound_again(
    console: Console, server: ScriptedServer, tmp_path: Path, keep_s: float, missing_s: float
) -> None:
    file = tone(tmp_path / "call.wav", 4.0)
    server.script = Script(at={1.5: words}, drop_at_s=(2.0,), back_to_s=0.2, keep_s=keep_s)
    console.open().choose(file).start().wait("ended")
    samples = memoryview(bytes(server.session.audio)).cast("h").tolist()
    assert len(samples) == 4.0 * 16_000
    silent = sum(a == b == 0 for a, b in pairwise(samples)) / 16_000
    assert silent == pytest.approx(missing_s, abs=0.15)
    assert ("não foram entregues" in console.text("#notices")) == (missing_s > 0)


def test_a_judgement_made_while_away_arrives(console: Console, server: ScriptedServer) -> None:
    server.script = Script(at={0.2: words}, drop_at_s=(0.5,), away_s=1.0)
    console.open().start().wait("reconnecting")
    console.card("i-alert").locator(".judge.wrong").click()
    assert "Enviando" in console.card("i-alert").inner_text()
    console.card("i-alert").locator(".stored.saved").wait_for()
    assert [f.usefulness for f in server.session.feedback] == [Usefulness.WRONG]


def test_a_judgement_that_is_not_stored_is_told(console: Console, server: ScriptedServer) -> None:
    server.script = Script(at={0.2: words}, stores=False)
    console.open().start()
    card = console.card("i-alert")
    card.locator(".judge.wrong").click()
    card.locator(".stored.failed").wait_for()
    assert "armazenamento" in console.text("#notices")
    server.script.stores = True
    card.locator(".judge.wrong").click()
    card.locator(".stored.saved").wait_for()


def test_gives_up_after_the_grace_period(console: Console, server: ScriptedServer) -> None:
    server.script = Script(at={0.2: words}, drop_at_s=(0.4,), away_s=60.0, grace_s=1.0)
    console.open().start().wait("failed")
    assert "não voltou a tempo" in console.text("#notices")
    assert console.page.locator(".line").count() == 3  # what was shown stays


def test_a_session_the_server_forgot(console: Console, server: ScriptedServer) -> None:
    server.script = Script(at={0.3: lambda _: server.sessions.clear()}, drop_at_s=(0.4,))
    console.open().start().wait("failed")
    assert "não tem mais esta sessão" in console.text("#notices")
    assert "Inicie uma nova ligação" in console.text("#notices")


def test_flow_hold_and_go(console: Console, server: ScriptedServer, tmp_path: Path) -> None:
    file = tone(tmp_path / "call.wav", 1.2)
    server.script = Script(at={0.3: lambda session: session.flow("hold")})
    console.open().choose(file).start().wait("held")
    assert console.text("#state-text") == "Aguardando o servidor"
    console.page.wait_for_selector("#stop:disabled")  # the file is over
    held_at_s = server.session.heard_s
    assert held_at_s < 1.2
    server.session.flow("go")
    console.wait("ended")
    assert server.session.heard_s == pytest.approx(1.2)


def test_a_bad_token_is_told_with_a_remedy(console: Console, server: ScriptedServer) -> None:
    server.script = Script(needs_token=True)
    console.open().start(token="wrong").wait("failed")
    notice = console.page.locator(".notice")
    notice.wait_for()
    assert "não aceitou o token" in notice.inner_text()
    assert "O que fazer" in notice.inner_text()
    assert console.page.is_visible("#connect")
    console.start(token=TOKEN).wait("live")
    assert console.page.locator(".notice").count() == 0


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("#tenant", "tele com", "letras, números"),
        ("#token", "com espaço", "não podem ser enviados"),
        ("#conversation", "", "letras, números"),
    ],
)
def test_wrong_entries_are_told_before_anything_is_sent(
    console: Console, server: ScriptedServer, field: str, value: str, told: str
) -> None:
    console.open()
    console.page.fill("#tenant", "telecom")
    console.page.fill(field, value)
    console.page.click("#start")
    assert told in console.text("#notices")
    assert console.page.evaluate("document.activeElement.id") == field[1:]
    assert server.sessions == []


def test_a_file_that_is_no_audio(console: Console, tmp_path: Path) -> None:
    file = tmp_path / "notes.wav"
    file.write_text("not audio")
    console.open().choose(file).start()
    console.page.wait_for_selector(".notice[data-code=file_unreadable]")
    assert "WAV, FLAC" in console.text("#notices")


def test_keyboard_alone(console: Console, server: ScriptedServer) -> None:
    """From the address bar to the end of the call without a pointer."""
    server.script = Script(at={0.2: words, 0.4: refined})
    console.open()
    page, press = console.page, console.page.keyboard.press
    page.focus("#tenant")
    page.keyboard.type("telecom")
    press("Enter")
    console.card("i-steps").wait_for()
    press("j")
    assert _focused(page) == "i-steps"
    press("j")
    assert _focused(page) == "i-alert"
    press("j")
    assert _focused(page) == "i-alert"  # the last one
    press("3")
    console.card("i-alert").locator(".stored.saved").wait_for()
    press("e")
    assert page.locator(".line.lit").count() == 2
    press("c")
    page.keyboard.type("1 e 2 são letras aqui")
    press("Enter")
    page.wait_for_selector(".comment", state="detached")
    assert _focused(page) == "i-alert"
    press("k")
    press("1")
    console.card("i-steps").locator(".stored.saved").wait_for()
    press("?")
    assert page.is_visible("#help")
    press("Escape")
    page.focus("#stop")
    press("Enter")
    console.wait("ended")
    assert page.evaluate("document.activeElement.id") == "again"
    assert [(f.insight_id, f.usefulness.value, f.comment) for f in server.session.feedback] == [
        ("i-alert", "wrong", ""),
        ("i-alert", "wrong", "1 e 2 são letras aqui"),
        ("i-steps", "useful", ""),
    ]


def _focused(page: Any) -> str | None:
    found: str | None = page.evaluate("document.activeElement.closest('.card')?.dataset.insight")
    return found


def test_focus_survives_a_revision(console: Console, server: ScriptedServer) -> None:
    server.script = Script(at={0.2: words})
    console.open().start()
    console.card("i-alert").locator(".judge.wrong").focus()
    server.script.at[0.1] = refined
    console.card("i-steps").wait_for()
    assert console.page.evaluate("document.activeElement.dataset.place") == "wrong"


@pytest.mark.parametrize(
    ("console", "title", "speaker", "kind"),
    [
        ({"locale": "pt-PT"}, "Acompanhar uma ligação", "Cliente", "Próximos passos"),
        ({"locale": "es-MX"}, "Seguir una llamada", "Cliente", "Próximos pasos"),
        ({"locale": "en-GB"}, "Follow a call", "Customer", "Next steps"),
        ({"locale": "fr-FR"}, "Follow a call", "Customer", "Next steps"),
    ],
    indirect=["console"],
)
def test_the_browser_s_language(
    console: Console, server: ScriptedServer, title: str, speaker: str, kind: str
) -> None:
    server.script = Script(at={0.2: words, 0.4: refined})
    console.open()
    assert console.text("#connect h2") == title
    console.start()
    console.card("i-steps").wait_for()
    assert speaker in console.text("#lines")
    assert kind in console.card("i-steps").inner_text()


def test_the_language_can_be_switched_during_a_call(mid_call: Console) -> None:
    mid_call.page.select_option("#ui-language", "es")
    assert mid_call.page.evaluate("document.documentElement.lang") == "es"
    assert "Próximos pasos" in mid_call.card("i-steps").inner_text()
    assert "nombre 1" in mid_call.text("#lines")
    assert mid_call.text("#stop") == "Terminar llamada"
    assert mid_call.page.locator(".line").count() == 3
    mid_call.page.reload()
    assert mid_call.text("#connect h2") == "Seguir una llamada"


@pytest.mark.parametrize("console", [DARK], indirect=True)
def test_dark_by_preference_light_by_choice(console: Console) -> None:
    console.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = console.page.evaluate(ground)
    console.page.click("#theme")
    light = console.page.evaluate(ground)
    assert _luminance(dark) < 0.1 < 0.8 < _luminance(light)
    console.page.reload()
    assert console.page.evaluate(ground) == light


def _luminance(colour: str) -> float:
    return sum(int(n) for n in re.findall(r"\d+", colour)[:3]) / (3 * 255)


@pytest.mark.parametrize("console", [NARROW], indirect=True)
def test_narrow(mid_call: Console) -> None:
    page = mid_call.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.is_visible("#cards")
    assert not page.is_visible("#lines")
    assert mid_call.text("#tab-count") == "2"
    mid_call.card("i-alert").locator(".evidence").click()  # shows the other side
    assert page.is_visible("#lines")
    assert not page.is_visible("#cards")
    page.click("#tab-insights")
    assert page.is_visible("#cards")


@pytest.mark.parametrize("console", [{"reduced_motion": "reduce"}], indirect=True)
def test_reduced_motion(mid_call: Console) -> None:
    moving = "[...document.querySelectorAll('*')].filter((e) => e.getAnimations().length).length"
    assert mid_call.page.evaluate(moving) == 0


@pytest.mark.parametrize(
    "console",
    [{}, DARK, NARROW, NARROW | DARK, {"forced_colors": "active"}],
    indirect=True,
    ids=["light", "dark", "narrow", "narrow dark", "forced colours"],
)
def test_axe_finds_nothing(mid_call: Console) -> None:
    """WCAG 2.2 A and AA, contrast included: mid-call, with evidence lit, ended, and the form."""
    page = mid_call.page
    page.wait_for_timeout(500)  # the last card has arrived: its contrast is measured at rest
    assert _violations(page) == []
    mid_call.card("i-alert").locator(".evidence").click()
    assert _violations(page) == []
    page.click("#stop")
    mid_call.wait("ended")
    assert _violations(page) == []
    page.click("#again")
    assert _violations(page) == []


def _violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    return [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
