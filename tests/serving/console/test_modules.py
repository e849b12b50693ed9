"""The page's own modules, called in the browser that runs them."""

import json
import math
from typing import Any

import pytest

from insights.records import PiiType
from serving.protocol import (
    CLIENT_MESSAGES,
    SUBPROTOCOL,
    EndReason,
    ErrorCode,
    FeedbackMessage,
    Start,
)
from tests.serving.console.conftest import Console


@pytest.fixture
def run(console: Console) -> Any:
    """Runs a function body with a module as `m` and an argument as `x`."""
    console.open()

    def call(module: str, body: str, argument: Any = None) -> Any:
        script = f"async (x) => {{ const m = await import('/js/{module}.js'); {body} }}"
        return console.page.evaluate(script, argument)

    return call


# --- resampler ------------------------------------------------------------------------------------------

RESAMPLE = """
    const input = Float32Array.from({length: x.length}, (_, i) => Math.sin(2 * Math.PI * x.hz * i / x.rate));
    const resampler = new m.Resampler(x.rate, 16000);
    const out = [];
    for (let at = 0; at < input.length; at += x.chunk) {
        out.push(...resampler.push(input.slice(at, at + x.chunk)));
    }
    out.push(...resampler.flush());
    return out;
"""


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000, 96000])
def test_resampling_does_not_depend_on_how_the_sound_is_cut(run: Any, rate: int) -> None:
    whole = run("resampler", RESAMPLE, {"rate": rate, "hz": 440, "length": 5000, "chunk": 5000})
    assert run("resampler", RESAMPLE, {"rate": rate, "hz": 440, "length": 5000, "chunk": 128}) == whole
    assert len(whole) == math.ceil(5000 * 16000 / rate)


@pytest.mark.parametrize(("rate", "hz"), [(48000, 300), (48000, 3000), (44100, 1000), (8000, 1000)])
def test_what_is_below_half_the_rate_passes_unchanged(run: Any, rate: int, hz: int) -> None:
    out = run("resampler", RESAMPLE, {"rate": rate, "hz": hz, "length": rate // 4, "chunk": 128})
    middle = range(500, len(out) - 500)
    wanted = [math.sin(2 * math.pi * hz * i / 16000) for i in middle]
    assert max(abs(out[i] - w) for i, w in zip(middle, wanted, strict=True)) < 0.01


def test_what_is_above_half_the_rate_does_not_fold_back(run: Any) -> None:
    out = run("resampler", RESAMPLE, {"rate": 48000, "hz": 11000, "length": 12000, "chunk": 128})
    assert max(map(abs, out[500:-500])) < 0.003


# --- samples and the tape -------------------------------------------------------------------------------


def test_samples_become_little_endian_interleaved_and_clipped(run: Any) -> None:
    body = "return [...m.pcm16([Float32Array.of(0, 1, -2), Float32Array.of(0.5, -1, 2)])];"
    data = bytes(run("pcm", body))
    assert memoryview(data).cast("h").tolist() == [0, 16384, 32767, -32767, -32767, 32767]


def test_loudness_is_on_a_scale_of_decibels(run: Any) -> None:
    body = "return x.map((v) => m.loudness(m.pcm16([new Float32Array(100).fill(v)])));"
    assert run("pcm", body, [0, 1e-3, 0.0316, 1]) == pytest.approx([0, 0, 0.5, 1], abs=0.02)


TAPE = """
    const tape = new m.Tape();
    const bytes = Uint8Array.from({length: 1000}, (_, i) => i % 251);
    for (let at = 0; at < 1000; at += 70) tape.append(bytes.slice(at, at + 70));
"""


def test_the_tape_gives_back_any_part(run: Any) -> None:
    body = TAPE + "return x.map(([from, most]) => [...tape.read(from, most)]);"
    parts = run("tape", body, [[0, 1000], [69, 2], [500, 200], [999, 50], [1000, 10]])
    whole = [i % 251 for i in range(1000)]
    assert parts == [whole, whole[69:71], whole[500:700], whole[999:], []]


def test_the_tape_forgets_only_what_was_released(run: Any) -> None:
    body = (
        TAPE
        + """
        tape.release(150);
        const start = tape.start;
        let refused = false;
        try { tape.read(start - 1, 1); } catch { refused = true; }
        return {start, refused, next: [...tape.read(150, 2)], end: tape.end};
    """
    )
    assert run("tape", body) == {"start": 140, "refused": True, "next": [150, 151], "end": 1000}


# --- messages -------------------------------------------------------------------------------------------


def test_messages_are_those_of_the_protocol(run: Any) -> None:
    start = run("protocol", "return m.startMessage(x);", {"channels": 2, "speakers": ["agent", "customer"]})
    assert CLIENT_MESSAGES.validate_python(start) == Start.model_validate(start)
    again = run(
        "protocol",
        "return m.startMessage(x);",
        {"channels": 1, "language": "es", "sessionId": "s-1", "lastSeq": 7},
    )
    assert (again["session_id"], again["last_seq"], again["language"]) == ("s-1", 7, "es")
    CLIENT_MESSAGES.validate_json(json.dumps(again))
    judged = run(
        "protocol", "return m.feedbackMessage(x);", {"insightId": "i-1", "rev": 2, "usefulness": "wrong"}
    )
    assert isinstance(CLIENT_MESSAGES.validate_python(judged), FeedbackMessage)


def test_the_address_follows_the_page(run: Any) -> None:
    body = "return x.map((page) => m.streamUrl(page, 'a b', 'c/1'));"
    assert run("protocol", body, ["http://127.0.0.1:8000/?ui=pt", "https://desk.example/"]) == [
        "ws://127.0.0.1:8000/api/v1/asr/stream?tenant_id=a+b&conversation_id=c%2F1",
        "wss://desk.example/api/v1/asr/stream?tenant_id=a+b&conversation_id=c%2F1",
    ]


def test_the_token_travels_as_a_subprotocol(run: Any) -> None:
    assert run("protocol", "return m.subprotocols(x);", "t0k.en") == [SUBPROTOCOL, "bearer.t0k.en"]
    assert run("protocol", "return m.subprotocols(x);", "") == [SUBPROTOCOL]
    assert run("protocol", "return x.map(m.isToken);", ["a-b_c.~", "a b", "a/b", "ã"]) == [
        True,
        False,
        False,
        False,
    ]


def test_waits_between_attempts_double_up_to_a_bound(run: Any) -> None:
    body = "return x.map((a) => [0, 0.999].map((r) => m.backoffMs(a, {firstMs: 200, mostMs: 1000}, r)));"
    assert run("protocol", body, [1, 2, 3, 9]) == [[100, 200], [200, 400], [400, 800], [500, 1000]]


# --- the call -------------------------------------------------------------------------------------------


def test_events_count_once_and_in_order(run: Any) -> None:
    body = """
        const call = new m.Call();
        const places = [];
        for (const seq of x) {
            const place = call.place({seq});
            places.push(place);
            if (place === 'new') call.apply({seq, event: 'flow'});
        }
        return places;
    """
    assert run("call", body, [1, 2, 2, 1, 4, 0, 3, 4]) == [
        "new",
        "new",
        "seen",
        "seen",
        "gap",
        "apart",
        "new",
        "new",
    ]


def test_an_older_revision_never_replaces_a_newer_one(run: Any) -> None:
    body = """
        const call = new m.Call();
        return x.map((rev, i) => call.apply({
            seq: i + 1, event: 'insight', latency_ms: 1, insight: {insight_id: 'i', rev},
        }).kind);
    """
    assert run("call", body, [1, 3, 2, 4]) == ["insight", "revision", "other", "revision"]


def test_placeholders_are_found_in_text(run: Any) -> None:
    body = "return m.parts(x);"
    assert run("placeholders", body, "oi [NOME_1], [CPF_12]!") == [
        {"text": "oi "},
        {"type": "NOME", "number": 1},
        {"text": ", "},
        {"type": "CPF", "number": 12},
        {"text": "!"},
    ]
    assert run("placeholders", body, "[nome_1] [NOME] x") == [{"text": "[nome_1] [NOME] x"}]


# --- texts ----------------------------------------------------------------------------------------------


def test_every_language_has_the_same_texts_with_the_same_blanks(run: Any) -> None:
    body = """
        const blanks = (s) => [...s.matchAll(/\\{\\w+\\}/g)].map(String).sort();
        return Object.fromEntries(Object.entries(m.STRINGS).map(([code, texts]) =>
            [code, Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, blanks(text)]))]));
    """
    texts = run("strings", body)
    assert set(texts) == {"pt", "es", "en"}
    assert texts["pt"] == texts["es"] == texts["en"]


def test_there_are_words_for_everything_the_server_may_say(run: Any) -> None:
    keys = set(run("strings", "return Object.keys(m.STRINGS.pt);"))
    assert {f"error.{code}" for code in ErrorCode} <= keys
    assert {f"reason.{reason}" for reason in EndReason} <= keys
    # Labels that are the same word in every language need no text.
    same = {"CPF", "CNPJ", "RG", "CNH", "NIF", "DNI", "NIE", "CIF", "CURP", "RFC", "CUIT", "NIT", "RUT"}
    same |= {"CVV", "IBAN", "CEP"}
    assert {f"pii.{kind}" for kind in PiiType if kind not in same} <= keys


def test_every_text_of_the_page_exists(console: Console) -> None:
    console.open()
    missing = console.page.evaluate(
        """async () => {
            const { has } = await import('/js/i18n.js');
            const names = ['data-t', 'data-t-label', 'data-t-hint', 'data-t-title'];
            const all = (name) => [...document.querySelectorAll(`[${name}]`)];
            const used = (name) => all(name).map((node) => node.getAttribute(name));
            return names.flatMap(used).filter((key) => !has(key));
        }"""
    )
    assert missing == []


def test_the_first_known_language_of_the_browser_is_taken(run: Any) -> None:
    body = "return x.map((tags) => m.pick(tags));"
    assert run("i18n", body, [["fr", "es-AR", "pt"], ["PT-br"], ["de"], []]) == ["es", "pt", "en", "en"]


# --- connection -----------------------------------------------------------------------------------------

TALK = """
    const {Call} = await import('/js/call.js');
    const {Tape} = await import('/js/tape.js');
    const {streamUrl, SUBPROTOCOL} = await import('/js/protocol.js');
    const link = new m.Link({
        call: new Call(), tape: new Tape(), channels: 1, protocols: [SUBPROTOCOL],
        url: streamUrl(location.href, 'telecom', 'hanging'),
        timing: {pingMs: 20, pongMs: x.pongMs, firstMs: 10},
    });
    const states = [];
    await new Promise((resolve) => {
        link.addEventListener('state', ({detail}) => {
            states.push(detail.state);
            if (detail.state === 'live' && detail.resumed) resolve();
        });
        link.open();
    });
    return states;
"""


def test_a_gateway_that_hangs_is_left_even_if_pings_come_faster_than_patience_ends(
    run: Any, console: Console, server: Any
) -> None:
    server.script.mute = True
    assert run("link", TALK, {"pongMs": 100}) == ["connecting", "live", "reconnecting", "live"]
    assert server.session.connections == 2
