"""Public corpora as sets: MEDDOCAN (Spanish clinical notes) and LeNER-Br (Brazilian court decisions).

MEDDOCAN (CC BY 4.0): `meddocan/*.jsonl`, or the files it is published as, `*.txt` beside `*.ann`.
LeNER-Br (MIT): `lener_br/*.conll`. Its annotators marked persons, organisations, places, times, laws and
decisions; numbers of any kind are unmarked, so detections of other types than names count for nothing there.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.pii import annotated
from eval.pii.annotated import AnnotatedSpan, AnnotatedText
from eval.pii.cases import BenchCase, BenchSet, Gold, Kept, Place
from eval.pii.labels import LENER_BR, MEDDOCAN, Types
from insights.errors import EscutaError
from insights.records import PiiType

_POSTCODE = re.compile(r"\d{4,7}\W*")
_ADDRESS_HEADING = re.compile(r"\s*(?:localidad|provincia|cp|c\.p|domicilio|direcci[oó]n)\b", re.IGNORECASE)
_BIRTH = re.compile(r"naci(?:miento|d[oa]|ó)\W+(?:el\W+)?$", re.IGNORECASE)

_SENTENCES_A_CASE = 20
_NO_SPACE_BEFORE = frozenset(",.;:!?)]}%º")
_NO_SPACE_AFTER = frozenset("([{")
_KEPT = {"LEGISLACAO": "law", "ORGANIZACAO": "organisation", "TEMPO": "date"}


def meddocan(folder: Path, *, limit: int | None = None) -> BenchSet | None:
    """Clinical notes; None where the folder has none."""
    cases: list[BenchCase] = []
    for record in _meddocan_records(folder):
        if limit is not None and len(cases) >= limit:
            break
        cases.append(_note(record))
    return BenchSet("meddocan", "MEDDOCAN, Spanish clinical notes", tuple(cases)) if cases else None


def lener_br(folder: Path, *, limit: int | None = None) -> BenchSet | None:
    """Court decisions, twenty sentences a case; None where the folder has none."""
    cases: list[BenchCase] = []
    for path in sorted(folder.rglob("*.conll")):
        sentences: list[list[tuple[str, str]]] = []
        for sentence in _sentences(path):
            sentences.append(sentence)
            if len(sentences) == _SENTENCES_A_CASE:
                cases.append(_decision(f"{path.stem}-{len(cases)}", sentences))
                sentences = []
        if sentences:
            cases.append(_decision(f"{path.stem}-{len(cases)}", sentences))
    if not cases:
        return None
    annotated_types = frozenset({PiiType.NOME})
    return BenchSet("lener_br", "LeNER-Br, Brazilian court decisions", tuple(cases[:limit]), annotated_types)


def _meddocan_records(folder: Path) -> Iterator[AnnotatedText]:
    for path in sorted(folder.rglob("*.jsonl")):
        yield from annotated.read(path)
    for path in sorted(folder.rglob("*.ann")):
        yield _brat(path)


def _brat(path: Path) -> AnnotatedText:
    spans = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("T"):
            try:
                label, start, *_, end = line.split("\t")[1].split()
                spans.append(AnnotatedSpan(start=int(start), end=int(end), label=label))
            except (IndexError, ValueError):
                raise EscutaError("not a line of BRAT annotation", file=path, line=number) from None
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    return AnnotatedText(id=path.stem, language="es", text=text, spans=tuple(spans))


def _note(record: AnnotatedText) -> BenchCase:
    (text,) = record.texts
    gold, other = [], []
    for span in record.spans:
        types = _meddocan_types(text, span, record.spans)
        if types:
            gold.append(Gold(0, span.start, span.end, types))
        else:
            other.append(Place(0, span.start, span.end))
    return BenchCase(record.id, record.language, (text,), tuple(gold), tuple(other))


def _meddocan_types(text: str, span: AnnotatedSpan, spans: Sequence[AnnotatedSpan]) -> Types:
    if span.label not in MEDDOCAN:
        raise EscutaError(
            f"{span.label} is no label of MEDDOCAN", remedy="name the file with sets=[…] instead"
        )
    start = text.rfind("\n", 0, span.start) + 1
    if span.label == "FECHAS":
        return MEDDOCAN["FECHAS"] if _BIRTH.search(text[start : span.start]) else ()
    if span.label != "TERRITORIO":
        return MEDDOCAN[span.label]
    if _POSTCODE.fullmatch(text[span.start : span.end]):
        return (PiiType.CEP, PiiType.ENDERECO)
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    beside = (one for one in spans if one is not span and start <= one.start < end)
    in_an_address = _ADDRESS_HEADING.match(text, start) is not None or any(
        one.label == "CALLE" or _POSTCODE.fullmatch(text[one.start : one.end])
        for one in beside
        if one.label in ("CALLE", "TERRITORIO")
    )
    return MEDDOCAN["TERRITORIO"] if in_an_address else ()


def _sentences(path: Path) -> Iterator[list[tuple[str, str]]]:
    sentence: list[tuple[str, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            word, _, tag = line.strip().rpartition(" ")
            if not word or (tag != "O" and tag[2:] not in LENER_BR):
                raise EscutaError("not a word and a label of LeNER-Br", file=path, line=number)
            sentence.append((word, tag))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _decision(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> BenchCase:
    turns, gold, other, kept = [], list[Gold](), list[Place](), list[Kept]()
    for turn, sentence in enumerate(sentences):
        text, entities = _joined(sentence)
        turns.append(text)
        for start, end, label in entities:
            if LENER_BR[label]:
                gold.append(Gold(turn, start, end, LENER_BR[label]))
            else:
                other.append(Place(turn, start, end))
            if label in _KEPT:
                kept.append(Kept(turn, start, end, _KEPT[label]))
    return BenchCase(name, "pt", tuple(turns), tuple(gold), tuple(other), tuple(kept))


def _joined(sentence: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence as it was before it was cut into words, and (start, end, label) of its entities."""
    text, entities = "", list[tuple[int, int, str]]()
    for word, tag in sentence:
        if text and word[0] not in _NO_SPACE_BEFORE and text[-1] not in _NO_SPACE_AFTER:
            text += " "
        start = len(text)
        text += word
        if tag.startswith("I-") and entities and entities[-1][2] == tag[2:]:
            entities[-1] = (entities[-1][0], len(text), tag[2:])
        elif tag != "O":
            entities.append((start, len(text), tag[2:]))
    return text, entities
