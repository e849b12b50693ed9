"""Commands with plain arguments: how they end."""

import sys
from collections.abc import Callable
from typing import NoReturn

from insights.errors import EscutaError

_USER_ERROR = 2


def run_plain(main: Callable[[list[str]], int]) -> NoReturn:
    """Exit with what `main` returns for the arguments; an error that a user can cause is said in a line."""
    try:
        sys.exit(main(sys.argv[1:]))
    except EscutaError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(_USER_ERROR)
