"""Every fact that is said is heard by somebody, or known to be for integrators."""

from __future__ import annotations

from importlib import import_module

import pytest

from common.events.asyncapi import producer
from common.events.registry import EVENT_TYPES, TOPICS
from common.messaging.subscriptions import Subscriptions
from conftest import ROOT
from local_runner.contracts import SERVICES, consumers

FOR_INTEGRATORS = {"insights.stories", "panel.representation"}
"""Topics that no service of ours consumes."""


class TestTopics:
    def test_every_topic_is_consumed_or_said_to_be_for_integrators(self) -> None:
        heard = {EVENT_TYPES[name].topic for names in consumers().values() for name in names}

        assert TOPICS - heard == FOR_INTEGRATORS

    @pytest.mark.parametrize("service", SERVICES)
    def test_no_service_hears_itself(self, service: str) -> None:
        own = [n for n in consumers()[service] if producer(EVENT_TYPES[n]) == service]

        assert own == []

    @pytest.mark.parametrize("service", SERVICES)
    def test_each_has_one_table_of_subscriptions_in_its_name(self, service: str) -> None:
        table = import_module(f"{service}.subscriptions").SUBSCRIPTIONS

        assert isinstance(table, Subscriptions)
        assert table.consumer == service

    @pytest.mark.parametrize("service", SERVICES)
    def test_its_worker_runs_that_table(self, service: str) -> None:
        source = import_module(f"{service}.worker").__file__
        assert source is not None
        text = (ROOT / source).read_text()

        assert "SUBSCRIPTIONS" in text
        assert "run_worker(" in text


class TestEvents:
    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_each_is_said_by_its_service_somewhere(self, name: str) -> None:
        kind = EVENT_TYPES[name]
        folder = ROOT / "services" / producer(kind) / "src"

        assert any(kind.__name__ in file.read_text() for file in folder.rglob("*.py"))

    @pytest.mark.parametrize("name", sorted(EVENT_TYPES))
    def test_each_is_documented(self, name: str) -> None:
        page = (ROOT / "docs/reference/events.md").read_text()

        assert f"## {name}" in page
        assert EVENT_TYPES[name].__doc__
