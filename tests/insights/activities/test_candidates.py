"""Which of what is known and planned is weighed for nearness: what is nearest is never left out."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from insights.activities import matching
from insights.search import nearest
from insights_support import QE1, Library, activity

pytestmark = pytest.mark.rule("insights.3")

UNLIKE: dict[str, Any] = {"title": "Parking", "summary": "Where to leave a van."}
ALIKE: dict[str, Any] = {
    "title": activity()["title"],
    "themes": ["housing"],
    "communities": [],
    "places": ["fylde"],
}
"""In the very words of what is asked, and about something else somewhere else: not near."""

_FINDINGS = """organisation_id, state, revision, version, latest_version, published_version, title,
    summary, content, themes, communities, places, methods, visibility, activity_ids, published_at,
    created_at, created_by"""
_ACTIVITIES = """title, themes, communities, places, methods, visibility, status,
    reused_finding_ids, version, created_at, created_by"""


async def copied(library: Library, statement: str, one: dict[str, Any]) -> None:
    """Put 150 copies of a finding or an activity beside it."""
    async with library.database.transaction(QE1) as session:
        await session.execute(text(statement), {"id": one["id"]})


async def near(library: Library, **fields: Any) -> list[str]:
    """Ask before asking; gives the ids of what comes near."""
    answer = await library.partner.post("/activities/near-matches", activity(**fields))
    assert answer.status_code == 200, answer.text
    return [match["id"] for match in answer.json()]


async def test_a_finding_on_the_same_is_near_however_many_say_the_same_words(
    library: Library,
) -> None:
    known = await library.published(**UNLIKE)
    other = await library.published(**ALIKE)
    many = f"""INSERT INTO findings (ics, id, reference, {_FINDINGS})
        SELECT ics, uuidv7(), reference || '-' || n, {_FINDINGS}
        FROM findings, generate_series(1, 150) AS n WHERE id = :id"""
    await copied(library, many, other)
    assert await near(library) == [known["id"]]


async def test_an_activity_on_the_same_is_near_however_many_say_the_same_words(
    library: Library,
) -> None:
    plan = activity(title="Parking")
    planned = (await library.other_partner.post("/activities", plan)).json()
    other = (await library.partner.post("/activities", activity(**ALIKE, starts_on=None))).json()
    many = f"""INSERT INTO activities (ics, id, {_ACTIVITIES})
        SELECT ics, uuidv7(), {_ACTIVITIES}
        FROM activities, generate_series(1, 150) AS n WHERE id = :id"""
    async with library.database.transaction(QE1) as session:
        await session.execute(text("UPDATE activities SET ends_on = NULL, starts_on = NULL"))
    await copied(library, many, other)
    assert await near(library, starts_on=None, ends_on=None) == [planned["id"]]


async def test_what_shares_words_crowds_nothing_out_that_shares_a_theme(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "SHARING", 1)
    on_theme = await library.published(**UNLIKE)
    in_words = await library.published(title=activity()["title"], themes=["housing"], places=[])
    assert set(await near(library)) == {on_theme["id"], in_words["id"]}


async def test_without_a_theme_the_same_people_in_the_same_place_are_near(
    library: Library,
) -> None:
    known = await library.published(**UNLIKE, themes=["housing"])
    plan = activity(title="Parking", themes=["housing"])
    planned = (await library.other_partner.post("/activities", plan)).json()
    found = await near(library, title="Quite other words", themes=[])
    assert set(found) == {known["id"], planned["id"]}


async def test_what_is_filed_under_a_framework_is_near_to_the_own_theme_that_it_counts_as(
    library: Library,
) -> None:
    known = await library.published(**UNLIKE, communities=[], themes=["timeliness_of_care"])
    await library.published(**UNLIKE, communities=[], themes=["transport_to_from_services"])
    answer = await library.partner.post("/activities/near-matches", activity())
    [match] = answer.json()
    assert match["id"] == known["id"]
    assert "same theme: urgent_care" in match["reasons"]
    made = (await library.partner.post("/activities", activity(themes=["housing"]))).json()
    assert made["near_matches"] == []
    about = {"themes": ["urgent_care"]}
    changed = await library.partner.patch(f"/activities/{made['id']}", about, 1)
    assert [one["id"] for one in changed.json()["near_matches"]] == [known["id"]]


async def test_what_is_kept_is_the_nearest(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "KEPT_MATCHES", 1)
    nearest = await library.published()
    await library.published(**UNLIKE)
    made = (await library.partner.post("/activities", activity())).json()
    assert [match["id"] for match in made["near_matches"]] == [nearest["id"]]
