"""Every route says who may call it; those that anybody may call are listed here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from common.testing.http import TestKeys
from common.web.principal import Anonymous, Requirement
from common.web.routing import Route
from local_runner.contracts import SERVICES, build_app

HEALTH = {"/health/live", "/health/ready", "/metrics"}

PUBLIC = {
    "panel": ("/api/v1/{ics}/panel/feeds/",),
    "insights": (
        "/api/v1/{ics}/insights/feeds/",
        "/api/v1/{ics}/insights/published-briefs",
        "/api/v1/{ics}/insights/published-findings",
        "/api/v1/{ics}/insights/published-stories",
        "/api/v1/{ics}/insights/story-withdrawals",
        "/api/v1/{ics}/insights/published-insight-reports",
        "/api/v1/{ics}/insights/notice-links/",
        "/api/v1/{ics}/insights/published-impact",
        "/api/v1/{ics}/insights/published-replies",
    ),
    "governance": (
        "/api/v1/{ics}/governance/feeds/",
        "/api/v1/{ics}/governance/log",
        "/api/v1/{ics}/governance/published-papers",
        "/api/v1/{ics}/governance/published-bodies",
        "/api/v1/{ics}/governance/published-meetings",
        "/api/v1/{ics}/governance/published-assurance",
        "/api/v1/{ics}/governance/published-assessments",
        "/api/v1/{ics}/governance/published-assemblies",
        "/api/v1/{ics}/governance/published-feedback-threads",
        "/api/v1/{ics}/governance/published-annual-reports",
        "/api/v1/{ics}/governance/public-questions",
        "/api/v1/{ics}/governance/public-petitions",
    ),
    "gateway": (
        "/{slug}",
        "/embed/",
        "/feeds/",
        "/log/",
        "/oai/",
        "/assets/",
        "/docs",
        "/openapi.json",
    ),
}
"""What anybody may call, beside health: feeds of published findings, of meetings and of events, the
decision log, bodies, published papers, who chaired published meetings, briefs, reports, files,
stories, assemblies, assessments, assurance, what people wait to be told, the withdrawal of a
story by whoever told it and has its code, and the public pages."""


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    keys: Path = TestKeys(tmp_path_factory.mktemp("keys")).private
    return {service: build_app(service, keys) for service in SERVICES}


def calls(dependant: Dependant) -> Iterator[Any]:
    for child in dependant.dependencies:
        yield child.call
        yield from calls(child)


@pytest.mark.parametrize("service", SERVICES)
class TestRoutes:
    def test_each_is_a_unit_of_work_that_says_who_may_call_it(
        self, apps: dict[str, FastAPI], service: str
    ) -> None:
        for context in iter_route_contexts(apps[service].routes):
            route = context.original_route
            assert isinstance(route, APIRoute), context.path
            asked = [type(call) for call in calls(route.dependant)]
            assert Requirement in asked or Anonymous in asked, context.path
            assert isinstance(route, Route) or context.path in HEALTH, context.path

    def test_what_anybody_may_call_is_listed(self, apps: dict[str, FastAPI], service: str) -> None:
        anonymous = {
            str(context.path)
            for context in iter_route_contexts(apps[service].routes)
            if isinstance(context.original_route, APIRoute)
            and not any(isinstance(c, Requirement) for c in calls(context.original_route.dependant))
        }
        unlisted = {
            path
            for path in anonymous - HEALTH
            if path != "/" and not path.startswith(PUBLIC[service])
        }

        assert unlisted == set()

    def test_each_that_asks_for_a_scope_asks_for_one_of_its_service(
        self, apps: dict[str, FastAPI], service: str
    ) -> None:
        for context in iter_route_contexts(apps[service].routes):
            route = context.original_route
            if isinstance(route, Route) and route.requirement is not None:
                scopes = route.requirement.scopes
                own = (f"{service}:", "insights:", "governance:", "panel:")
                assert all(s.startswith(own[:1] if service != "gateway" else own) for s in scopes)

    def test_the_reference_names_schemas_without_our_modules(
        self, apps: dict[str, FastAPI], service: str
    ) -> None:
        schemas = apps[service].openapi()["components"]["schemas"]
        assert [name for name in schemas if "__" in name] == []

    def test_addresses_begin_with_the_services_own(
        self, apps: dict[str, FastAPI], service: str
    ) -> None:
        if service == "gateway":
            return
        for context in iter_route_contexts(apps[service].routes):
            path = str(context.path)
            assert path in HEALTH or path.startswith(f"/api/v1/{{ics}}/{service}/"), path
