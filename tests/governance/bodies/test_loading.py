"""A system's file that is loaded again: what held at a meeting that was held still reads so."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from committee_support import made
from common.clock import beginning_of, day_in_england, utc_now
from governance.bodies import loading
from governance.load import SystemRecord, load_files, load_system
from governance.settings import GovernanceSettings
from governance_support import Governance, system_file

pytestmark = pytest.mark.rule("governance.1")
MET, SINCE = "2024-03-25", "2023-04-17"
TODAY = day_in_england(utc_now())
"""At whose noon files are loaded, though the day turns while the tests run."""


def quorum(post: str) -> dict[str, Any]:
    """Give a quorum of one member of local government."""
    condition = {"name": "council", "at_least": 1, "among": {"sectors": ["Local Government"]}}
    return {"quorum": {"condition": condition}, "groups": {"chair": [post]}}


class Filed:
    """A body of a system's file, loaded as often as it is changed."""

    def __init__(self, governance: Governance) -> None:
        self.governance = governance
        self.file = copy.deepcopy(system_file("QE1"))
        self.body: dict[str, Any] = self.file["bodies"][0]
        self.body |= {"id": str(uuid4()), "code": "NEW"}
        self.post: dict[str, Any] = self.body["posts"][0] | {"id": str(uuid4())}
        self.body["posts"] = [self.post]
        self.terms: dict[str, Any] = self.body["terms"]
        self.terms |= quorum(self.post["id"])

    async def load(self) -> list[str]:
        record = SystemRecord.model_validate(self.file)
        return list((await load_system(self.governance.database, record)).changes)

    async def read(self, on: str) -> dict[str, Any]:
        found = await self.governance.get(f"/bodies/{self.body['id']}?on={on}")
        return dict(found.json()["terms"])

    async def meets(self, on: str = MET, status: str = "held") -> str:
        meeting = await made(
            self.governance, "/meetings", {"body_id": self.body["id"], "held_on": on}
        )
        path = f"/meetings/{meeting['id']}"
        if status != "scheduled":
            held = await self.governance.patch(path, 1, json={"status": status})
            assert held.status_code == 200, held.text
        return str(meeting["id"])

    async def came(self, meeting: str, on: str = MET) -> None:
        said = {"post_id": self.post["id"], "kind": "arrived", "at": f"{on}T10:00:00Z"}
        await made(self.governance, f"/meetings/{meeting}/presence", said)

    async def quorate(self, meeting: str, on: str = MET) -> bool:
        path = f"/meetings/{meeting}/quorum?at={on}T10:30:00Z"
        response = await self.governance.get(path)
        assert response.status_code == 200, response.text
        return bool(response.json()["quorate"])

    async def in_public(self, meeting: str) -> Any:
        response = await self.governance.get(f"/published-meetings/{meeting}")
        assert response.status_code == 200, response.text
        return response.json()["in_public"]


@pytest.fixture
async def filed(governance: Governance, monkeypatch: pytest.MonkeyPatch) -> Filed:
    monkeypatch.setattr(loading, "utc_now", lambda: beginning_of(TODAY) + timedelta(hours=12))
    found = Filed(governance)
    assert await found.load() == []
    return found


class TestTerms:
    async def test_of_a_meeting_that_was_held_stay_and_others_begin_today(
        self, filed: Filed
    ) -> None:
        meeting = await filed.meets()
        await filed.governance.post(f"/meetings/{meeting}/publish")
        assert await filed.in_public(meeting) is True
        filed.terms["meets_in_public"] = False
        filed.terms["notice_working_days"] = 7
        assert await filed.load() == [
            f"NEW: terms from {TODAY} on: meets_in_public changed, notice_working_days is new"
        ]
        assert await filed.in_public(meeting) is True
        before, now = await filed.read(MET), await filed.read(str(TODAY))
        assert (before["valid_from"], before["valid_to"]) == (SINCE, str(TODAY))
        assert (now["valid_from"], now["valid_to"]) == (str(TODAY), None)
        assert (before["content"]["meets_in_public"], now["content"]["meets_in_public"]) == (
            True, False,
        )  # fmt: skip

    async def test_that_say_the_same_again_change_nothing(self, filed: Filed) -> None:
        await filed.meets()
        filed.terms["notice_working_days"] = 7
        assert len(await filed.load()) == 1
        assert await filed.load() == []
        filed.terms["notice_working_days"] = 5
        assert len(await filed.load()) == 1
        assert (await filed.read(str(TODAY)))["content"]["notice_working_days"] == 5
        assert len((await filed.read(MET))["content"]) == 3
        path = f"/bodies/{filed.body['id']}/terms"
        assert len((await filed.governance.get(path)).json()["items"]) == 2

    async def test_come_back_that_a_file_said_before(self, filed: Filed) -> None:
        await filed.meets()
        filed.terms["notice_working_days"] = 7
        await filed.load()
        del filed.terms["notice_working_days"]
        [line] = await filed.load()
        assert line.endswith(f"terms from {TODAY} on: notice_working_days is gone")
        assert "notice_working_days" not in (await filed.read(str(TODAY)))["content"]

    async def test_of_a_body_that_never_met_were_so_from_the_beginning(self, filed: Filed) -> None:
        await filed.meets(status="scheduled")
        filed.terms["notice_working_days"] = 7
        assert await filed.load() == [f"NEW: terms from {SINCE} on: notice_working_days is new"]
        found = await filed.read(MET)
        assert (found["valid_from"], found["content"]["notice_working_days"]) == (SINCE, 7)

    async def test_begin_tomorrow_where_the_body_met_today(self, filed: Filed) -> None:
        await filed.meets(str(TODAY))
        filed.terms["notice_working_days"] = 7
        await filed.load()
        assert "notice_working_days" not in (await filed.read(str(TODAY)))["content"]
        tomorrow = str(TODAY + timedelta(1))
        assert (await filed.read(tomorrow))["valid_from"] == tomorrow

    async def test_stay_where_somebody_came_though_nobody_says_that_it_was_held(
        self, filed: Filed
    ) -> None:
        meeting = await filed.meets(status="scheduled")
        await filed.came(meeting)
        filed.terms["quorum"]["condition"]["at_least"] = 2
        filed.body["posts"].append(self.second())
        assert await filed.quorate(meeting)
        await filed.load()
        assert await filed.quorate(meeting)

    @staticmethod
    def second() -> dict[str, Any]:
        return {"id": str(uuid4()), "title": "Second", "sector": "Local Government"}

    async def test_that_were_adopted_after_a_file_stay_when_it_says_the_same(
        self, filed: Filed
    ) -> None:
        await filed.meets()
        content = {k: v for k, v in filed.terms.items() if k not in {"valid_from", "valid_to"}}
        path = f"/bodies/{filed.body['id']}/terms"
        own = {"valid_from": "2025-01-01", "content": content | {"notice_working_days": 3}}
        await made(filed.governance, path, own)
        assert await filed.load() == []
        assert (await filed.read("2025-06-01"))["content"]["notice_working_days"] == 3
        assert (await filed.read("2024-12-31"))["valid_to"] == "2025-01-01"

    async def test_do_not_end_behind_a_meeting(self, filed: Filed) -> None:
        meeting = await filed.meets()
        await filed.came(meeting)
        filed.terms["valid_to"] = "2024-01-01"
        assert await filed.load() == [
            f"NEW: terms from {SINCE}: do not end on 2024-01-01, the body met by them later"
        ]
        assert await filed.quorate(meeting)
        filed.terms["valid_to"] = "2024-06-01"
        assert await filed.load() == [
            f"NEW: terms from {SINCE}: valid_to is now 2024-06-01, was None"
        ]
        assert await filed.load() == []
        del filed.terms["valid_to"]
        assert await filed.load() == []
        assert (await filed.read("2024-05-31"))["valid_to"] == "2024-06-01"


class TestAPost:
    async def test_is_at_an_earlier_meeting_what_it_was(self, filed: Filed) -> None:
        earlier, later = await filed.meets(), await filed.meets(str(TODAY), "scheduled")
        await filed.came(earlier)
        assert await filed.quorate(earlier)
        filed.post["sector"] = "VCFSE"
        filed.post["standing"] = "in_attendance"
        filed.body["posts"].append(TestTerms.second())
        lines = await filed.load()
        assert (
            f"NEW: post Elected Member: sector is now VCFSE from {TODAY} on, was Local "
            f"Government; standing is now in_attendance from {TODAY} on, was full" in lines
        )
        assert await filed.quorate(earlier)
        path = f"/meetings/{later}/quorum"
        [now] = (await filed.governance.get(path)).json()["standings"]
        assert now["post_id"] == filed.body["posts"][1]["id"]

    async def test_of_a_body_that_never_met_was_so_from_the_beginning(self, filed: Filed) -> None:
        filed.post["sector"] = "VCFSE"
        filed.body["posts"].append(TestTerms.second())
        assert await filed.load() == [
            "NEW: post Elected Member: sector is now VCFSE, was Local Government",
            "NEW: post Second: entered",
        ]
        meeting = await filed.meets(status="scheduled")
        await filed.came(meeting)
        assert not await filed.quorate(meeting)

    async def test_that_a_file_adds_behind_a_vote_or_an_office_changes_nothing_of_it(
        self, filed: Filed
    ) -> None:
        meeting = await filed.meets(status="scheduled")
        await filed.came(meeting)
        path = f"/meetings/{meeting}/quorum-confirmations"
        await made(filed.governance, path, {"at": f"{MET}T10:30:00Z"})
        second = TestTerms.second() | {"holders": [{"name": "Bea Otter", "from": SINCE}]}
        filed.body["posts"].append(second)
        filed.body["offices"] = [
            {"office": "chair", "post_id": second["id"], "from": SINCE, "to": "2025-01-01"}
        ]
        lines = await filed.load()
        assert lines == [
            "NEW: post Second: entered",
            f"NEW: post Second, holder from {SINCE}: entered",
            f"NEW: chair from {SINCE}: entered",
        ]
        found = (
            await filed.governance.get(f"/meetings/{meeting}/quorum?at={MET}T10:30:00Z")
        ).json()
        assert (found["members"], found["presiding_post_id"]) == (1, filed.post["id"])
        assert [one["office"] for one in found["corrections"]].count("chair") == 1
        assert await filed.load() == []
        filed.body["offices"][0]["to"] = "2024-06-01"
        assert await filed.load() == [
            f"NEW: chair from {SINCE}: is on record otherwise, and stays so"
        ]


class TestAnEnd:
    async def test_that_is_on_record_stays_where_the_file_names_none(self, filed: Filed) -> None:
        here, body = filed.governance, f"/bodies/{filed.body['id']}"
        [post] = (await here.get(f"{body}/posts")).json()["items"]
        [holder] = post["holders"]
        path, ends = f"/posts/{post['id']}/holders/{holder['id']}", {"valid_to": "2026-03-01"}
        assert (await here.patch(path, 1, json=ends)).status_code == 200
        assert (await here.patch(body, 1, json=ends)).status_code == 200
        assert await filed.load() == []
        [again] = (await here.get(f"{body}/posts")).json()["items"]
        assert again["holders"][0]["valid_to"] == "2026-03-01"
        assert (await here.get(body)).json()["valid_to"] == "2026-03-01"


class TestTheReport:
    async def test_of_the_command_says_what_changed_and_names_nobody(
        self, filed: Filed, tmp_path: Path, service_settings: Any,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        await filed.meets()
        filed.body["name"] = "Sands Board"
        filed.terms["meets_in_public"] = False
        filed.post["holders"][0]["to"] = "2024-01-01"
        filed.post["title"] = "Councillor"
        file = tmp_path / "QE1.json"
        file.write_text(json.dumps(filed.file), "utf-8")
        settings = service_settings(GovernanceSettings)
        await load_files(settings, [file])
        lines = capsys.readouterr().out.splitlines()
        said = [one for one in lines if one.startswith("QE1: ")]
        assert said[1:] == [
            "QE1: NEW: name is now Sands Board, was Fylde Sands Partnership Board",
            f"QE1: NEW: terms from {TODAY} on: meets_in_public changed",
            "QE1: NEW: post Councillor: title was Elected Member",
            f"QE1: NEW: post Councillor, holder from {SINCE}: valid_to is now 2024-01-01, was None",
        ]
        assert "Applewick" not in "\n".join(said)
