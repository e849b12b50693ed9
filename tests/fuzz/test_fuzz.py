"""Every door takes its valid inputs and a few hundred changed ones; the command itself runs end to end."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.mutation import mutated
from tests.fuzz.outcome import Outcome, table
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.long

_FINDINGS = {
    "exchange": '{"event":"media","media":{"payload":"ação"}}',
    "recognised": "[" * 3000,
    "refused": '{"error":{"code":"queue_full","message":"","retry_after_s":1e999}}',
    "streamed": 'data: {"choices":[{"delta":{},"logprobs":{"content":[{"bytes":2147483648,"logprob":0}]}}]}',
}


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs_are_taken_or_refused(name: str):
    target, chance = TARGETS[name], random.Random(name)
    for seed in target.seeds():
        target.run(seed)
        for number in range(40):
            data = mutated(seed, 20_000, number)
            target.run(data if data is not None else _flipped(seed, chance))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out[: chance.randint(0, len(out))])


@pytest.mark.parametrize("name", _FINDINGS)
def test_what_was_found_once_stays_mended(name: str):
    TARGETS[name].run(_FINDINGS[name].encode())


def test_sound_files_that_hold_no_sample_or_no_codec():
    TARGETS["uploads"].run(TARGETS["wav"].seeds()[2][:24] + (21).to_bytes(4, "little") + bytes(40))
    TARGETS["uploads"].run(b"OggS" + bytes(60))


def test_changes_leave_json_and_reach_its_depth():
    made = {mutated(b'{"a": {"b": [1, 2]}}', 20_000, seed) for seed in range(200)}
    assert len(made) > 50
    assert any(each is not None and b'"b": [1, ' in each for each in made)
    assert mutated(b"no json", 100, 1) is None


@pytest.mark.e2e
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Atheris runs on Linux")
def test_the_command_tries_doors_and_writes_their_table(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# Page\n<!-- fuzz: written by the command -->\nold\n<!-- /fuzz -->\nrest\n")
    command = [sys.executable, "-m", "tests.fuzz", "--inputs", "600"]
    command += ["--only", "credentials", "calls", "gateway", "--gateway", "llm=rules"]
    command += ["--out", str(tmp_path / "out"), "--markdown", str(page)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    written = page.read_text()
    assert [name in written for name in ("credentials |", "no order |", "OpenAPI page |")] == [True] * 3
    assert "old" not in written
    assert written.endswith("<!-- /fuzz -->\nrest\n")


def test_memory_that_grows_is_a_finding():
    flat = Outcome("a", 10, 1.0, 100.0, 120.0, None)
    grown = Outcome("b", 10, 1.0, 100.0, 400.0, None)
    assert flat.ok
    assert not grown.ok
    assert "memory grew" in table([flat, grown])
