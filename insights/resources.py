"""Where the files that ship with the project are: beside the packages, or in a wheel inside `insights`."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    installed = _PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def data_dir() -> Path:
    """Glossaries, name lists, embedded models, demo calls and cards."""
    return _shipped("data")


def conf_dir() -> Path:
    """The Hydra configuration tree."""
    return _shipped("conf")
