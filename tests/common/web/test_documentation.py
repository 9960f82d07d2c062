"""The OpenAPI document tells how a request is refused and who may send it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.fixture
def document(edge_app: FastAPI) -> dict[str, Any]:
    return edge_app.openapi()


class TestDocument:
    def test_it_is_valid(self, document: dict[str, Any]) -> None:
        OpenAPIV31SpecValidator(document).validate()

    def test_every_refusal_is_a_problem(self, document: dict[str, Any]) -> None:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        kinds = list(response["content"])
                        assert kinds == ["application/problem+json"], (path, method, status)

    def test_a_change_says_that_it_needs_a_version(self, document: dict[str, Any]) -> None:
        change = document["paths"]["/api/v1/{ics}/edge/notes/{note_id}"]["patch"]

        assert {"412", "428"} <= set(change["responses"])
        assert "if-match" in {parameter["name"].lower() for parameter in change["parameters"]}

    def test_a_post_says_that_it_takes_a_key(self, document: dict[str, Any]) -> None:
        write = document["paths"]["/api/v1/{ics}/edge/notes"]["post"]

        assert "Idempotency-Key" in {parameter["name"] for parameter in write["parameters"]}

    def test_it_names_the_scopes(self, document: dict[str, Any]) -> None:
        paths = document["paths"]

        write = paths["/api/v1/{ics}/edge/notes"]["post"]
        assert write["security"] == [{"token": ["edge:write"]}]
        assert "security" not in paths["/api/v1/{ics}/edge/open"]["get"]
        assert not {"401", "403"} & set(paths["/api/v1/{ics}/edge/open"]["get"]["responses"])

    def test_the_frameworks_own_form_of_errors_is_gone(self, document: dict[str, Any]) -> None:
        assert "HTTPValidationError" not in document["components"]["schemas"]
