"""The YAML files and the schemas say the same."""

import dataclasses
import typing
from importlib import import_module
from typing import Any

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from insights.resources import conf_dir
from tests.pipelines.stage_samples import SCHEMAS


def keys_of_schema(schema: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(schema)
    return {
        field.name: keys_of_schema(hints[field.name]) if dataclasses.is_dataclass(hints[field.name]) else None
        for field in dataclasses.fields(schema)
    }


def keys_of_file(name: str, *overrides: str) -> dict[str, Any]:
    with initialize_config_dir(config_dir=str(conf_dir()), version_base="1.3"):
        plain = OmegaConf.to_container(compose(name, list(overrides)), resolve=False)

    def keys(value: Any) -> Any:
        return {key: keys(inner) for key, inner in value.items()} if isinstance(value, dict) else None

    return keys(plain)


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_keys_of_the_file_are_the_fields_of_the_schema(name: str):
    schema = getattr(import_module(f"pipelines.{name}"), SCHEMAS[name])
    assert keys_of_file(name) == keys_of_schema(schema)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_option_has_help_and_the_file_opens_with_its_command(name: str):
    schema = getattr(import_module(f"pipelines.{name}"), SCHEMAS[name])
    for field in dataclasses.fields(schema):
        if not dataclasses.is_dataclass(typing.get_type_hints(schema)[field.name]):
            assert field.metadata["help"]
    assert (conf_dir() / f"{name}.yaml").read_text().startswith(f"# python -m pipelines.{name} ")


@pytest.mark.parametrize("choice", ["embedded", "small", "medium_int8", "medium_fp16", "remote"])
def test_every_recogniser_has_the_same_keys(choice: str):
    assert keys_of_file("transcribe", f"asr={choice}") == keys_of_file("transcribe")
