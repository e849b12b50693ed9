"""Who runs a command, for audits."""

import getpass


def user_name(given: str | None) -> str:
    """The name that was given, else this machine's name for its user."""
    if given:
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "unknown"
