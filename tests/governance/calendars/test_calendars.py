"""Published meetings, as other programs read them: `ical` and `feedparser` parse what is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from governance_support import ICP, Governance

LONDON = ZoneInfo("Europe/London")
MEETING = {
    "body_id": str(ICP),
    "held_on": "2027-05-10",
    "starts_at": "10:00",
    "place": "County Hall; room 2",
}


async def read(governance: Governance, name: str, **how: Any) -> httpx.Response:
    return await governance.http.get(f"/api/v1/QE1/governance/feeds/{name}", **how)


def parsed(answer: httpx.Response) -> Calendar:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return IcsCalendarStream.calendar_from_ics(answer.text)


async def scheduled(governance: Governance, **changes: Any) -> dict[str, Any]:
    answer = await governance.post("/meetings", json=MEETING | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def published(governance: Governance, **changes: Any) -> dict[str, Any]:
    meeting = await scheduled(governance, **changes)
    return await publish(governance, meeting)


async def publish(governance: Governance, meeting: dict[str, Any]) -> dict[str, Any]:
    answer = await governance.post(f"/meetings/{meeting['id']}/publish")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.rule("governance.1")
class TestTheCalendar:
    async def test_has_published_meetings_and_no_other(self, governance: Governance) -> None:
        shown = await published(governance)
        await scheduled(governance, held_on="2027-06-10")
        answer = await read(governance, "meetings.ics")
        (event,) = parsed(answer).events
        assert event.uid == shown["id"]
        assert event.dtstart == datetime(2027, 5, 10, 10, 0, tzinfo=LONDON)
        assert event.location == "County Hall; room 2"
        assert str(event.url).endswith(f"/system-qe1/meetings/{shown['id']}")
        held = await read(
            governance, "meetings.ics", headers={"If-None-Match": answer.headers["etag"]}
        )
        assert held.status_code == 304

    async def test_a_change_shows_when_it_is_published(self, governance: Governance) -> None:
        meeting = await published(governance)
        path = f"/meetings/{meeting['id']}"
        await governance.patch(path, meeting["version"], json={"held_on": "2027-05-17"})
        (before,) = parsed(await read(governance, "meetings.ics")).events
        await publish(governance, meeting)
        (after,) = parsed(await read(governance, "meetings.ics")).events
        assert before.dtstart == datetime(2027, 5, 10, 10, 0, tzinfo=LONDON)
        assert after.dtstart == datetime(2027, 5, 17, 10, 0, tzinfo=LONDON)
        assert after.uid == before.uid
        assert (after.sequence or 0) > (before.sequence or 0)

    async def test_a_cancelled_meeting_stays_as_cancelled(self, governance: Governance) -> None:
        meeting = await published(governance)
        path = f"/meetings/{meeting['id']}"
        await governance.patch(path, meeting["version"], json={"status": "cancelled"})
        await publish(governance, meeting)
        (event,) = parsed(await read(governance, "meetings.ics")).events
        assert event.status == "CANCELLED"

    async def test_one_without_a_time_takes_the_day(self, governance: Governance) -> None:
        await published(governance, starts_at=None, place=None)
        (event,) = parsed(await read(governance, "meetings.ics")).events
        assert event.dtstart == date(2027, 5, 10)

    async def test_it_can_be_of_one_body(self, governance: Governance) -> None:
        meeting = await published(governance)
        own = await read(governance, f"meetings.ics?body_id={ICP}")
        assert [event.uid for event in parsed(own).events] == [meeting["id"]]
        other = await read(governance, "meetings.ics?body_id=01900000-0000-7000-8000-000000000000")
        assert other.status_code == 404

    async def test_another_system_has_its_own(self, governance: Governance) -> None:
        await published(governance)
        answer = await governance.http.get("/api/v1/QKK/governance/feeds/meetings.ics")
        assert parsed(answer).events == []


@pytest.mark.rule("governance.1")
class TestTheFeed:
    async def test_has_an_entry_a_meeting_with_what_was_published(
        self, governance: Governance
    ) -> None:
        meeting = await published(governance)
        path = f"/meetings/{meeting['id']}"
        first = feedparser.parse((await read(governance, "meetings.atom")).content)
        await governance.patch(path, meeting["version"], json={"place": "Town Hall"})
        await publish(governance, meeting)
        answer = await read(governance, "meetings.atom")
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        feed = feedparser.parse(answer.content)
        assert not feed.bozo
        (old,), (entry,) = first.entries, feed.entries
        assert entry.id == old.id == f"urn:uuid:{meeting['id']}"
        assert entry.published == old.published
        assert entry.updated > old.updated
        assert entry.summary == ("The meeting is to be held: 10 May 2027 at 10:00 in Town Hall.")

    async def test_a_feed_without_meetings_is_a_feed(self, governance: Governance) -> None:
        feed = feedparser.parse((await read(governance, "meetings.atom")).content)
        assert not feed.bozo
        assert feed.entries == []
