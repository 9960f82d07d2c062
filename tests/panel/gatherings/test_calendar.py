"""The calendar, as other programs read it: `ical` parses it, `dateutil` reads its time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from panel.gatherings.calendars import write_calendar
from panel_support.gatherings import Hall
from panel_support.world import Member

LONDON = ZoneInfo("Europe/London")


async def read(hall: Hall, path: str = "/feeds/events.ics", **how: Any) -> httpx.Response:
    return await hall.world.http.get(hall.world.path(path), **how)


def parsed(answer: httpx.Response) -> Calendar:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return IcsCalendarStream.calendar_from_ics(answer.text)


class TestTheFeed:
    async def test_has_what_is_public_and_nothing_else(self, hall: Hall) -> None:
        shown = await hall.opened(title="Buses; and, trams")
        await hall.opened(public=False)
        await hall.draft()
        answer = await read(hall)
        (event,) = parsed(answer).events
        assert (event.uid, event.summary) == (shown["id"], "Buses; and, trams")
        assert event.dtstart == datetime.fromisoformat(shown["starts_at"])
        assert event.dtend == datetime.fromisoformat(shown["ends_at"])
        assert event.location == "Town hall, Blackpool; Online"
        assert str(event.url) == (
            f"http://gateway.test/lancashire-and-south-cumbria/events/{shown['id']}"
        )
        assert "secret-room" not in answer.text
        assert (await read(hall, "/feeds/events.ics")).headers["etag"] == answer.headers["etag"]
        held = await read(hall, headers={"If-None-Match": answer.headers["etag"]})
        assert held.status_code == 304

    async def test_one_event_has_a_file_of_its_own(self, hall: Hall) -> None:
        shown, hidden = await hall.opened(), await hall.opened(public=False)
        (event,) = parsed(await read(hall, f"/feeds/events/{shown['id']}.ics")).events
        assert event.uid == shown["id"]
        refused = await read(hall, f"/feeds/events/{hidden['id']}.ics")
        assert refused.status_code == 404

    async def test_a_change_and_calling_off_keep_the_uid_and_raise_the_sequence(
        self, hall: Hall
    ) -> None:
        gathering = await hall.opened()
        (first,) = parsed(await read(hall)).events
        address = f"/gatherings/{gathering['id']}"
        tag = {"If-Match": f'"v{gathering["version"]}"'}
        await hall.world.call("PATCH", address, {"venue": "Library"}, headers=tag)
        (second,) = parsed(await read(hall)).events
        await hall.world.call("POST", f"{address}/cancel")
        (third,) = parsed(await read(hall)).events
        assert first.uid == second.uid == third.uid
        assert [event.status for event in (first, second, third)] == [
            "CONFIRMED", "CONFIRMED", "CANCELLED",
        ]  # fmt: skip
        sequences = [event.sequence or 0 for event in (first, second, third)]
        assert sequences == sorted(set(sequences))
        assert second.location == "Library; Online"

    async def test_one_text_with_control_characters_does_not_spoil_it_for_all(
        self, hall: Hall
    ) -> None:
        """Slides and old word processors break lines by a vertical tab."""
        await hall.opened(title="Buses\x0band trams", summary="One\x1btwo", venue="Hall\x7f")
        (event,) = parsed(await read(hall)).events
        assert (event.summary, event.description) == ("Buses and trams", "One two")
        assert event.location == "Hall ; Online"


class TestTheFileOfAPlace:
    async def file(self, hall: Hall, gathering: dict[str, Any], member: Member) -> Event:
        answer = await hall.world.call(
            "GET",
            f"/gatherings/{gathering['id']}/place/calendar",
            headers=hall.link(gathering, member),
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        token = hall.link(gathering, member)["X-Place-Token"]
        assert token not in answer.text
        (event,) = IcsCalendarStream.calendar_from_ics(answer.json()["calendar"]).events
        return event

    async def test_is_there_for_an_event_that_is_not_public(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened(public=False)
        await hall.booked(gathering, ada)
        event = await self.file(hall, gathering, ada)
        assert (event.uid, event.url) == (gathering["id"], None)
        assert "https://meet.example/secret-room" in str(event.description)

    async def test_tells_where_to_join_to_those_alone_who_have_a_place(self, hall: Hall) -> None:
        ada, bea = await hall.guests(2)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, ada, bea)
        assert "secret-room" not in str((await self.file(hall, gathering, bea)).description)
        await hall.world.call("POST", f"/gatherings/{gathering['id']}/cancel")
        assert (await self.file(hall, gathering, ada)).status == "CANCELLED"

    async def test_needs_a_link_to_this_event(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        one, other = await hall.opened(public=False), await hall.opened(public=False)
        refused = await hall.world.call(
            "GET", f"/gatherings/{one['id']}/place/calendar", headers=hall.link(other, ada)
        )
        assert refused.status_code == 404


class TestTheTimeZone:
    ZONE = tzical(StringIO(write_calendar("x", "http://x", []).decode())).get("Europe/London")

    @given(st.datetimes(datetime(1997, 1, 1), datetime(2080, 1, 1)))  # noqa: DTZ001
    def test_is_that_of_london_as_another_library_reads_it(self, moment: datetime) -> None:
        at = moment.replace(tzinfo=UTC)
        local = at.astimezone(LONDON)
        # In the hour that comes twice, wall time alone cannot say which is meant.
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            assert local.replace(tzinfo=self.ZONE).utcoffset() == local.utcoffset()

    def test_clocks_change_at_one_in_universal_time(self) -> None:
        calendar = IcsCalendarStream.calendar_from_ics(write_calendar("x", "http://x", []).decode())
        (zone,) = calendar.timezones
        for part, month in ((zone.daylight[0], 3), (zone.standard[0], 10)):
            assert isinstance(part.dtstart, datetime)
            onset = part.dtstart - part.tz_offset_from.offset
            assert (onset.month, onset.weekday(), onset.hour) == (month, 6, 1)

    def test_knows_summer_from_winter(self) -> None:
        for month, hours in ((1, 0), (7, 1)):
            local = datetime(2026, month, 15, 12, tzinfo=self.ZONE)
            assert local.utcoffset() == timedelta(hours=hours)
