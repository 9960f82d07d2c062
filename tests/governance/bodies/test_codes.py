"""Codes of bodies, which stand in the references of their decisions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from governance.load import SystemRecord
from governance_support import Governance, system_file
from partnership_support import FILE

pytestmark = pytest.mark.rule("governance.1")
FILES = sorted(FILE.parent.glob("*.json"))
BODY = {"name": "Wirral Place Partnership Board", "kind": "board", "valid_from": "2022-07-01"}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_those_of_real_bodies_fit(file: Path) -> None:
    assert SystemRecord.model_validate_json(file.read_bytes()).bodies


async def test_a_code_with_a_hyphen_stands_in_references(governance: Governance) -> None:
    body = await governance.post("/bodies", json=BODY | {"code": "WIRRAL-PBP"})
    assert body.status_code == 201, body.text
    decision = await governance.decision(body_id=body.json()["id"])
    assert decision["reference"] == "QE1-WIRRAL-PBP-2024-0001"


@pytest.mark.parametrize("code", ["A", "-PBP", "PBP-", "A--B", "Pbp", "A B", "A" * 21, "A/B"])
async def test_what_is_no_code(governance: Governance, code: str) -> None:
    refused = await governance.post("/bodies", json=BODY | {"code": code})
    assert refused.status_code == 422
    file = system_file("QE1")
    file["bodies"][0]["code"] = code
    with pytest.raises(ValidationError):
        SystemRecord.model_validate(file)
