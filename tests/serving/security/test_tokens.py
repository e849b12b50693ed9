import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from serving.security.tokens import (
    REFRESH_S,
    Grant,
    Tokens,
    bearer_token,
    environment_tokens,
    new_token,
    open_tokens,
)
from serving.storage.store import open_store
from serving.storage.tokens import TokenRow, add_token, revoke_token, token_rows

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class FakeRows:
    """Rows of a database that may be away, and a clock."""

    def __init__(self) -> None:
        self.rows: list[TokenRow] = []
        self.up = True
        self.now_s = 100.0
        self.reads = 0

    async def read(self) -> Sequence[TokenRow]:
        self.reads += 1
        if not self.up:
            raise ConnectionRefusedError
        return list(self.rows)

    def tokens(self, api_token: str | None = None) -> Tokens:
        return Tokens(api_token, self.read, monotonic=lambda: self.now_s)


def grant(tokens: Tokens, token: str | None) -> Grant | None:
    return asyncio.run(tokens.grant(token))


@pytest.mark.parametrize(
    ("authorization", "subprotocols", "token"),
    [
        ("Bearer abc", [], "abc"),
        ("bearer  abc ", [], "abc"),
        ("Basic abc", ["bearer.abc"], None),
        ("Bearer ", [], None),
        (None, ["escuta.v1", "bearer.abc"], "abc"),
        (None, ["bearer."], None),
        (None, ["escuta.v1"], None),
        (None, [], None),
    ],
)
def test_where_a_token_stands(authorization: str | None, subprotocols: list[str], token: str | None) -> None:
    assert bearer_token(authorization, subprotocols) == token


def test_without_any_token_everybody_is_let_in() -> None:
    tokens = FakeRows().tokens()
    assert grant(tokens, None) == Grant(None)
    assert not tokens.required


def test_tokens_of_the_environment_are_of_one_tenant_each() -> None:
    tokens = FakeRows().tokens("banco=one, saude=two=,banco=three")
    assert tokens.required
    assert grant(tokens, "one") == grant(tokens, "three") == Grant("banco")
    assert grant(tokens, "two=") == Grant("saude")
    assert [grant(tokens, token) for token in (None, "", "two", "banco", "banco=one")] == [None] * 5
    assert Grant("banco").allows("banco")
    assert not Grant("banco").allows("saude")


def test_a_bare_token_is_of_every_tenant() -> None:
    tokens = FakeRows().tokens("one-token")
    assert grant(tokens, "one-token") == Grant(None)
    assert Grant(None).allows("banco")
    assert grant(tokens, "another") is None


@pytest.mark.parametrize("wrong", ["banco=", "banco=a,secret", "a b=secret", ",", "banco==,x=secret"])
def test_an_unreadable_setting_is_refused_and_not_shown(wrong: str) -> None:
    with pytest.raises(EscutaError) as caught:
        environment_tokens(wrong)
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60))
def test_no_text_but_the_token_is_let_in(text: str) -> None:
    rows = FakeRows()
    token, row = new_token("banco", NOON)
    rows.rows.append(row)
    tokens = rows.tokens("saude=fixed")
    assert text in (token, "fixed") or grant(tokens, text) is None
    assert grant(tokens, f"esc_{row.token_id}_{text}") is None
    assert grant(tokens, f"esc_{row.token_id}") is None
    assert grant(tokens, token) == Grant("banco")


def test_a_new_token_counts_at_once_and_a_revoked_one_soon_no_more() -> None:
    rows = FakeRows()
    tokens = rows.tokens("fixed")
    token, row = new_token("banco", NOON)
    assert grant(tokens, token) is None
    rows.rows = [row]
    rows.now_s += 1
    assert grant(tokens, token) == Grant("banco")
    rows.rows = [TokenRow(row.token_id, row.tenant, row.digest, row.created_at, NOON)]
    rows.now_s += REFRESH_S
    assert grant(tokens, token) is None


def test_guessing_does_not_make_the_database_work() -> None:
    rows = FakeRows()
    tokens = rows.tokens("fixed")
    for number in range(50):
        grant(tokens, f"esc_{number:012}_x")
    assert rows.reads == 1


def test_while_the_database_is_away_the_tokens_last_read_count() -> None:
    rows = FakeRows()
    token, row = new_token("banco", NOON)
    rows.rows = [row]
    tokens = rows.tokens()
    assert grant(tokens, token) == Grant("banco")
    rows.up = False
    rows.now_s += 10 * REFRESH_S
    assert grant(tokens, token) == Grant("banco")
    assert grant(tokens, "esc_other_x") is None


def test_tokens_that_were_all_revoked_let_nobody_in() -> None:
    rows = FakeRows()
    token, row = new_token("banco", NOON)
    rows.rows = [TokenRow(row.token_id, row.tenant, row.digest, row.created_at, NOON)]
    tokens = rows.tokens()
    assert grant(tokens, token) is None
    assert grant(tokens, None) is None
    assert tokens.required


def test_a_token_has_256_bits_and_fits_into_a_subprotocol() -> None:
    token, row = new_token("banco", NOON)
    assert re.fullmatch(r"esc_[0-9a-f]{12}_[A-Za-z0-9_-]{43}", token)
    assert token not in repr(row)
    with pytest.raises(EscutaError):
        new_token("no tenant")


def test_tokens_of_a_real_database_are_hashed_at_rest(tmp_path: Path) -> None:
    path = tmp_path / "escuta.db"

    async def go() -> None:
        store = await open_store(f"sqlite:///{path}", clean_comment=lambda comment, language: "")
        token, row = new_token("banco", NOON)
        await add_token(store.engine, row)
        tokens = await open_tokens(None, store)
        assert tokens.required
        assert await tokens.grant(token) == Grant("banco")
        assert await token_rows(store.engine) == await token_rows(store.engine, "banco") == [row]
        assert await token_rows(store.engine, "saude") == []
        assert await revoke_token(store.engine, row.token_id, NOON)
        assert not await revoke_token(store.engine, row.token_id, NOON)
        assert await (await open_tokens(None, store)).grant(token) is None
        await store.close()
        secret = token.split("_", 2)[2].encode()
        assert not any(secret in file.read_bytes() for file in tmp_path.iterdir())

    asyncio.run(go())
