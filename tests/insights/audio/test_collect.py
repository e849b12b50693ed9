from pathlib import Path

import pytest

from insights.audio.collect import CallFacts, collect, read_facts
from insights.errors import EscutaError
from insights.records import Speaker


def folder(tmp_path: Path, *names: str) -> str:
    for name in names:
        path = tmp_path / "audio" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return str(tmp_path / "audio")


def test_two_files_that_differ_in_the_speaker_are_one_call(tmp_path: Path):
    audio = folder(
        tmp_path,
        "Repairs_40_agent.wav",
        "Repairs_40_caller.wav",
        "b/cliente-7.mp3",
        "b/agente-7.mp3",
        "agent_9.wav",
    )
    calls = {call.call_id: call for call in collect(audio, tenant="t").calls}
    assert set(calls) == {"Repairs_40", "b/7", "agent_9"}
    assert [file.speaker for file in calls["Repairs_40"].files] == [Speaker.AGENT, Speaker.CUSTOMER]
    assert [file.speaker for file in calls["b/7"].files] == [Speaker.AGENT, Speaker.CUSTOMER]
    assert [file.speaker for file in calls["agent_9"].files] == [Speaker.AGENT]


def test_files_that_share_a_name_keep_their_suffix(tmp_path: Path):
    audio = folder(tmp_path, "jfk.wav", "jfk.flac", "other.wav", "notes.txt", ".hidden/x.wav")
    collection = collect(audio, tenant="t")
    assert [call.call_id for call in collection.calls] == ["jfk.flac", "jfk.wav", "other"]
    assert collection.others == ("notes.txt",)


def test_the_tenant_may_be_the_folder(tmp_path: Path):
    audio = folder(tmp_path, "telecom/2024/a.wav", "banco/b.wav", "c.wav")
    tenants = {call.call_id: call.tenant for call in collect(audio, tenant="folder").calls}
    assert tenants == {"telecom/2024/a": "telecom", "banco/b": "banco", "c": "audio"}


@pytest.mark.parametrize("pattern", ["**/*.wav", "telecom/*"])
def test_a_glob_and_a_single_file_work_too(tmp_path: Path, pattern: str):
    audio = folder(tmp_path, "telecom/a.wav")
    (call,) = collect(f"{audio}/{pattern}", tenant="t").calls
    assert Path(call.call_id).name == "a"
    (call,) = collect(f"{audio}/telecom/a.wav", tenant="t").calls
    assert call.call_id == "a"


@pytest.mark.parametrize("audio", ["nowhere", "nowhere/*.wav"])
def test_no_audio_is_an_error_that_names_the_path(tmp_path: Path, audio: str):
    with pytest.raises(EscutaError, match="nowhere"):
        collect(str(tmp_path / audio), tenant="t")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EscutaError, match="no audio found"):
        collect(str(tmp_path / "empty"), tenant="t")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facts.csv", "file,tenant,language,partition\na.wav,banco,es,test\n"),
        ("facts.json", '{"a.wav": {"tenant": "banco", "language": "es", "partition": "test"}}'),
        ("list.json", '[{"file": "a.wav", "tenant": "banco", "language": "es", "partition": "test"}]'),
    ],
)
def test_a_sidecar_tells_about_calls(tmp_path: Path, name: str, content: str):
    (tmp_path / name).write_text(content)
    facts = read_facts(tmp_path / name)
    assert facts == {"a.wav": CallFacts(tenant="banco", language="es", partition="test")}
    (call,) = collect(folder(tmp_path, "x/a.wav"), tenant="t", facts=facts).calls
    assert (call.tenant, call.facts.language) == ("banco", "es")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("f.csv", "file,language\na.wav,portuguese\n", "f.csv:2: language"),
        ("f.csv", "file,tennant\na.wav,x\n", "tennant"),
        ("f.csv", "tenant\nx\n", "no `file`"),
        ("f.json", "{", "not valid JSON"),
    ],
)
def test_a_wrong_sidecar_is_named(tmp_path: Path, name: str, content: str, problem: str):
    (tmp_path / name).write_text(content)
    with pytest.raises(EscutaError, match=problem):
        read_facts(tmp_path / name)
