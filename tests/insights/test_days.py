"""At half past midnight in summer it is the next day for people, though not yet by UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from briefs_support import brief
from common.clock import new_id
from common.events.envelope import Event
from common.events.panel import SurveyClosed
from gaps_support import cells, gaps
from insight_reports_support import answers, decides, report
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import HEALTHWATCH, QE1, Library, activity
from notices_support import later, matches, saved, work
from stories_support import consent, deposited, published, story

TODAY = date(2027, 7, 2)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
NIGHT = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
"""By the clocks of those who live there 00:30 on `TODAY`; by UTC still `YESTERDAY`."""
UNDATED = {"heard_from": None, "heard_to": None}


@pytest.fixture
async def library(library: Library) -> Library:
    """The library at half past midnight in summer."""
    library.clock.now = NIGHT
    return library


async def tell(library: Library, data: Any) -> None:
    event = Event(id=new_id(), source="/test", ics="QE1", time=library.now, data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


class TestAges:
    @pytest.mark.rule("insights.6")
    async def test_are_counted_to_the_day_that_has_begun(self, library: Library) -> None:
        found = await library.published(heard_from=None, heard_to=str(YESTERDAY))
        age = (await library.reader.get(f"/findings/{found['id']}")).json()["ageing"]
        assert (age["heard_on"], age["age_days"]) == (str(YESTERDAY), 1)

    @pytest.mark.rule("insights.6")
    async def test_are_counted_from_the_day_of_publication_where_no_day_is_told(
        self, library: Library
    ) -> None:
        found = await library.published(**UNDATED)
        age = (await library.reader.get(f"/findings/{found['id']}")).json()["ageing"]
        assert (age["heard_on"], age["age_days"]) == (str(TODAY), 0)

    @pytest.mark.rule("insights.5")
    async def test_of_gaps_are_of_the_day_that_has_begun(self, library: Library) -> None:
        await library.published(**UNDATED)
        assert (await gaps(library.reader))["as_of"] == str(TODAY)
        [cell] = (await cells(library.reader)).values()
        assert cell["last_heard"] == str(TODAY)

    @pytest.mark.rule("insights.5")
    async def test_what_is_published_after_midnight_was_not_there_the_day_before(
        self, library: Library
    ) -> None:
        await library.published()
        assert await cells(library.reader, f"as_of={YESTERDAY}") == {}
        assert len(await cells(library.reader, f"as_of={TODAY}")) == 1

    @pytest.mark.rule("insights.5")
    @pytest.mark.parametrize("day", [date.min, date(2200, 1, 2), date.max])
    async def test_of_a_day_that_nobody_means_are_refused(
        self, library: Library, day: date
    ) -> None:
        await library.published()
        refused = await library.reader.get(f"/gaps?as_of={day}")
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == ["query.as_of"]


@pytest.mark.rule("insights.8")
class TestBriefs:
    async def test_are_as_of_the_day_that_has_begun(self, library: Library) -> None:
        found = await library.published(**UNDATED)
        made = await brief(library.editor)
        assert made["as_of"] == str(TODAY)
        [one] = made["findings"]
        assert (one["reference"], one["ageing"]["heard_on"]) == (found["reference"], str(TODAY))

    async def test_as_of_the_day_before_know_nothing_of_what_came_after_midnight(
        self, library: Library
    ) -> None:
        await library.published()
        assert (await brief(library.editor, as_of=str(YESTERDAY)))["findings"] == []

    async def test_of_a_day_to_come_are_refused(self, library: Library) -> None:
        sent = {"question": "What of urgent care?", "as_of": str(TOMORROW)}
        refused = await library.editor.post("/briefs", sent)
        assert [one["field"] for one in refused.json()["errors"]] == ["body.as_of"]


@pytest.mark.rule("insights.7")
class TestReports:
    async def test_hold_the_findings_and_answers_of_their_last_day(self, library: Library) -> None:
        found = await library.published(**UNDATED)
        decided = await decides(library, found["id"], decided_on=YESTERDAY)
        await answers(library, decided, found["id"], at=NIGHT)
        days = {"since": str(TODAY), "until": str(TODAY)}
        content = (await report(library.editor, **days))["content"]
        assert [one["heard_on"] for one in content["findings"]] == [str(TODAY)]
        [told] = [answer for one in content["done"] for answer in one["answers"]]
        assert told["published_on"] == str(TODAY)

    async def test_of_the_day_before_know_nothing_of_what_came_after_midnight(
        self, library: Library
    ) -> None:
        known = await library.published(heard_from=None, heard_to="2027-06-30")
        await library.published(**UNDATED)
        library.clock.now = NIGHT - timedelta(days=2)
        early = await library.published(heard_from=None, heard_to="2027-06-29")
        library.clock.now = NIGHT
        decided = await decides(library, early["id"], decided_on=date(2027, 6, 30))
        await answers(library, decided, early["id"], at=NIGHT)
        days = {"since": "2027-06-01", "until": str(YESTERDAY), "as_of": str(YESTERDAY)}
        content = (await report(library.editor, **days))["content"]
        assert [one["reference"] for one in content["findings"]] == [early["reference"]]
        assert known["reference"] != early["reference"]
        assert [one["answers"] for one in content["done"]] == [[]]


@pytest.mark.rule("insights.7")
class TestImpact:
    async def test_days_to_an_answer_are_days_in_england(self, library: Library) -> None:
        found = await library.published(library.partner)
        decided = await decides(library, found["id"], decided_on=YESTERDAY)
        await answers(library, decided, found["id"], at=NIGHT + timedelta(days=1, minutes=-31))
        told = (await library.partner.get(f"/organisations/{HEALTHWATCH}/impact")).json()
        assert told["as_of"] == str(TODAY)
        assert told["summary"]["median_days_to_feedback"] == 0
        assert told["summary"]["median_days_from_decision_to_feedback"] == 1


@pytest.mark.rule("insights.3")
class TestActivities:
    async def test_the_calendar_begins_with_the_day_that_has_begun(self, library: Library) -> None:
        for title, day in (("Over", YESTERDAY), ("On", TODAY)):
            days = {"starts_on": str(day), "ends_on": str(day)}
            made = await library.partner.post("/activities", activity(title=title, **days))
            assert made.status_code == 201, made.text
        found = (await library.partner.get("/activities/calendar")).json()
        assert found["first"] == str(TODAY)
        assert [one["title"] for one in found["items"]] == ["On"]

    async def test_a_survey_of_the_panel_ran_from_day_to_day_in_england(
        self, library: Library
    ) -> None:
        closed = SurveyClosed.model_validate(
            {
                "survey_id": uuid4(), "title": "Nights", "purpose": "Waiting at night",
                "themes": ["urgent_care"], "places": [], "spectrum_level": "listen",
                "opened_at": NIGHT - timedelta(days=7), "closed_at": NIGHT, "invited": 100,
                "responded": 50, "results": [], "groups": [], "limits": [],
            }
        )  # fmt: skip
        await tell(library, closed)
        [ran] = (await library.editor.get("/activities")).json()["items"]
        assert (ran["starts_on"], ran["ends_on"]) == ("2027-06-25", str(TODAY))
        [drafted] = (await library.editor.get("/findings")).json()["items"]
        content = drafted["content"]
        assert (content["heard_from"], content["heard_to"]) == ("2027-06-25", str(TODAY))

    async def test_avoided_engagements_are_of_the_day_on_which_they_were_registered(
        self, library: Library
    ) -> None:
        assert (await library.partner.post("/activities", activity())).status_code == 201

        async def registered(day: date) -> int:
            found = await library.reader.get(f"/activities/avoided?from={day}&to={day}")
            count: int = found.json()["registered"]
            return count

        assert [await registered(day) for day in (YESTERDAY, TODAY)] == [0, 1]
        library.clock.now = NIGHT - timedelta(minutes=31)
        assert (await library.partner.post("/activities", activity())).status_code == 201
        assert [await registered(day) for day in (YESTERDAY, TODAY)] == [1, 1]
        assert await registered(date.max) == 0


@pytest.mark.rule("insights.1")
class TestOrganisations:
    async def test_act_until_the_day_on_which_they_end(self, library: Library) -> None:
        path = f"/organisations/{HEALTHWATCH}"
        ended = await library.editor.patch(path, {"valid_to": str(TODAY)}, 1)
        assert ended.status_code == 200, ended.text
        refused = await library.partner.post("/activities", activity())
        assert (refused.status_code, refused.json()["type"]) == (
            403, "/problems/organisation-not-in-being",
        )  # fmt: skip

    async def test_are_partners_until_then(self, library: Library) -> None:
        found = await library.published(library.other_partner, visibility="partners")
        path = f"/findings/{found['id']}"
        assert (await library.partner.get(path)).status_code == 200
        ended = await library.editor.patch(
            f"/organisations/{HEALTHWATCH}", {"valid_to": str(TODAY)}, 1
        )
        assert ended.status_code == 200
        assert (await library.partner.get(path)).status_code == 404


@pytest.mark.rule("insights.9")
class TestStories:
    async def test_are_shown_until_the_end_of_the_day_that_was_agreed(
        self, library: Library
    ) -> None:
        library.clock.now = NIGHT - timedelta(minutes=31)
        told = await published(library, valid_until=str(YESTERDAY))
        path = f"/published-stories/{told['id']}"
        assert (await library.nobody.get(path)).status_code == 200
        library.clock.now = NIGHT
        assert (await library.nobody.get(path)).status_code == 410

    async def test_consent_that_ended_at_midnight_is_none(self, library: Library) -> None:
        sent = story(consent=consent(valid_until=str(YESTERDAY)))
        refused = await library.partner.post("/stories", sent)
        assert [one["field"] for one in refused.json()["errors"]] == ["body.consent.valid_until"]
        await deposited(library, consent=consent(agreed_on=str(TODAY), valid_until="2027-12-01"))


@pytest.mark.rule("insights.4")
class TestSearch:
    async def test_ages_are_of_the_day_that_has_begun(self, library: Library) -> None:
        await library.published(heard_from=None, heard_to=str(YESTERDAY))
        [one] = (await library.reader.get("/search?q=urgent")).json()["items"]
        assert one["ageing"]["age_days"] == 1

    async def test_a_saved_search_of_who_ended_at_midnight_is_told_nothing(
        self, library: Library
    ) -> None:
        search = await saved(library.partner)
        await library.editor.patch(f"/organisations/{HEALTHWATCH}", {"valid_to": str(TODAY)}, 1)
        await library.published(themes=["carers"])
        await later(library)
        await work(library)
        await library.editor.patch(f"/organisations/{HEALTHWATCH}", {"valid_to": None}, 2)
        assert await matches(library.partner, search) == []


@pytest.mark.rule("insights.2")
async def test_an_embargo_that_ends_after_midnight_publishes_on_the_day_that_has_begun(
    library: Library,
) -> None:
    library.clock.now = NIGHT - timedelta(days=1)
    held = await library.embargoed(days=1, **UNDATED)
    library.clock.now = NIGHT
    await library.lift()
    out = (await library.reader.get(f"/findings/{held['id']}")).json()
    assert (out["state"], out["ageing"]["heard_on"]) == ("published", str(TODAY))
    assert await cells(library.reader, f"as_of={YESTERDAY}") == {}


@pytest.mark.rule("insights.4")
async def test_harvesters_read_the_day_of_publication(
    library: Library,
) -> None:
    await library.published(**UNDATED)
    told = await library.nobody.get(
        "/feeds/oai", params={"arguments": "verb=ListRecords&metadataPrefix=oai_dc"}
    )
    assert f"<dc:date>{TODAY}</dc:date>" in told.text


@pytest.mark.rule("insights.8")
async def test_a_brief_tells_the_day_on_which_something_was_withdrawn(library: Library) -> None:
    found = await library.published()
    made = await brief(library.editor)
    gone = await library.editor.act(
        f"/findings/{found['id']}/withdraw", found["revision"], {"reason": "An error."}
    )
    assert gone.status_code == 200, gone.text
    document = await library.editor.get(f"/briefs/{made['id']}/document.html")
    assert "was withdrawn on 2 July 2027" in document.text
