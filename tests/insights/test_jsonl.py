import pytest

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Message, Turn


def test_what_is_written_is_read_back(tmp_path, turns):
    path = tmp_path / "turns.jsonl"
    assert jsonl.write(turns, path) == 2
    assert tuple(jsonl.read(Turn, path)) == turns


def test_equal_records_give_equal_bytes(tmp_path, turns):
    for name in ("a", "b"):
        jsonl.write(turns, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_malformed_line_is_named_without_its_text(tmp_path):
    path = tmp_path / "messages.jsonl"
    good = '{"role":"user","content":"oi"}\n'
    path.write_text(good * 6 + '{"role":"user","content":"meu cpf 52998224725"\n')
    with pytest.raises(EscutaError) as caught:
        list(jsonl.read(Message, path))
    assert f"{path}:7" in str(caught.value)
    assert "remedy" in str(caught.value)
    assert "52998224725" not in str(caught.value)


def test_an_unknown_field_is_named(tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text('{"role":"user","content":"oi","contents":"segredo"}\n')
    with pytest.raises(EscutaError, match="contents") as caught:
        list(jsonl.read(Message, path))
    assert "segredo" not in str(caught.value)


@pytest.mark.parametrize(("content", "problem"), [(None, "no such file"), ("", "empty")])
def test_a_missing_or_empty_file_says_so(tmp_path, content, problem):
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(EscutaError, match=problem):
        list(jsonl.read(Message, path))


def test_bytes_that_are_not_utf8_are_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"role":"user","content":"\xff"}\n')
    with pytest.raises(EscutaError, match="UTF-8"):
        list(jsonl.read(Message, path))


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.jsonl"
    jsonl.write([Message(role="user", content="antes")], path)

    def broken():
        yield Message(role="user", content="depois")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        jsonl.write(broken(), path)
    assert [message.content for message in jsonl.read(Message, path)] == ["antes"]
    assert [child.name for child in tmp_path.iterdir()] == ["x.jsonl"]
