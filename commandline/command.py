"""What every command line shares: composition, a checked frozen configuration, help, exit codes.

    @command("scrub", ScrubConfig)
    def main(config: ScrubConfig) -> None: ...

Exit codes: 0 done, 2 a problem the user can mend (one message, no traceback), 130 interrupted.
"""

import dataclasses
import difflib
import inspect
import json
import sys
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import yaml
from hydra import compose, initialize_config_dir
from hydra import main as hydra_main
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import TypeAdapter, ValidationError

from insights.errors import EscutaError
from insights.resources import conf_dir

T = TypeVar("T")

EXIT_USER_ERROR = 2
EXIT_INTERRUPTED = 130

# Hydra would make a dated folder and a log file for every run; each command has its own `out`.
_QUIET = (
    "hydra.run.dir=.",
    "hydra.output_subdir=null",
    "hydra.sweep.dir=outputs/multirun",
    "hydra.sweep.subdir=.",
    "hydra/job_logging=none",
    "hydra/hydra_logging=none",
)


def option(default: Any = dataclasses.MISSING, *, help: str, factory: Any = dataclasses.MISSING) -> Any:
    """A dataclass field with the help text that `--help` shows."""
    return dataclasses.field(default=default, default_factory=factory, metadata={"help": help})


def command(name: str, schema: type[T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """Make a function of a frozen dataclass into the command line that `conf/NAME.yaml` configures."""

    def decorate(body: Callable[[T], None]) -> Callable[[], None]:
        @wraps(body)
        def entry() -> None:
            with _reported():
                arguments = _spelt_out(schema, sys.argv[1:])
                if {"-h", "--help"} & set(arguments):
                    print(help_text(name, schema, inspect.getmodule(body)))
                elif any(argument.startswith("-") for argument in arguments):
                    _through_hydra(name, schema, body, arguments)
                else:
                    body(load(name, schema, arguments))

        return entry

    return decorate


def load(name: str, schema: type[T], overrides: list[str]) -> T:
    """Compose `conf/NAME.yaml` with overrides and freeze it; any fault is an `EscutaError`."""
    overrides = _spelt_out(schema, overrides)
    try:
        with _composing():
            composed = compose(config_name=name, overrides=overrides)
    except (HydraException, OmegaConfBaseException) as error:
        raise _composition_error(name, overrides, error) from None
    return freeze(schema, composed, overrides)


@contextmanager
def _composing() -> Iterator[None]:
    """Hydra ready to compose our configurations, also inside a job of a sweep, where it is in use already."""
    shared = GlobalHydra.instance()
    outer = shared.hydra
    shared.clear()
    try:
        with initialize_config_dir(config_dir=str(conf_dir()), version_base="1.3"):
            yield
    finally:
        shared.hydra = outer


def freeze(schema: type[T], composed: DictConfig, overrides: list[str]) -> T:
    """Check a composed configuration against a dataclass and make it one; reports every fault at once."""
    try:
        plain = OmegaConf.to_container(composed, resolve=True)
    except OmegaConfBaseException as error:
        raise EscutaError(f"configuration: {str(error).splitlines()[0]}") from None
    assert isinstance(plain, dict)
    faults = list(_unknown_keys(schema, plain, "", _overlays(overrides)))
    faults += [
        f"{key}: a value is required; add {key}=… to the command line" for key in _missing_keys(plain, "")
    ]
    if not faults:
        try:
            return TypeAdapter(schema).validate_python(plain)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                faults.append(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
    raise EscutaError("\n  ".join(["configuration:", *faults]))


def help_text(name: str, schema: type[Any], module: types.ModuleType | None) -> str:
    """The module's docstring, every option with type, default and meaning, the groups and experiments."""
    lines = [
        inspect.getdoc(module) or name,
        "",
        f"Usage: {_launch(name)} [KEY=VALUE …] [FLAGS]",
        "",
    ]
    with _composing():
        defaults = OmegaConf.to_container(compose(config_name=name), resolve=False)
    lines.append("Options (KEY=VALUE):")
    rows = list(_option_rows(schema, defaults, ""))
    width = min(34, max((len(left) for left, _ in rows), default=0))
    lines += [f"  {left:<{width}}  {right}".rstrip() for left, right in rows]
    groups = sorted(
        path.name for path in conf_dir().iterdir() if path.is_dir() and path.name in _keys(defaults)
    )
    if groups:
        lines += ["", "Groups (GROUP=CHOICE):"]
        lines += [f"  {group}={'|'.join(_choices(group))}" for group in groups]
    experiments = [choice for choice in _choices("exp") if _command_of(choice) == name]
    if experiments:
        lines += ["", "Experiments:", *(f"  +exp={choice}" for choice in experiments)]
    lines += [
        "",
        "Flags: --help; --cfg job (print the configuration); -m KEY=A,B (one run for each value);",
        "       --config-dir DIR (your own configuration files beside ours)",
    ]
    return "\n".join(lines)


class _reported:
    """Print an `EscutaError` as one message and exit with the right code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, EscutaError):
            print(f"error: {error}", file=sys.stderr)
            raise SystemExit(EXIT_USER_ERROR) from None
        if isinstance(error, KeyboardInterrupt):
            print("interrupted; finished work is kept, run the same command again to go on", file=sys.stderr)
            raise SystemExit(EXIT_INTERRUPTED) from None


def _spelt_out(schema: Any, arguments: list[str]) -> list[str]:
    """`+KEY=…` of an option there is as `KEY=…`, and a switch by itself, as in `promote rollback`, as
    `rollback=true`. Groups and experiments keep their plus.
    """
    hints = {field.name: hint for field, hint in _typed_fields(schema)}
    found = []
    for argument in arguments:
        key, given, _ = argument.partition("=")
        if hints.get(key) is bool and not given:
            argument = f"{key}=true"
        elif given and key.startswith("+") and key[1:] in hints and not (conf_dir() / key[1:]).is_dir():
            argument = argument[1:]
        found.append(argument)
    return found


def _through_hydra(name: str, schema: type[T], body: Callable[[T], None], arguments: list[str]) -> None:
    def job(composed: DictConfig) -> None:
        with _reported():
            body(freeze(schema, composed, arguments))

    # Hydra's parser wants all overrides in one piece, after the flags.
    overrides = [argument for argument in arguments if "=" in argument and not argument.startswith("-")]
    flags = [argument for argument in arguments if argument not in overrides]
    sys.argv[1:] = [*flags, *overrides, *_QUIET]
    hydra_main(version_base="1.3", config_path=str(conf_dir()), config_name=name)(job)()


def _composition_error(name: str, overrides: list[str], error: Exception) -> EscutaError:
    problem = str(error).strip().splitlines()[0]
    with _composing():
        try:
            known = list(_flat(OmegaConf.to_container(compose(config_name=name), resolve=False), ""))
        except (HydraException, OmegaConfBaseException):
            known = []
    for override in overrides:
        key = override.lstrip("+~").split("=")[0]
        if key and f"'{key}'" in str(error) and (close := difflib.get_close_matches(key, known, n=1)):
            return EscutaError(problem, field=key, remedy=f"did you mean {close[0]}?")
    return EscutaError(problem, remedy=f"{_launch(name)} --help lists every key and choice")


def _unknown_keys(schema: Any, plain: dict[Any, Any], prefix: str, overlays: list[Path]) -> Iterator[str]:
    fields = {field.name: hint for field, hint in _typed_fields(schema)}
    for key, value in plain.items():
        path = f"{prefix}{key}"
        if key not in fields:
            close = difflib.get_close_matches(str(key), list(fields), n=1)
            hint = f"; did you mean {prefix}{close[0]}?" if close else ""
            yield f"{_where(path, overlays)}{path}: unknown key{hint}"
        elif isinstance(value, dict) and (inner := _dataclass_in(fields[key])) is not None:
            yield from _unknown_keys(inner, value, f"{path}.", overlays)


def _missing_keys(plain: dict[Any, Any], prefix: str) -> Iterator[str]:
    for key, value in plain.items():
        if value == "???":
            yield f"{prefix}{key}"
        elif isinstance(value, dict):
            yield from _missing_keys(value, f"{prefix}{key}.")


def _typed_fields(schema: Any) -> list[tuple[dataclasses.Field[Any], Any]]:
    hints = typing.get_type_hints(schema)
    return [(field, hints[field.name]) for field in dataclasses.fields(schema)]


def _dataclass_in(hint: Any) -> Any:
    """The dataclass a type hint is, or holds as `X | None`; else None."""
    for candidate in (hint, *typing.get_args(hint)):
        if isinstance(candidate, type) and dataclasses.is_dataclass(candidate):
            return candidate
    return None


def _option_rows(schema: Any, defaults: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for field, hint in _typed_fields(schema):
        value = defaults.get(field.name) if isinstance(defaults, dict) else None
        inner = _dataclass_in(hint)
        if inner is not None and isinstance(value, dict):
            yield from _option_rows(inner, value, f"{prefix}{field.name}.")
        else:
            shown = "required" if value == "???" else json.dumps(value, ensure_ascii=False).strip('"')
            yield f"{prefix}{field.name}={shown}", field.metadata.get("help", "")


def _keys(value: Any) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def _flat(value: Any, prefix: str) -> Iterator[str]:
    for key in _keys(value):
        yield f"{prefix}{key}"
        yield from _flat(value[key], f"{prefix}{key}.")


def _choices(group: str) -> list[str]:
    return sorted(path.stem for path in (conf_dir() / group).glob("*.yaml"))


def _launch(name: str) -> str:
    """`python -m PROGRAM`, as the first line of `conf/NAME.yaml` has it."""
    words = (conf_dir() / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").split()
    return " ".join(words[:3])


def _command_of(experiment: str) -> str:
    """An experiment names its command at the top: `# python -m pipelines.NAME +exp=…`.

    It stands below `# @package`, which Hydra takes only from the first line.
    """
    lines = (conf_dir() / "exp" / f"{experiment}.yaml").read_text(encoding="utf-8").splitlines()
    launch = next((line for line in lines if line.startswith("# python -m pipelines.")), "")
    return launch.partition("pipelines.")[2].split(" ")[0]


def _overlays(overrides: list[str]) -> list[Path]:
    names = [override.partition("=")[2] for override in overrides if override.startswith("+exp=")]
    return [conf_dir() / "exp" / f"{name}.yaml" for name in names]


def _where(path: str, overlays: list[Path]) -> str:
    """`file:line: ` of a dotted key in one of the experiment files, or nothing."""
    for overlay in overlays:
        node = yaml.compose(overlay.read_text(encoding="utf-8")) if overlay.is_file() else None
        line = None
        for part in path.split("."):
            found = [
                (key, value)
                for key, value in getattr(node, "value", [])
                if isinstance(node, yaml.MappingNode) and key.value == part
            ]
            if not found:
                line = None
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        if line is not None:
            return f"{overlay.name}:{line}: "
    return ""
