"""Files of words and patterns, one a language, that users may change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from insights.errors import EscutaError

T = TypeVar("T")

_REMEDY = "mend it, or take the file that ships"


def read_words(path: Path, build: Callable[[Any], T]) -> T:
    """What `build` makes of a YAML file; whatever is wrong with it is an `EscutaError`."""
    try:
        return build(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise EscutaError("not valid YAML", file=path, line=line, remedy=_REMEDY) from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join(map(str, fault["loc"]))
        raise EscutaError(fault["msg"], file=path, field=field, remedy=_REMEDY) from None
    except ValueError as error:
        raise EscutaError(str(error), file=path, remedy=_REMEDY) from None
