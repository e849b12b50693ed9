"""Human review: records out as Label Studio tasks and as CSV, reviewed work back in.

What comes back may be our own JSONL records, the CSV with its `message` column filled in, or a Label Studio
JSON export (full or JSON-MIN). A blank message means "not reviewed". A live call's answer that is in doubt
stands beside a blank message; as JSONL it counts once its status is `labelled`.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from insights import jsonl
from insights.errors import EscutaError
from insights.records import Record
from insights.reply import Fault, Reply, parse_reply, reply_text
from insights.splitting import spoken

DEFAULT_CONFIDENCE = 0.9

CONFIRMED = "confirmed"
"""Why an answer that an operator found useful is reviewed (`insights.relabelling.Why`)."""

CSV_COLUMNS = (
    "record_id",
    "tenant",
    "language",
    "insight_type",
    "excerpt",
    "why",
    "shown",
    "comment",
    "message",
    "confidence",
)
"""`why` to `comment` are those of live calls: why it is asked, what the operator saw and said of it."""

LABEL_CONFIG = """<View>
  <Header value="$insight_type · $language · $tenant"/>
  <Text name="excerpt" value="$excerpt"/>
  <Text name="why" value="$why"/>
  <Text name="shown" value="$shown"/>
  <Text name="comment" value="$comment"/>
  <TextArea name="message" toName="excerpt" maxSubmissions="1" required="true" rows="2"/>
  <Number name="confidence" toName="excerpt" min="0" max="1" step="0.05"/>
</View>
"""


@dataclass(frozen=True)
class Review:
    """A person's answer for one record."""

    record_id: str
    message: str
    confidence: float


def task(record: Record) -> dict[str, Any]:
    """A Label Studio import task; a pre-label becomes its prediction."""
    row = _row(record)
    data = {name: row[name] for name in CSV_COLUMNS if name not in ("message", "confidence")}
    if not row["message"]:
        return {"data": data}
    result = [
        _result("message", "textarea", {"text": [row["message"]]}),
        _result("confidence", "number", {"number": row["confidence"]}),
    ]
    return {"data": data, "predictions": [{"model_version": record.metadata.source, "result": result}]}


def write_tasks(records: Iterable[Record], tasks: Any, table: Any) -> int:
    """Write Label Studio tasks (a JSON array) and CSV rows to two open text files; returns the count."""
    writer = csv.DictWriter(table, CSV_COLUMNS)
    writer.writeheader()
    count = 0
    tasks.write("[")
    for record in records:
        tasks.write((",\n" if count else "\n") + json.dumps(task(record), ensure_ascii=False))
        writer.writerow(_row(record))
        count += 1
    tasks.write("\n]\n")
    return count


def read_reviews(path: Path | str) -> dict[str, Review]:
    """Reviews by record id; of several for one record the last counts."""
    path = Path(path)
    jsonl.open_text(path).close()
    if path.suffix == ".csv":
        found = _from_csv(path)
    elif path.suffix == ".json":
        found = _from_label_studio(path)
    else:
        found = _from_records(path)
    reviews = {review.record_id: review for review in found if review.message.strip()}
    if not reviews:
        raise EscutaError(
            "holds no reviewed record", file=path, remedy="fill in the messages and export again"
        )
    return reviews


def apply(review: Review, record: Record) -> tuple[Record | None, Fault | None]:
    """The reviewed record, or the fault that makes its reply unusable."""
    metadata = record.metadata
    text = reply_text(metadata.insight_type, review.message.strip(), review.confidence)
    verdict = parse_reply(text, metadata.insight_type, metadata.language)
    if not verdict.valid:
        return None, verdict.fault
    # The operator's comment was for the reviewer; where the record came from stays.
    lineage = {name: value for name, value in metadata.lineage.items() if name != "comment"}
    reviewed = metadata.model_copy(update={"source": "review", "status": "labelled", "lineage": lineage})
    return record.model_copy(update={"response": text, "metadata": reviewed}), None


def _row(record: Record) -> dict[str, Any]:
    metadata = record.metadata
    try:
        reply = Reply.model_validate_json(record.response) if record.response else None
    except ValidationError:
        reply = None
    live = metadata.source == "live"
    shown = reply.message if reply is not None and live else ""
    if live and metadata.lineage.get("why") != CONFIRMED:
        reply = None  # in doubt: what was shown must not pass for a review by being left as it is
    return {
        "record_id": metadata.record_id,
        "tenant": metadata.tenant,
        "language": metadata.language,
        "insight_type": metadata.insight_type.value,
        "excerpt": spoken(record.prompt),
        "why": metadata.lineage.get("why", ""),
        "shown": shown,
        "comment": metadata.lineage.get("comment", ""),
        "message": reply.message if reply else "",
        "confidence": reply.confidence if reply else "",
    }


def _result(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": name, "to_name": "excerpt", "type": kind, "value": value}


def _from_records(path: Path) -> Iterator[Review]:
    with jsonl.open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            record = jsonl.loads(Record, line, file=path, number=number)
            unseen = record.metadata.source == "live" and record.metadata.status == "to_review"
            if not record.response or unseen:
                continue
            try:
                reply = Reply.model_validate_json(record.response)
            except ValidationError as error:
                field, problem = jsonl.describe(error)
                raise EscutaError(
                    problem,
                    file=path,
                    line=number,
                    field=f"response.{field}",
                    remedy='a response is {"type": …, "message": …, "confidence": …}',
                ) from None
            yield Review(record.metadata.record_id, reply.message, reply.confidence)


def _from_csv(path: Path) -> Iterator[Review]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        missing = {"record_id", "message"} - set(rows.fieldnames or ())
        if missing:
            raise EscutaError(
                f"no column {', '.join(sorted(missing))}",
                file=path,
                line=1,
                remedy=f"the columns are {', '.join(CSV_COLUMNS)}, separated by commas",
            )
        for row in rows:
            yield Review(
                row["record_id"] or "",
                row["message"] or "",
                _confidence(row.get("confidence") or None, path, rows.line_num),
            )


def _from_label_studio(path: Path) -> Iterator[Review]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise EscutaError(
            "not valid JSON", file=path, line=line, remedy="export from Label Studio as JSON"
        ) from None
    if not isinstance(tasks, list):
        raise EscutaError(
            "not a list of tasks", file=path, remedy="export from Label Studio as JSON or JSON-MIN"
        )
    for number, item in enumerate(tasks, start=1):
        data = item.get("data", item) if isinstance(item, dict) else {}
        if "record_id" not in data:
            raise EscutaError(
                "no record_id",
                file=path,
                field=f"task {number}.data",
                remedy="import the tasks of label_studio.json into Label Studio and export those",
            )
        values = _annotated(item) if "annotations" in item else {name: item.get(name) for name in CSV_COLUMNS}
        yield Review(
            str(data["record_id"]),
            str(values.get("message") or ""),
            _confidence(values.get("confidence"), path, None),
        )


def _annotated(item: dict[str, Any]) -> dict[str, Any]:
    """Values of the last annotation that was not cancelled."""
    kept = [annotation for annotation in item["annotations"] if not annotation.get("was_cancelled")]
    values: dict[str, Any] = {}
    for result in kept[-1].get("result", []) if kept else []:
        value = result.get("value", {})
        text = value.get("text")
        values[str(result.get("from_name"))] = value.get("number") if text is None else _joined(text)
    return values


def _joined(text: Any) -> str:
    return " ".join(map(str, text)) if isinstance(text, list) else str(text)


def _confidence(value: Any, path: Path, line: int | None) -> float:
    if value is None:
        return DEFAULT_CONFIDENCE
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise EscutaError(
            "must be 0 to 1", file=path, line=line, field="confidence", remedy="for example 0.9"
        )
    return number
