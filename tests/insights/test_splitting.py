from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.labelling import record_of
from insights.records import Excerpt, InsightType, Speaker, Turn
from insights.reply import reply_text
from insights.splitting import CallCount, Leakage, SplitPolicy, assign, fingerprint

SENTENCE = "a fatura de março veio com um valor que eu não reconheço e quero que alguém me explique isso hoje"
WORDS = SENTENCE.split()


def counted(calls: int, strata: int = 2, pin=None) -> dict[str, CallCount]:
    return {
        f"c{n}": CallCount(Counter({("t", "pt", f"type{k}"): 1 + n % 3 for k in range(strata)}), pin)
        for n in range(calls)
    }


def record(call: str, said: str, message: str, number: int = 0):
    turn = Turn(turn_id="t", speaker=Speaker.CUSTOMER, start_s=0, end_s=5, text=said)
    excerpt = Excerpt(
        excerpt_id=f"{call}#{number}",
        call_id=call,
        tenant="t",
        language="pt",
        start_s=0,
        end_s=5,
        turns=(turn,),
    )
    kind = InsightType.NEXT_STEPS
    return record_of(excerpt, kind, source="gold", response=reply_text(kind, message, 0.9))


@given(st.integers(3, 80), st.integers(1, 4), st.integers(0, 5))
def test_every_split_gets_about_its_share_and_at_least_one_call(calls, strata, seed):
    known = counted(calls, strata)
    assigned = assign(known, SplitPolicy(seed=seed))
    sizes = Counter(assigned.values())
    assert sum(sizes.values()) == calls
    assert set(sizes) == {"train", "val", "test"}
    records = Counter()
    for call_id, name in assigned.items():
        records[name] += sum(known[call_id].strata.values())
    assert abs(records["test"] - 0.1 * records.total()) <= 3 * strata


def test_the_order_of_calls_does_not_matter():
    known = counted(30)
    assert assign(known, SplitPolicy()) == assign(dict(reversed(known.items())), SplitPolicy())


def test_pinned_calls_stay_where_they_are():
    assert set(assign(counted(3, pin="test"), SplitPolicy()).values()) == {"test"}
    assert set(assign(counted(3, pin="test"), SplitPolicy(honour_partition=False)).values()) != {"test"}


def test_a_class_of_one_is_named_with_the_remedy():
    known = counted(20) | {"odd": CallCount(Counter({("bank", "es", "upsell"): 1}))}
    with pytest.raises(EscutaError, match=r"tenant=bank language=es type=upsell \(1 call\)") as caught:
        assign(known, SplitPolicy())
    assert "policy.rare=train" in str(caught.value)
    assert assign(known, SplitPolicy(rare="train"))["odd"] == "train"


def test_shares_must_add_up():
    with pytest.raises(EscutaError, match="add up to 1"):
        SplitPolicy(train=0.9, val=0.9)


def test_copies_and_near_copies_are_found():
    said = " ".join(WORDS * 3)
    near = said.replace("hoje", "agora", 1)
    other = " ".join(reversed(WORDS))
    leakage = Leakage()
    leakage.add(record("a", said, "Corrigir a fatura"), "train")
    leakage.add(record("b", said.upper() + "!", "Corrigir a fatura."), "val")
    leakage.add(record("c", near, "Sem dados suficientes"), "test")
    leakage.add(record("d", other, "Enviar o boleto por e-mail"), "test")
    report = leakage.report()
    assert report["calls_in_two_splits"] == 0
    assert report["shared"]["val in train"] == {
        "excerpts": 1,
        "excerpts_exact": 1,
        "excerpts_near": 0,
        "responses": 1,
        "responses_exact": 1,
        "responses_near": 0,
    }
    assert report["shared"]["test in train"]["excerpts_near"] == 1
    assert report["shared"]["test in train"]["responses"] == 1
    assert report["shared"]["test in train"]["responses_exact"] == 0


def test_a_call_in_two_splits_is_counted():
    leakage = Leakage()
    leakage.add(record("a", "olá", "x y"), "train")
    leakage.add(record("a", "adeus", "z w", number=1), "test")
    assert leakage.report()["calls_in_two_splits"] == 1


def test_a_fingerprint_does_not_hear_case_or_punctuation():
    assert fingerprint("Olá, tudo bem?") == fingerprint("olá tudo bem")
