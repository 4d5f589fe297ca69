"""docs/edition.schema.json is what `briefing.model.Edition` says; rewrite it with ``python -m tests.test_schema``."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from pydantic import TypeAdapter

from briefing.edition.freeze import freeze
from briefing.model import Edition
from tests.editions import edition

SCHEMA = Path(__file__).parent.parent / "docs" / "edition.schema.json"


def generated() -> str:
    schema = TypeAdapter(Edition).json_schema(mode="serialization")
    _close(schema)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An edition of briefing, as edition.json holds it",
    }
    return json.dumps(head | {k: v for k, v in schema.items() if k != "title"}, indent=2) + "\n"


def _close(node: Any) -> None:
    """Every object has all of its fields and no others, as `freeze` writes them."""
    if isinstance(node, dict):
        if "properties" in node:
            node["additionalProperties"] = False
            node["required"] = list(node["properties"])
            for field in node["properties"].values():
                field.pop("default", None)
        for value in node.values():
            _close(value)
    elif isinstance(node, list):
        for value in node:
            _close(value)


def test_schema_is_the_models():
    assert SCHEMA.read_text(encoding="utf-8") == generated()


def test_frozen_edition_is_valid():
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(
        json.loads(freeze(edition()))
    )


def test_edition_without_a_field_is_invalid():
    data = json.loads(freeze(edition()))
    del data["colophon"]
    with pytest.raises(ValidationError):
        Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(data)


if __name__ == "__main__":
    SCHEMA.write_text(generated(), encoding="utf-8")
