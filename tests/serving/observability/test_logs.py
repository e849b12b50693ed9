"""What is planted in every place that a log line could be made of must not come out."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.records import InsightType
from serving.observability import logs
from serving.observability.fields import SHAPES, fits
from serving.observability.logs import checked, configure_logs, logger

SAID = "o meu CPF é 123.456.789-09, sou o João Pereira"


class Lines:
    """What was logged, and why something was left out."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.dropped: list[str] = []

    def all(self) -> list[dict[str, Any]]:
        text = self.stream.getvalue()
        assert "Pereira" not in text
        assert "123.456" not in text
        return [json.loads(line) for line in text.splitlines()]

    def last(self) -> dict[str, Any]:
        return self.all()[-1]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    made = Lines()
    configure_logs(made.stream, dropped=made.dropped.append)
    yield made
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(False)
    logs.count_dropped(None)


def test_an_event_with_its_fields(lines: Lines) -> None:
    logger("serving.gateway").info(
        "insight_sent",
        conversation_id="c-1",
        insight_type=InsightType.RISK_ALERT,
        rev=2,
        latency_ms=812.5,
        degraded=False,
        adapter=None,
    )
    line = lines.last()
    assert line.pop("ts").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "serving.gateway",
        "event": "insight_sent",
        "conversation_id": "c-1",
        "insight_type": "risk_alert",
        "rev": 2,
        "latency_ms": 812.5,
        "degraded": False,
        "adapter": None,
    }
    assert lines.dropped == []


def test_what_is_not_on_the_list_is_left_out_and_counted(lines: Lines) -> None:
    log = logger("serving")
    log.info("batch_processed", text=SAID, conversation_id=SAID, reason=SAID, batch=12345678909, asr_ms=SAID)
    assert {name for name in lines.last() if name not in ("ts", "level", "logger")} == {"event", "dropped"}
    assert lines.last()["dropped"] == 5
    assert lines.dropped == ["unknown_field", *["unfit_value"] * 4]
    log.info(SAID)
    assert lines.last()["event"] == "unnamed_event"
    log.info("said %s", SAID)
    log.info("batch_failed", error=ValueError(SAID))
    assert lines.last()["dropped"] == 1


def test_an_exception_is_its_class_and_its_way(lines: Lines) -> None:
    def inner() -> None:
        raise ValueError(SAID)

    try:
        try:
            inner()
        except ValueError as error:
            raise RuntimeError(SAID) from error
    except RuntimeError:
        logger("serving").exception("batch_failed")
        logging.getLogger("celery.worker").exception("Task raised: %r", SAID, extra={"args_": SAID})
    own, foreign = lines.all()
    for line in (own, foreign):
        assert (line["error"], line["cause"]) == ("RuntimeError", "ValueError")
        assert line["stack"][0].startswith("test_logs.py:test_an_exception_is_its_class_and_its_way:")


@pytest.mark.parametrize(
    "name", ["uvicorn.error", "sqlalchemy.engine.Engine", "celery.app.trace", "asyncio", "root", "httpx"]
)
def test_messages_of_libraries_stay_out(lines: Lines, name: str) -> None:
    log = logging.getLogger(name)
    log.error(f"INSERT failed: {SAID}")
    log.error("parameters %s", SAID)
    log.error(SAID, stack_info=True)
    assert {line["event"] for line in lines.all()} == {"library_message"}
    assert len(lines.all()) == 3
    assert lines.last()["where"].startswith("test_logs.py:test_messages_of_libraries_stay_out:")


def test_a_library_with_a_handler_of_its_own_goes_through_ours(capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("some_library.engine")
    library.addHandler(logging.StreamHandler())
    library.propagate = False
    made = Lines()
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    configure_logs(made.stream)
    try:
        library.error("INSERT failed: %s", SAID)
    finally:
        root.handlers[:], root.level, sys.excepthook, threading.excepthook = before
        logging.captureWarnings(False)
    assert made.last()["event"] == "library_message"
    assert capsys.readouterr().err == ""


def test_a_record_that_cannot_be_written_is_counted_and_not_shown(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = logging.getLogger().handlers[0]
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "two %s %s", (SAID,), None)
    handler.handle(record)
    assert lines.last()["where"] == "f.py:None:1" or "where" not in lines.last()
    lines.stream.close()
    handler.handle(record)
    assert lines.dropped == ["unwritable"]
    assert capsys.readouterr().err == ""


def test_requests_are_logged_without_address_and_query(lines: Lines) -> None:
    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', "10.0.0.9:1", "GET", f"/api?q={SAID}", "1.1", 200)
    line = lines.last()
    assert (line["method"], line["status"]) == ("GET", 200)
    assert "10.0.0.9" not in lines.stream.getvalue()


def test_messages_that_hold_nothing_are_kept(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 42)
    assert lines.last()["message"] == "Started server process [%d]"


def test_warnings_and_uncaught_errors_come_without_values(lines: Lines) -> None:
    warnings.warn(SAID, stacklevel=1)
    sys.excepthook(ValueError, ValueError(SAID), None)
    thread = threading.Thread(target=lambda: int(SAID))
    thread.start()
    thread.join()
    assert [line.get("error") for line in lines.all()[-2:]] == ["ValueError", "ValueError"]


def test_a_logger_that_nobody_set_up_is_as_careful(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        logger("serving.worker").warning("job_failed", text=SAID, job_id="j1")
    assert "j1" in caplog.text
    assert "Pereira" not in caplog.text


@given(st.text(), st.one_of(st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_no_sentence_gets_through(name: str, value: Any) -> None:
    for field in (name, *SHAPES):
        out = checked(None, "info", {"event": "some_event", field: value} if field != "event" else {})
        kept = out.get(field, "") if field not in ("event", "dropped") else ""
        assert not isinstance(kept, str) or " " not in kept


def test_numbers_as_long_as_a_telephone_are_not_measures() -> None:
    assert fits("latency_ms", 86_400_000.0 / 2)
    assert not fits("latency_ms", 912_345_678)
    assert not fits("rows", float("nan"))
    assert fits("anything", 1) is None
