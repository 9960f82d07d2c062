"""What is open to everybody: public, openly licensed, and nothing else."""

from __future__ import annotations

import csv
import io
import json

import pytest

from insights_support import HEALTHWATCH, Library, activity


async def opened(library: Library, path: str = "/feeds/findings.jsonl") -> list[str]:
    answer = await library.nobody.get(path)
    assert answer.status_code == 200, answer.text
    return [json.loads(line)["title"] for line in answer.text.splitlines()]


class TestFindings:
    async def test_are_public_and_under_an_open_licence(self, library: Library) -> None:
        await library.published(title="Open")
        await library.published(title="Free of all", licence="cc0-1.0")
        await library.published(title="Reserved", licence="all-rights-reserved")
        await library.published(title="No licence", licence=None)
        await library.published(title="Partners", visibility="partners")
        await library.published(library.partner, title="Own", visibility="organisation")
        await library.draft(title="Draft")
        assert await opened(library) == ["Open", "Free of all"]
        assert await opened(library, "/feeds/findings.jsonl?licence=cc0-1.0") == ["Free of all"]

    async def test_are_the_same_whoever_asks(self, library: Library) -> None:
        await library.published(title="Open")
        await library.published(title="Partners", visibility="partners")
        bodies = {
            (await caller.get("/feeds/findings.csv")).text
            for caller in (library.nobody, library.editor, library.partner)
        }
        assert len(bodies) == 1

    async def test_go_when_they_are_withdrawn_or_closed(self, library: Library) -> None:
        first = await library.published(title="First")
        second = await library.published(title="Second")
        await library.editor.act(
            f"/findings/{first['id']}/withdraw", first["revision"], {"reason": "Wrong"}
        )
        changed = await library.editor.patch(
            f"/findings/{second['id']}", {"licence": "all-rights-reserved"}, second["revision"]
        )
        await library.publish(changed.json())
        assert await opened(library) == []

    @pytest.mark.parametrize("licence", ["all-rights-reserved", "none-such"])
    async def test_under_no_other_licence_can_be_asked_for(
        self, library: Library, licence: str
    ) -> None:
        answer = await library.nobody.get(f"/feeds/findings.csv?licence={licence}")
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("not-open-data")

    async def test_are_not_given_twice_to_who_has_them(self, library: Library) -> None:
        await library.published(title="One")
        tags = {}
        for form in ("csv", "jsonl", "parquet"):
            tags[form] = (await library.nobody.get(f"/feeds/findings.{form}")).headers["ETag"]
        assert len(set(tags.values())) == 3
        path = "/feeds/findings.csv"
        held = await library.nobody.get(path, headers={"If-None-Match": tags["csv"]})
        assert (held.status_code, held.content) == (304, b"")
        await library.published(title="Two")
        newer = await library.nobody.get(path, headers={"If-None-Match": tags["csv"]})
        assert newer.status_code == 200

    async def test_are_given_again_when_who_is_to_be_named_changes(self, library: Library) -> None:
        await library.published(library.partner)
        first = await library.nobody.get("/feeds/findings.csv")
        path = f"/organisations/{HEALTHWATCH}"
        version = (await library.editor.get(path)).json()["version"]
        renamed = await library.editor.patch(path, {"name": "Healthwatch by the Sea"}, version)
        assert renamed.status_code == 200
        newer = await library.nobody.get(
            "/feeds/findings.csv", headers={"If-None-Match": first.headers["ETag"]}
        )
        (row,) = csv.DictReader(io.StringIO(newer.text))
        assert row["attribution"] == "Healthwatch by the Sea"


class TestActivities:
    async def test_are_those_that_anyone_may_see(self, library: Library) -> None:
        for visibility in ("public", "partners", "organisation"):
            data = activity(title=visibility, visibility=visibility)
            assert (await library.partner.post("/activities", data)).status_code == 201
        answer = await library.nobody.get("/feeds/activities.jsonl")
        (row,) = [json.loads(line) for line in answer.text.splitlines()]
        assert (row["title"], row["licence"]) == ("public", "ogl-uk-3.0")
        assert row["attribution"] == "Healthwatch of the Coast"
        assert row["starts_on"] == "2027-01-11"

    async def test_are_open_only_where_the_system_says_so(self, library: Library) -> None:
        other = library.caller(["insights:read"], None, "QKK")
        answer = await other.get("/feeds/activities.csv")
        assert answer.status_code == 404

    async def test_are_given_again_when_one_changes(self, library: Library) -> None:
        made = await library.partner.post("/activities", activity(visibility="public"))
        first = await library.nobody.get("/feeds/activities.csv")
        held = {"If-None-Match": first.headers["ETag"]}
        assert (await library.nobody.get("/feeds/activities.csv", headers=held)).status_code == 304
        path = f"/activities/{made.json()['id']}"
        changed = await library.partner.patch(path, {"title": "Other"}, made.json()["version"])
        assert changed.status_code == 200, changed.text
        newer = await library.nobody.get("/feeds/activities.csv", headers=held)
        assert "Other" in newer.text
