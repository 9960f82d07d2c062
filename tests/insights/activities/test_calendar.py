"""The calendar of planned engagement."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from insights_support import Caller, Library, activity

pytestmark = pytest.mark.rule("insights.3")

YEAR = "from=2027-01-01&to=2027-12-31"


async def planned(caller: Caller, **fields: Any) -> dict[str, Any]:
    answer = await caller.post("/activities", activity(**fields))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def titles(caller: Caller, query: str) -> list[str]:
    answer = await caller.get(f"/activities/calendar?{query}")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


class TestCalendar:
    async def test_it_lists_by_day_with_counts_by_place_and_community(
        self, library: Library
    ) -> None:
        await planned(library.partner, title="Late", starts_on="2027-05-01", ends_on="2027-05-02")
        await planned(
            library.other_partner,
            title="Early",
            starts_on="2027-02-01",
            ends_on=None,
            places=["fylde", "blackpool"],
            communities=["homelessness"],
        )
        await planned(library.partner, title="Everywhere", places=[], communities=[])
        body = (await library.reader.get(f"/activities/calendar?{YEAR}")).json()
        assert [item["title"] for item in body["items"]] == ["Everywhere", "Early", "Late"]
        assert body["items"][1]["organisation_name"] == "The Listening Charity"
        assert body["by_place"] == [
            {"code": "blackpool", "activities": 2},
            {"code": "fylde", "activities": 1},
        ]
        assert {c["code"] for c in body["by_community"]} == {"homelessness", "young_carers"}

    @pytest.mark.parametrize(
        ("days", "seen"),
        [
            ("from=2027-01-11&to=2027-01-11", True),
            ("from=2027-02-11&to=2027-03-01", True),
            ("from=2027-01-20&to=2027-01-21", True),
            ("from=2027-02-12&to=2027-03-01", False),
            ("from=2026-12-01&to=2027-01-10", False),
            ("", True),
        ],
    )
    async def test_what_is_in_its_days(self, library: Library, days: str, seen: bool) -> None:
        await planned(library.partner)
        assert bool(await titles(library.reader, days)) == seen

    async def test_filters_leave_what_they_name_and_the_whole_system_is_everywhere(
        self, library: Library
    ) -> None:
        await planned(library.partner, title="Here")
        await planned(library.partner, title="All", places=[], themes=["housing"], communities=[])
        assert set(await titles(library.reader, f"{YEAR}&place=fylde")) == {"All"}
        assert set(await titles(library.reader, f"{YEAR}&place=blackpool")) == {"All", "Here"}
        assert await titles(library.reader, f"{YEAR}&community=young_carers") == ["Here"]
        assert await titles(library.reader, f"{YEAR}&theme=housing") == ["All"]

    @pytest.mark.parametrize("visibility", ["public", "partners", "organisation"])
    async def test_it_tells_each_reader_of_what_they_may_see(
        self, library: Library, visibility: str
    ) -> None:
        await planned(library.partner, visibility=visibility)
        for caller, seen in (
            (library.partner, True),
            (library.other_partner, visibility != "organisation"),
            (library.reader, visibility == "public"),
        ):
            body = (await caller.get(f"/activities/calendar?{YEAR}")).json()
            assert (len(body["items"]), len(body["by_place"])) == (int(seen), int(seen))
            text = (await caller.get(f"/activities/calendar.ics?{YEAR}")).text
            assert ("BEGIN:VEVENT" in text) == seen

    async def test_what_is_called_off_or_has_no_date_is_not_in_it(self, library: Library) -> None:
        off = await planned(library.partner)
        await library.partner.act(f"/activities/{off['id']}/call-off", 1, {"reason": "No staff."})
        await planned(library.partner, starts_on=None, ends_on=None)
        assert await titles(library.reader, YEAR) == []

    async def test_each_is_met_once_over_pages(self, library: Library) -> None:
        for number in range(5):
            await planned(library.partner, title=str(number), starts_on=f"2027-01-{20 - number}")
        seen: list[str] = []
        cursor = ""
        while True:
            path = f"/activities/calendar?{YEAR}&limit=2{cursor}"
            body = (await library.reader.get(path)).json()
            assert bool(body["by_place"]) == (not cursor)
            seen += [item["title"] for item in body["items"]]
            if body["next_cursor"] is None:
                break
            cursor = f"&cursor={body['next_cursor']}"
        assert seen == ["4", "3", "2", "1", "0"]

    @pytest.mark.parametrize(
        "days",
        ["from=2027-01-02&to=2027-01-01", "from=2027-01-01&to=2028-01-03", "from=yesterday",
         "cursor=abc"],
    )  # fmt: skip
    async def test_what_is_no_window_is_refused(self, library: Library, days: str) -> None:
        assert (await library.reader.get(f"/activities/calendar?{days}")).status_code == 422

    async def test_the_last_day_that_there_is_can_be_asked_for(self, library: Library) -> None:
        assert await titles(library.reader, "from=9999-12-31") == []


class TestICalendar:
    async def test_a_calendar_program_reads_whole_days(self, library: Library) -> None:
        one = await planned(library.partner, topic="Nights, and\nhow to wait; or not.")
        answer = await library.reader.get(f"/activities/calendar.ics?{YEAR}")
        assert answer.headers["content-type"].startswith("text/calendar")
        [event] = Calendar.from_ical(answer.content).walk("VEVENT")
        assert (str(event["uid"]), str(event["summary"])) == (one["id"], one["title"])
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (
            date(2027, 1, 11), date(2027, 2, 12),
        )  # fmt: skip
        assert str(event["description"]) == "Nights, and\nhow to wait; or not."
        assert str(event["status"]) == "TENTATIVE"
        assert one["id"] in str(event["url"])

    async def test_what_is_called_off_stays_as_cancelled_with_a_higher_sequence(
        self, library: Library
    ) -> None:
        one = await planned(library.partner)
        await library.partner.act(f"/activities/{one['id']}/call-off", 1, {"reason": "No staff."})
        answer = await library.reader.get(f"/activities/calendar.ics?{YEAR}")
        [event] = Calendar.from_ical(answer.content).walk("VEVENT")
        assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 2)
