"""docs/protocol.md and docs/asyncapi.json say what the code does."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from pydantic import BaseModel

from serving.gateway.media_streams import StartMessage
from serving.protocol import CLIENT_MESSAGES, SERVER_EVENTS, ErrorCode, Pong
from serving.schema import CLIENT, SERVER, asyncapi, document, main, message_name

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = [
    json.loads(text)
    for text in re.findall(r"```json\n(.*?)\n```", (DOCS / "protocol.md").read_text(encoding="utf-8"), re.S)
]


def model_of(example: dict[str, object]) -> BaseModel:
    text = json.dumps(example)
    if "type" in example:
        return CLIENT_MESSAGES.validate_json(text)
    if example["event"] == "start":
        return StartMessage.model_validate_json(text)
    if example["event"] == "pong":
        return Pong.model_validate_json(text)
    return SERVER_EVENTS.validate_json(text)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.get("type", example.get("event")))
def test_every_example_is_a_message(example: dict[str, object]) -> None:
    model_of(example)


def test_every_message_has_an_example() -> None:
    shown = {type(model_of(example)) for example in EXAMPLES}
    assert shown >= {*CLIENT, *SERVER}


def test_every_error_code_is_explained() -> None:
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    assert [code for code in ErrorCode if f"| `{code.value}` |" not in text] == []


def test_asyncapi_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DOCS / "asyncapi.json"), "--check"]) == 0, capsys.readouterr().err


def test_a_stale_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stale = tmp_path / "asyncapi.json"
    assert main([str(stale), "--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert main([str(stale)]) == 0
    assert stale.read_text(encoding="utf-8") == document()


def test_examples_hold_against_the_generated_schemas() -> None:
    whole = asyncapi()
    for example in EXAMPLES:
        model = type(model_of(example))
        if model is StartMessage:
            continue
        side = "client" if model in CLIENT else "server"
        payload = whole["components"]["messages"][f"{side}.{message_name(model)}"]["payload"]
        jsonschema.validate(example, {**payload, "components": whole["components"]})


def test_references_of_the_document_resolve() -> None:
    whole = asyncapi()

    def look(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(reference := node.get("$ref"), str):
                found: object = whole
                for part in reference.removeprefix("#/").split("/"):
                    assert isinstance(found, dict)
                    found = found[part]
            for value in node.values():
                look(value)
        elif isinstance(node, list):
            for value in node:
                look(value)

    look(whole)
