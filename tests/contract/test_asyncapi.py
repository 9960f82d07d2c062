"""The AsyncAPI document is valid, and tells every event once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from common.events.asyncapi import document
from common.events.registry import EVENT_TYPES, TOPICS
from contract.samples import SAMPLES
from local_runner.contracts import consumers

SCHEMA = Path(__file__).parent / "schemas" / "asyncapi-3.0.0.json"


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    return document(consumers())


@pytest.fixture(scope="module")
def official() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text()))


class TestDocument:
    def test_it_is_valid_by_the_official_schema(
        self, asyncapi: dict[str, Any], official: Draft7Validator
    ) -> None:
        errors = [f"{list(e.absolute_path)}: {e.message}" for e in official.iter_errors(asyncapi)]

        assert errors == []

    def test_the_official_schema_does_refuse(
        self, asyncapi: dict[str, Any], official: Draft7Validator
    ) -> None:
        broken = {**asyncapi, "operations": {"x": {"action": "shout", "channel": {"$ref": "#/"}}}}

        assert not official.is_valid(broken)

    def test_every_reference_leads_somewhere(self, asyncapi: dict[str, Any]) -> None:
        for pointer in references(asyncapi):
            target: Any = asyncapi
            for part in pointer.removeprefix("#/").split("/"):
                target = target[part]

    def test_every_event_and_every_topic_is_told(self, asyncapi: dict[str, Any]) -> None:
        assert set(asyncapi["components"]["messages"]) == set(EVENT_TYPES)
        assert set(asyncapi["channels"]) == TOPICS
        assert all(m["summary"] for m in asyncapi["components"]["messages"].values())

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_a_sample_fits_the_schema_that_is_told(
        self, asyncapi: dict[str, Any], name: str
    ) -> None:
        pointer = asyncapi["components"]["messages"][name]["payload"]["$ref"]
        schemas = {"components": asyncapi["components"], "$ref": pointer}

        Draft7Validator(schemas).validate(json.loads(SAMPLES[name].payload()))


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [pointer for part in node for pointer in references(part)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [pointer for part in node.values() for pointer in references(part)]
