"""What a run of digits looks like: how many, in what groups, said or written, with which marks."""

import re
from collections.abc import Mapping

from insights.pii.learned.judge import Look
from insights.pii.learned.numbers.runs import NumberRun
from insights.pii.written import cluster_end, is_price, written_date
from insights.text.numerals import Numerals, read_groups
from insights.text.tokens import Document, Kind

_LAWLIKE = re.compile(r"\d{1,5}(?:[.,]\d{3})?/(?:19|20)\d\d(?:-\d)?")
_YEARS = frozenset(("19", "20"))
_HUNDRED, _THOUSAND = 100, 1000


def length_class(digits: int) -> str:
    """Lengths that the same things have: "9-11" those of telephones and documents."""
    if digits <= 4:
        return str(digits)
    return "5-6" if digits < 7 else "7-8" if digits < 9 else "9-11" if digits < 12 else "12+"


def look_of(document: Document, run: NumberRun, numerals: Numerals) -> Look:
    norms = document.norms
    carriers = [norms[k] for k in run.carriers]
    groups = [group.text for group in read_groups(carriers, numerals)]
    text = "".join(groups)
    digits = len(text) if text.isdecimal() else sum(map(str.isdecimal, text))
    letters = 0 if run.months else len(text) - digits
    size = length_class(digits)
    said = ("w" if not run.said else "s" if not run.written else "m") + ("M" if run.months else "")
    ones = sum(len(group) == 1 for group in groups)
    single = "1" if len(groups) == 1 else "all" if ones == len(groups) else "some" if ones else "no"
    count = min(digits, 20)
    out = [
        "bias",
        f"how={said}",
        f"size={said}/{size}",
        f"digits={count}",
        f"digits={count}/{said}",
        f"single={single}/{said}",
        f"single={single}/{size}",
        f"groups={'-'.join(str(len(group)) for group in groups[:6])}/{said}",
        f"letters={min(letters, 4)}/{said}",
        f"gaps={min(run.gaps, 2)}",
    ]
    if text[:1] == "0":
        out += ["zero", f"zero/{size}"]
    if letters:
        out.append("form=" + "".join("9" if char.isdecimal() else "a" for char in text[:10]))
    if run.last - run.first > len(carriers):
        marks = {norms[k] for k in range(run.first, run.last) if document.kinds[k] is Kind.PUNCT}
        out += [f"mark={mark}/{said}" for mark in marks]
    if run.said:
        out += [f"scale={scale}/{single}" for scale in _scales(carriers, numerals.values)]
    if run.written:
        out += _as_written(document, run.carriers[0])
    if text.isdecimal():
        if digits == 4:
            out.append("year" if text[:2] in _YEARS else "noyear")
            if "01" <= text[:2] <= "12" and "24" <= text[2:] <= "45":
                out.append("monthyear")
        if text[-3:] == "000" or (text[-2:] == "00" and digits > 2):
            out.append("round")
        out.append(f"first={text[0]}/{size}")
    return Look(text.upper(), size, out)


def _scales(carriers: list[str], values: Mapping[str, int]) -> set[str]:
    """Whether hundreds or thousands are said."""
    said = (values.get(norm, 0) for norm in carriers)
    return {"h" if value < _THOUSAND else "k" for value in said if value >= _HUNDRED}


def _as_written(document: Document, first: int) -> list[str]:
    """What the digits and marks at a token are written as: a law, a date, a price."""
    norms = document.norms
    if first + 2 >= len(norms) or not document.touches(first + 1):
        return []
    out = []
    if norms[first + 1] in "/.,":
        if _LAWLIKE.fullmatch("".join(norms[first : cluster_end(document, first)])):
            out.append("lawlike")
        if is_price(document, first):
            out.append("price")
    if written_date(document, first):
        out.append("date")
    return out
