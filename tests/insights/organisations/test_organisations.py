"""Organisations over the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
import pytest

from insights.load import load_system
from insights_support import CHARITY, CLOSED, EDITOR, HEALTHWATCH, Library, finding, system_file


def organisation(**fields: Any) -> dict[str, Any]:
    return {
        "name": "A New Group",
        "kind": "vcfse",
        "places": ["blackpool"],
        "communities": ["young_carers"],
        "valid_from": "2026-01-01",
        **fields,
    }


class TestOrganisations:
    async def test_one_is_added_and_read(self, library: Library) -> None:
        answer = await library.editor.post("/organisations", organisation())
        assert answer.status_code == 201
        body = answer.json()
        read = await library.reader.get(f"/organisations/{body['id']}")
        assert read.json() == body
        assert read.headers["ETag"] == '"v1"'

    async def test_they_are_listed_by_name_kind_and_day(self, library: Library) -> None:
        async def names(query: str) -> list[str]:
            listed = (await library.reader.get(f"/organisations{query}")).json()
            return [item["name"] for item in listed["items"]]

        assert await names("") == [
            "A Merged Trust",
            "Healthwatch of the Coast",
            "The Listening Charity",
        ]
        assert await names("?kind=healthwatch") == ["Healthwatch of the Coast"]
        assert "A Merged Trust" in await names("?on=2025-03-31")
        assert "A Merged Trust" not in await names("?on=2025-04-01")

    async def test_pages_go_on_where_the_last_one_ended(self, library: Library) -> None:
        first = await library.reader.get("/organisations?limit=2")
        cursor = first.json()["next_cursor"]
        assert f"cursor={cursor}" in first.headers["Link"]
        last = (await library.reader.get(f"/organisations?limit=2&cursor={cursor}")).json()
        assert [item["name"] for item in last["items"]] == ["The Listening Charity"]

    async def test_one_that_ends_gets_a_last_day_and_stays_on_record(
        self, library: Library
    ) -> None:
        path = f"/organisations/{CHARITY}"
        changed = await library.editor.patch(path, {"valid_to": "2026-11-01"}, 1)
        assert (changed.json()["valid_to"], changed.json()["version"]) == ("2026-11-01", 2)
        assert (await library.editor.patch(path, {"name": "x"}, 1)).status_code == 412
        assert (await library.other_partner.post("/findings", finding())).status_code == 403

    async def test_one_that_has_ended_publishes_nothing_and_may_still_withdraw(
        self, library: Library
    ) -> None:
        own = library.caller(EDITOR, CHARITY)
        draft, submitted, shown = [await library.draft(own) for _ in range(3)]
        submitted = (
            await own.act(f"/findings/{submitted['id']}/submit", submitted["revision"])
        ).json()
        shown = await library.publish(shown)
        end = {"valid_to": "2026-11-01"}
        await library.editor.patch(f"/organisations/{CHARITY}", end, 1)
        answers = (
            await own.patch(f"/findings/{draft['id']}", {"title": "x"}, draft["revision"]),
            await own.act(f"/findings/{draft['id']}/submit", draft["revision"]),
            await own.act(f"/findings/{submitted['id']}/publish", submitted["revision"]),
        )
        for answer in answers:
            assert answer.status_code == 403, answer.text
            assert answer.json()["type"].endswith("organisation-not-in-being")
        gone = await own.act(
            f"/findings/{shown['id']}/withdraw", shown["revision"], {"reason": "An error."}
        )
        assert gone.status_code == 200
        by_editor = await library.publish(draft)
        assert by_editor["state"] == "published"

    async def test_one_that_has_ended_imports_nothing(self, library: Library) -> None:
        source = {
            "name": "Complaints",
            "kind": "complaints_and_compliments",
            "mapping": {"text": "Comment", "said_on": {"column": "Date"}},
        }
        made = (await library.other_partner.post("/feedback-sources", source)).json()
        await library.end(CHARITY)
        path = f"/feedback-sources/{made['id']}"
        file = b"Date,Comment\n01/02/2025,The nurse was kind\n"
        sent = {"size": 10, "media_type": "text/csv"}
        for answer in (
            await library.other_partner.upload(f"{path}/imports", file),
            await library.other_partner.post(f"{path}/uploads", sent),
        ):
            assert answer.status_code == 403, answer.text
            assert answer.json()["type"].endswith("organisation-not-in-being")

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": "club"},
            {"places": ["atlantis"]},
            {"name": ""},
            {"valid_to": "2025-01-01"},
        ],
    )
    async def test_what_is_not_valid_is_refused(
        self, library: Library, changes: dict[str, Any]
    ) -> None:
        assert (
            await library.editor.post("/organisations", organisation(**changes))
        ).status_code == 422
        path = f"/organisations/{CLOSED}"
        if changes.get("valid_to"):
            changes = {"valid_to": "2020-01-01"}
        assert (await library.editor.patch(path, changes, 1)).status_code == 422

    async def test_a_required_field_cannot_be_emptied(self, library: Library) -> None:
        answer = await library.editor.patch(f"/organisations/{CHARITY}", {"name": None}, 1)
        assert answer.status_code == 422

    async def test_only_who_manages_adds_and_changes(self, library: Library) -> None:
        assert (await library.partner.post("/organisations", organisation())).status_code == 403
        path = f"/organisations/{HEALTHWATCH}"
        assert (await library.partner.patch(path, {"name": "x"}, 1)).status_code == 403

    async def test_who_manages_for_one_organisation_changes_that_one_alone(
        self, library: Library
    ) -> None:
        one = library.caller(EDITOR, HEALTHWATCH)
        other = await one.patch(f"/organisations/{CHARITY}", {"name": "Not Yours"}, 1)
        added = await one.post("/organisations", organisation())
        for refused in (other, added):
            assert refused.status_code == 403
            assert refused.json()["type"].endswith("organisation-not-yours")
        listed = (await library.reader.get("/organisations")).json()["items"]
        assert {"Not Yours", "A New Group"}.isdisjoint(item["name"] for item in listed)
        own = await one.patch(f"/organisations/{HEALTHWATCH}", {"places": ["fylde"]}, 1)
        assert own.json()["places"] == ["fylde"]


RECORDED = "insights.organisation.recorded.v1"


class TestTold:
    """Others hear until when an organisation is the system's, and nothing else of it."""

    async def test_a_new_one_and_each_change_is_told(self, library: Library) -> None:
        made = (await library.editor.post("/organisations", organisation())).json()
        path = f"/organisations/{made['id']}"
        await library.editor.patch(path, {"valid_to": "2026-11-01"}, 1)
        await library.editor.patch(path, {"valid_to": None}, 2)
        told = {"organisation_id": made["id"], "valid_from": "2026-01-01"}
        assert await library.events() == [
            (RECORDED, {**told, "version": version, "valid_to": ends})
            for version, ends in ((1, None), (2, "2026-11-01"), (3, None))
        ]

    async def test_what_is_refused_is_not_told(self, library: Library) -> None:
        await library.editor.post("/organisations", organisation(kind="club"))
        await library.partner.patch(f"/organisations/{HEALTHWATCH}", {"name": "x"}, 1)
        assert await library.events() == []

    async def test_a_load_tells_of_all_as_they_are_now(self, library: Library) -> None:
        made = (await library.editor.post("/organisations", organisation())).json()
        await library.end(CHARITY)
        before = len(await library.events())
        await load_system(library.database, orjson.dumps(system_file()))
        told = (await library.events())[before:]
        listed = (await library.reader.get("/organisations")).json()["items"]
        assert {data["organisation_id"]: data["valid_to"] for _, data in told} == {
            one["id"]: one["valid_to"] for one in listed
        }
        assert made["id"] in {data["organisation_id"] for _, data in told}
        assert len(told) == len(listed)


@pytest.mark.rule("insights.1")
class TestHistory:
    """The record still reads true when an organisation has become something else."""

    PATH = f"/organisations/{HEALTHWATCH}"

    async def said_on(self, library: Library, day: str) -> dict[str, Any]:
        one: dict[str, Any] = (await library.reader.get(f"{self.PATH}?on={day}")).json()
        listed = (await library.reader.get(f"/organisations?on={day}")).json()["items"]
        assert one in listed
        kind = (await library.reader.get(f"/organisations?on={day}&kind={one['kind']}")).json()
        assert one in kind["items"]
        return one

    async def test_what_it_was_before_a_change_stays_on_record(self, library: Library) -> None:
        new = {"name": "Voices of the Coast", "kind": "vcfse", "places": ["fylde"]}
        changed = await library.editor.patch(self.PATH, {**new, "since": "2026-06-01"}, 1)
        assert changed.json()["name"] == "Voices of the Coast"
        before = await self.said_on(library, "2026-05-31")
        assert (before["name"], before["kind"], before["places"]) == (
            "Healthwatch of the Coast", "healthwatch", [],
        )  # fmt: skip
        for day in ("2026-06-01", str(library.now.date())):
            assert new.items() <= (await self.said_on(library, day)).items()
        early = (await library.reader.get(f"{self.PATH}?on=2001-01-01")).json()
        assert early["name"] == "Healthwatch of the Coast"
        first, second = (await library.reader.get(f"{self.PATH}/history")).json()
        assert (first["since"], first["until"]) == ("2022-07-01", "2026-06-01")
        assert (second["since"], second["until"]) == ("2026-06-01", None)
        assert second["communities"] == []

    async def test_a_change_counts_from_today_and_may_be_corrected(self, library: Library) -> None:
        today = str(library.now.date())
        await library.editor.patch(self.PATH, {"name": "Typo"}, 1)
        await library.editor.patch(self.PATH, {"name": "Voices"}, 2)
        await library.editor.patch(self.PATH, {"valid_to": "2027-01-01"}, 3)
        told = (await library.reader.get(f"{self.PATH}/history")).json()
        assert [(one["since"], one["until"], one["name"]) for one in told] == [
            ("2022-07-01", today, "Healthwatch of the Coast"), (today, "2027-01-01", "Voices"),
        ]  # fmt: skip

    @pytest.mark.parametrize("since", ["2026-05-31", "2099-01-01"])
    async def test_no_day_to_come_and_none_before_the_last_change(
        self, library: Library, since: str
    ) -> None:
        await library.editor.patch(self.PATH, {"name": "A", "since": "2026-06-01"}, 1)
        answer = await library.editor.patch(self.PATH, {"name": "B", "since": since}, 2)
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == ["body.since"]
        assert (await library.reader.get(self.PATH)).json()["name"] == "A"

    async def test_one_that_is_to_come_can_be_corrected(self, library: Library) -> None:
        made = await library.editor.post("/organisations", organisation(valid_from="2099-01-01"))
        path = f"/organisations/{made.json()['id']}"
        assert (await library.editor.patch(path, {"name": "Other"}, 1)).status_code == 200
        [told] = (await library.reader.get(f"{path}/history")).json()
        assert (told["since"], told["name"]) == ("2099-01-01", "Other")

    async def test_a_systems_file_that_is_read_again_leaves_what_was_changed_since(
        self, library: Library
    ) -> None:
        path = f"/organisations/{CHARITY}"
        await library.editor.patch(path, {"name": "Other", "valid_to": "2026-11-01"}, 1)
        stood = (await library.reader.get(path)).json()
        told = (await library.reader.get(f"{path}/history")).json()
        for _ in range(2):
            await load_system(library.database, orjson.dumps(system_file()))
        assert (await library.reader.get(path)).json() == stood
        assert (await library.reader.get(f"{path}/history")).json() == told
        assert (await library.other_partner.post("/findings", finding())).status_code == 403

    async def test_a_systems_file_adds_those_that_are_new(self, library: Library) -> None:
        file = system_file()
        new = {**file["organisations"][0], "id": str(uuid4()), "name": "Voices of the Coast"}
        file["organisations"].append(new)
        for _ in range(2):
            await load_system(library.database, orjson.dumps(file))
        [told] = (await library.reader.get(f"/organisations/{new['id']}/history")).json()
        assert (told["name"], told["since"]) == ("Voices of the Coast", new["valid_from"])

    async def test_another_systems_is_not_there(self, library: Library) -> None:
        made = (await library.editor.post("/organisations", organisation())).json()
        path = f"/organisations/{made['id']}"
        assert len((await library.editor.get(f"{path}/history")).json()) == 1
        other = library.caller(EDITOR, None, "QKK")
        for address in (f"{path}/history", f"{path}?on=2026-01-01"):
            answer = await other.get(address)
            assert (answer.status_code, answer.json()["type"]) == (
                404, "/problems/organisation-not-found",
            )  # fmt: skip


class TestVocabularies:
    async def test_what_can_be_used_today_is_listed_with_its_labels(self, library: Library) -> None:
        body = (await library.reader.get("/vocabularies")).json()
        codes = {(term["vocabulary"], term["code"]) for term in body["terms"]}
        assert ("theme", "urgent_care") in codes
        assert ("organisation_kind", "healthwatch") in codes, "of the library's own"
        assert ("sex", "former_code") not in codes, "no longer valid"
        assert body["places"] == [
            {"code": "blackpool", "name": "Blackpool"},
            {"code": "fylde", "name": "Fylde"},
        ]
