"""Events are a contract: golden files hold what consumers rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from common.events.envelope import read_event
from common.events.registry import EVENT_TYPES, TOPICS
from contract.golden import FOLDER, golden_of
from contract.samples import SAMPLES

PERSONAL = {
    "address", "age", "birth", "born", "contact", "dob", "email", "forename", "gender", "mail",
    "mobile", "nhs", "person", "phone", "postcode", "respondent", "sex", "surname", "telephone",
    "token", "user",
}  # fmt: skip
"""Words that a field about a person would bear in its name."""


def golden(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return read


def field_names(schema: Any) -> set[str]:
    """Collect the names of all properties in a JSON schema, however deep."""
    if isinstance(schema, list):
        return {name for part in schema for name in field_names(part)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {}))
    return own | {name for part in schema.values() for name in field_names(part)}


class TestGolden:
    def test_every_event_has_a_sample_and_a_golden_file_and_nothing_else_has(self) -> None:
        assert set(SAMPLES) == set(EVENT_TYPES)
        assert {file.stem for file in FOLDER.glob("*.json")} == set(EVENT_TYPES)

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_what_is_sent_is_as_it_was(self, name: str) -> None:
        assert golden_of(SAMPLES[name]) == golden(name)

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_what_was_sent_is_read_as_it_was_meant(self, name: str) -> None:
        held = golden(name)

        event = read_event(held["headers"], json.dumps(held["data"]).encode(), EVENT_TYPES)

        assert event == SAMPLES[name]

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_a_field_that_a_later_producer_adds_is_passed_over(self, name: str) -> None:
        held = golden(name)
        data = {**held["data"], "added_later": 1}

        event = read_event(held["headers"], json.dumps(data).encode(), EVENT_TYPES)

        assert event.data == SAMPLES[name].data


class TestForm:
    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_the_name_says_service_aggregate_past_tense_and_version(self, name: str) -> None:
        service, aggregate, verb, version = name.split(".")
        kind = EVENT_TYPES[name]

        assert kind.topic.startswith(f"{service}.")
        assert aggregate.isidentifier()
        assert verb.endswith("ed") or verb in {"left", "withdrawn", "drawn"}
        assert version == "v1" or version[1:].isdecimal()
        assert kind.subject_field in kind.model_fields

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_no_field_is_named_like_personal_data(self, name: str) -> None:
        words = {
            word
            for field in field_names(EVENT_TYPES[name].model_json_schema())
            for word in field.split("_")
        }

        assert not words & PERSONAL

    def test_every_topic_has_an_event(self) -> None:
        assert {kind.topic for kind in EVENT_TYPES.values()} == TOPICS
