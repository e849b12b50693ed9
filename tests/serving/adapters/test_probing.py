"""When replies agree, and what a server must say before an adapter may answer."""

import asyncio

import pytest

from insights.probes import Probe, ProbeSheet
from insights.prompts import ABSTENTION
from insights.records import InsightType, Message
from insights.reply import Reply, reply_text
from serving.adapters.api import Refusal
from serving.adapters.probing import Probed, agree, probe
from serving.llm.api import LlmError, LlmFault, Question
from tests.serving.adapters.kit import ScriptedServer, nonsense, valid

DIGEST = "a" * 64
ALERT, SUMMARY = InsightType.RISK_ALERT, InsightType.PARTIAL_SUMMARY
SILENT = ABSTENTION["pt"]


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        (SUMMARY, "Cliente quer cancelar o plano.", "cliente quer cancelar o plano", True),
        (SUMMARY, "Cliente quer cancelar o plano Família.", "Cliente quer cancelar o plano.", True),
        (SUMMARY, "Cliente quer cancelar o plano.", "A fatura veio errada de novo.", False),
        (SUMMARY, SILENT, SILENT, True),
        (SUMMARY, SILENT, "Cliente quer cancelar o plano.", False),
        (ALERT, "Risco de cancelamento: plano", "Risco de cancelamento: plano", True),
        (ALERT, "Risco de cancelamento: quer sair já", "Ameaça de queixa: quer sair já", False),
    ],
)
def test_replies_agree(kind: InsightType, one: str, other: str, expected: bool) -> None:
    replies = [Reply(type=kind, message=message, confidence=0.9) for message in (one, other)]
    assert agree(*replies, kind, "pt") is agree(*reversed(replies), kind, "pt") is expected


def sheet(*replies: str) -> ProbeSheet:
    return ProbeSheet(
        adapter=DIGEST,
        base_digest="b",
        prompt_digest="p",
        probes=tuple(
            Probe(
                language="pt",
                insight_type=SUMMARY,
                prompt=(Message(role="user", content=str(number)),),
                reply=reply_text(SUMMARY, reply, 0.9) if reply else "",
            )
            for number, reply in enumerate(replies)
        ),
    )


def probed(server: ScriptedServer, said: ProbeSheet | None, least: float = 0.75) -> Probed:
    server.held.add(DIGEST)
    return asyncio.run(probe(server, DIGEST, said, min_agreement=least, timeout_s=5.0))


def test_enough_must_agree() -> None:
    said = sheet(SILENT, SILENT, SILENT, "Cliente quer cancelar o plano.")
    assert probed(ScriptedServer(), said) == Probed(0.75)
    assert probed(ScriptedServer(), said, least=0.8) == Probed(0.75, Refusal.DISAGREES)


def test_every_reply_must_be_valid() -> None:
    server = ScriptedServer()
    server.says = lambda question: (
        nonsense(question) if question.messages[0].content == "0" else valid(question)
    )
    assert probed(server, sheet(SILENT, SILENT, SILENT, SILENT)) == Probed(0.75, Refusal.INVALID)
    # Unless the trainer's own reply to it was not.
    assert probed(server, sheet("", SILENT, SILENT, SILENT)) == Probed(1.0)


def test_without_a_sheet_replies_must_be_valid() -> None:
    server = ScriptedServer()
    asked: list[Question] = []
    server.says = lambda question: asked.append(question) or valid(question)  # type: ignore[func-returns-value]
    assert probed(server, None) == Probed(None)
    assert {(each.language, each.insight_type) for each in asked} == {
        (language, kind) for language in ("pt", "es") for kind in InsightType
    }
    assert {each.adapter for each in asked} == {DIGEST}
    server.says = nonsense
    assert probed(server, None) == Probed(None, Refusal.INVALID)


@pytest.mark.parametrize("fault", [LlmFault.TIMEOUT, LlmFault.OVERLOADED, LlmFault.UNAVAILABLE])
def test_a_server_that_does_not_answer_says_nothing_about_the_adapter(fault: LlmFault) -> None:
    server = ScriptedServer()

    def fails(question: Question) -> str:
        raise LlmError(fault)

    server.says = fails
    with pytest.raises(ConnectionError):
        probed(server, None)
