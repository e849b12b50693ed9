"""When a line of a chat was written, as exports write it before each: "[10:02]", "12/03/24 10:02 - "."""

from insights.pii.written import written_date
from insights.text.tokens import Document, Kind

_HALVES = frozenset(("am", "pm", "a", "p", "m", "hs", "h"))
_CLOSING = {"[": "]", "(": ")"}
_DASHES = frozenset(("-", "|"))
_MOST_TIME_TOKENS = 8


def past_stamp(document: Document, start: int) -> tuple[int, bool]:
    """One past the time the line at `start` begins with, `start` for none; and whether marks show that it is
    one: a bare "10:02" is a time of a chat only where a speaker follows."""
    norms = document.norms
    index = start
    closing = _CLOSING.get(norms[index]) if index < len(norms) else None
    index += closing is not None
    day = _date(document, index)
    index += day
    index += day > 0 and norms[index : index + 1] == [","]
    time = _time(document, index)
    if not time:
        return start, False
    index += time
    if not day:
        # "[10:02, 12/03/2024]"
        comma = norms[index : index + 1] == [","]
        day = _date(document, index + comma)
        index += comma + day if day else 0
    if closing is not None:
        return (index + 1, True) if norms[index : index + 1] == [closing] else (start, False)
    if norms[index : index + 1] and norms[index] in _DASHES and not document.touches(index):
        return index + 1, True
    return index, False


def _date(document: Document, index: int) -> int:
    """How many tokens a date takes at `index`, also one without its year; 0 for none."""
    norms, kinds = document.norms, document.kinds
    if index >= len(norms) or kinds[index] is not Kind.NUMBER:
        return 0
    whole = written_date(document, index)
    if whole or norms[index + 1 : index + 2] != ["/"] or not document.touches(index + 1):
        return whole
    parts = norms[index], norms[index + 2 : index + 3][0] if index + 2 < len(norms) else ""
    if not all(part.isdecimal() and 0 < len(part) < 3 for part in parts):
        return 0
    return 3 if int(parts[0]) <= 31 and int(parts[1]) <= 31 else 0


def _time(document: Document, index: int) -> int:
    """How many tokens a time takes at `index`: "10:02", "10:02:33", "8:05 p. m."; 0 for none."""
    norms = document.norms
    if index + 2 >= len(norms) or norms[index + 1] != ":" or not document.touches(index + 1):
        return 0
    hour, minute = norms[index], norms[index + 2]
    if not (hour.isdecimal() and len(hour) < 3 and minute.isdecimal() and len(minute) == 2):
        return 0
    end = index + 3
    if norms[end : end + 1] == [":"] and document.touches(end):
        end += 2
    stop = min(len(norms), index + _MOST_TIME_TOKENS + 4)
    after = end
    while after < stop and (norms[after] in _HALVES or (norms[after] == "." and after > end)):
        after += 1
    return after - index
