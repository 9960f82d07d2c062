"""The generated reference is in step with the code, and its check does notice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from conftest import ROOT
from local_runner import contracts

DOCUMENTS = [*(f"openapi-{service}.json" for service in contracts.SERVICES), contracts.MERGED]


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / contracts.FOLDER / name).read_text())
    return document


class TestCheck:
    def test_the_files_are_in_step_with_the_code(self) -> None:
        diff = contracts.differences(ROOT)

        assert diff == "", "run: make contracts\n" + diff[:3000]

    def test_a_file_out_of_step_is_shown_as_a_diff(self, tmp_path: Path) -> None:
        shutil.copytree(ROOT / contracts.FOLDER, tmp_path / contracts.FOLDER)
        page = tmp_path / contracts.FOLDER / "settings.md"
        page.write_text(page.read_text().replace("GT_DATABASE_URL", "GT_DATA_URL"))

        result = CliRunner().invoke(contracts.app, ["check", "--root", str(tmp_path)])

        assert result.exit_code == 1
        assert "-| `GT_DATA_URL`" in result.stdout
        assert "+| `GT_DATABASE_URL`" in result.stdout


class TestOpenApi:
    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_it_is_valid(self, name: str) -> None:
        OpenAPIV31SpecValidator(read(name)).validate()

    def test_the_merged_one_has_every_address_of_every_service(self) -> None:
        merged = set(read(contracts.MERGED)["paths"])

        for service in contracts.SERVICES:
            assert set(read(f"openapi-{service}.json")["paths"]) <= merged

    def test_operations_have_ids_of_their_own(self) -> None:
        ids = [
            operation["operationId"]
            for operations in read(contracts.MERGED)["paths"].values()
            for operation in operations.values()
        ]

        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_every_refusal_is_a_problem(self, name: str) -> None:
        for path, operations in read(name)["paths"].items():
            for method, operation in operations.items():
                for status, response in operation["responses"].items():
                    if status >= "400" and path.startswith("/api/"):
                        kinds = list(response["content"])
                        assert kinds == ["application/problem+json"], (path, method, status)
