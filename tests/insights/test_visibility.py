"""Who may see what: every address that reads × every visibility × every kind of caller.

The matrix is made of the application's own routes: a new route that reads fails the test until it
says here how it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from files_support import PDF, add_file
from insights.main import build_app
from insights.settings import InsightsSettings
from insights.suggestions import service as suggestions
from insights_support import (
    CHARITY,
    CLOSED,
    EDITOR,
    HEALTHWATCH,
    PARTNER,
    READER,
    Caller,
    Library,
    activity,
)
from notices_support import saved, work

VISIBILITIES = ("public", "partners", "organisation")
NO_ONES = UUID(int=77)
MARK = "Heliotrope"
"""A word that stands in nothing but the thing that is looked for."""


@dataclass(frozen=True)
class Who:
    """A kind of caller, and what it may see of a thing of Healthwatch's."""

    name: str
    scopes: tuple[str, ...]
    organisation_id: UUID | None
    sees: frozenset[str]
    sees_unpublished: bool = False
    ics: str = "QE1"


PRINCIPALS = [
    Who("editor", tuple(EDITOR), None, frozenset(VISIBILITIES), True),
    Who("own organisation", tuple(PARTNER), HEALTHWATCH, frozenset(VISIBILITIES), True),
    Who("own organisation, reading", tuple(READER), HEALTHWATCH, frozenset(VISIBILITIES), True),
    Who("another partner", tuple(PARTNER), CHARITY, frozenset({"public", "partners"})),
    Who("another partner's publisher", (*EDITOR,), CHARITY, frozenset({"public", "partners"})),
    Who("an organisation that has ended", tuple(PARTNER), CLOSED, frozenset({"public"})),
    Who("an organisation of no system", (*EDITOR,), NO_ONES, frozenset({"public"})),
    Who("reader without organisation", tuple(READER), None, frozenset({"public"})),
    Who("depositor without organisation", tuple(PARTNER), None, frozenset({"public"})),
    Who("editor of another system", tuple(EDITOR), None, frozenset(), ics="QKK"),
]

Ask = Callable[[dict[str, Any]], str]
"""Gives the address at which a thing would be seen."""

FINDINGS: dict[str, Ask] = {
    "/findings": lambda f: "/findings?limit=200",
    "/findings/{finding_id}": lambda f: f"/findings/{f['id']}",
    "/findings/{finding_id}/versions": lambda f: f"/findings/{f['id']}/versions",
    "/findings/{finding_id}/versions/{before}/differences/{after}": lambda f: (
        f"/findings/{f['id']}/versions/1/differences/1"
    ),
    "/findings/{finding_id}/versions/{before}/differences/{after}/page.html": lambda f: (
        f"/findings/{f['id']}/versions/1/differences/1/page.html"
    ),
    "/findings/{finding_id}/use": lambda f: f"/findings/{f['id']}/use",
    "/search": lambda f: f"/search?q={MARK}",
    "/exports/findings.{form}": lambda f: f"/exports/findings.jsonl?q={MARK}",
}
PUBLISHED_ONLY = {"/search", "/exports/findings.{form}"}
"""Show what is published, and nothing that is in work."""
OWNERS_ONLY = {
    "/findings/{finding_id}/embargo": "who held it back until when",
    "/findings/{finding_id}/personal-data": "where what reads like personal data stands",
    "/findings/{finding_id}/theme-suggestions": "what the newest version's words may be about",
}
ACTIVITIES: dict[str, Ask] = {
    "/activities": lambda a: "/activities",
    "/activities/calendar": lambda a: "/activities/calendar?from=2027-01-01&to=2027-12-31",
    "/activities/calendar.ics": lambda a: "/activities/calendar.ics?from=2027-01-01&to=2027-12-31",
    "/activities/{activity_id}": lambda a: f"/activities/{a['id']}",
}
FEEDBACK: dict[str, Ask] = {
    "/feedback-sources": lambda s: "/feedback-sources",
    "/feedback-sources/{source_id}": lambda s: f"/feedback-sources/{s['id']}",
    "/feedback-sources/{source_id}/progress": lambda s: f"/feedback-sources/{s['id']}/progress",
    "/feedback-sources/{source_id}/imports": lambda s: f"/feedback-sources/{s['id']}/imports",
    "/feedback-imports/{import_id}": lambda s: f"/feedback-imports/{s['import']}",
    "/feedback-imports/{import_id}/rejections": lambda s: (
        f"/feedback-imports/{s['import']}/rejections"
    ),
    "/feedback": lambda s: f"/feedback?q={MARK}",
    "/gaps/comments": lambda s: "/gaps/comments",
    "/theme-suggestions": lambda s: f"/theme-suggestions?source_id={s['id']}",
    "/theme-suggestions/acceptance": lambda s: "/theme-suggestions/acceptance",
    "/theme-suggestions/{suggestion_id}": lambda s: f"/theme-suggestions/{s['suggestion']}",
    "/exports/feedback.{form}": lambda s: f"/exports/feedback.jsonl?q={MARK}",
}
BRIEFS: dict[str, Ask] = {
    "/briefs": lambda b: "/briefs",
    "/briefs/{brief_id}": lambda b: f"/briefs/{b['id']}",
    "/briefs/{brief_id}/document.html": lambda b: f"/briefs/{b['id']}/document.html",
    "/briefs/{brief_id}/document.docx": lambda b: f"/briefs/{b['id']}/document.docx",
}
FILES: dict[str, Ask] = {
    "/findings/{finding_id}/files": lambda f: f"/findings/{f['id']}/files",
    "/findings/{finding_id}/files/{file_id}": lambda f: f"/findings/{f['id']}/files/{f['file']}",
}
STORIES = {
    "/stories",
    "/stories/{story_id}",
    "/stories/{story_id}/consents",
    "/stories/{story_id}/files/{file_id}",
    "/stories/{story_id}/personal-data",
    "/published-stories",
    "/published-stories/{story_id}",
    "/published-stories/{story_id}/files/{file_id}",
    "/feeds/stories.atom",
}
"""By what the person agreed to, not by visibility: tests/insights/stories."""
REPORTS: dict[str, Ask] = {
    "/insight-reports": lambda r: "/insight-reports",
    "/insight-reports/{report_id}": lambda r: f"/insight-reports/{r['id']}",
    "/insight-reports/{report_id}/document.html": lambda r: (
        f"/insight-reports/{r['id']}/document.html"
    ),
    "/insight-reports/{report_id}/document.docx": lambda r: (
        f"/insight-reports/{r['id']}/document.docx"
    ),
}
PUBLIC_REPORTS = {
    "/published-insight-reports",
    "/published-insight-reports/{report_id}",
    "/published-insight-reports/{report_id}/report.json",
    "/published-insight-reports/{report_id}/document.html",
    "/published-insight-reports/{report_id}/document.docx",
}
OWNERS = {
    "/saved-searches",
    "/saved-searches/{search_id}",
    "/saved-searches/{search_id}/matches",
    "/notice-address",
    "/notices",
    "/notices/unread",
    "/notices/feed.atom",
}
"""Of the caller's own organisation alone: `saved_searches` and `notices` test them."""
PUBLISHED = {
    "/published-briefs/{brief_id}",
    "/published-findings/{finding_id}/age",
    "/published-findings/{finding_id}/standing",
    "/published-findings/{finding_id}/files",
    "/published-findings/{finding_id}/files/{file_id}",
    *PUBLIC_REPORTS,
    "/published-replies/{finding_id}",
    "/published-impact/{organisation_id}",
    "/published-impact/{organisation_id}/document",
}
"""Open to anyone; tells what anyone may see."""
GAPS = {"/gaps", "/gaps/heatmap.svg", "/gaps/table.html"}
FEEDS = {
    "/feeds/findings.atom": "/feeds/findings.atom",
    "/feeds/findings.json": "/feeds/findings.json",
    "/feeds/changes": "/feeds/changes",
    "/feeds/oai": "/feeds/oai?arguments=verb%3DListRecords%26metadataPrefix%3Doai_dc",
    "/feeds/findings.{form}": "/feeds/findings.jsonl",
    "/published-findings": f"/published-findings?q={MARK}",
}
"""Open to anyone; how each is asked."""
OPEN = {"/feeds/activities.{form}", "/feeds/catalogue.{form}"}
"""Open to anyone: public activities, and what the files of open data are called."""
NOT_BY_VISIBILITY = {
    "/vocabularies": "reference data",
    "/organisations": "the register of organisations",
    "/organisations/{organisation_id}": "the register of organisations",
    "/organisations/{organisation_id}/history": "the register of organisations",
    "/findings/{finding_id}/similar": "tested in alike/test_alike.py",
    "/findings/{finding_id}/replies/{reply_id}": "tested in replies/test_replies.py",
    "/findings/{finding_id}/replies/{reply_id}/versions": "tested in replies/test_replies.py",
    "/planned-items": "partners and editors alone: tested in planned/test_planned.py",
    "/planned-items/document.html": "partners and editors: planned/test_document.py",
    "/planned-items/document.docx": "partners and editors: planned/test_document.py",
    "/organisations/{organisation_id}/impact": "tested in impact/test_impact.py",
    "/activities/avoided": "tested in activities/test_avoided.py",
    "/feedback-mappings": "comes with the library",
    "/feedback-uploads/{upload_id}": "its owner's alone: tested in uploads/test_receiving.py",
    "/theme-model": "comes with the library",
    "/theme-frameworks": "reference data",
    "/theme-frameworks/{framework}": "reference data",
    "/theme-frameworks/{framework}/themes/{code}": "reference data",
}


def routes_that_read(app: FastAPI) -> set[str]:
    return {
        route.path.removeprefix("/api/v1/{ics}/insights")
        for route in app.routes
        if isinstance(route, APIRoute)
        and "GET" in (route.methods or ())
        and "/insights" in route.path
    }


def test_every_route_that_reads_is_in_the_matrix(service_settings: Any) -> None:
    reading = routes_that_read(build_app(service_settings(InsightsSettings)))
    by_visibility = {*FINDINGS, *OWNERS_ONLY, *ACTIVITIES, *FEEDBACK, *BRIEFS, *REPORTS, *GAPS}
    known = {*by_visibility, *FILES, *STORIES, *FEEDS, *OPEN, *OWNERS, *PUBLISHED,
             *NOT_BY_VISIBILITY}  # fmt: skip
    assert reading == known


def reveals(answer: Any, thing: dict[str, Any]) -> bool:
    """Tell whether an answer tells anything of a thing."""
    if answer.status_code != 200:
        assert answer.status_code in {403, 404}, answer.text
        return False
    names = (MARK, thing["id"], thing.get("reference", MARK))
    return any(name in answer.text for name in names)


@pytest.mark.parametrize("visibility", VISIBILITIES)
class TestMatrix:
    async def test_published_findings(self, library: Library, visibility: str) -> None:
        thing = await library.published(library.partner, title=MARK, visibility=visibility)
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in FINDINGS.items():
                seen = reveals(await caller.get(ask(thing)), thing)
                assert seen == (visibility in who.sees), (route, who.name)

    async def test_findings_that_were_never_published(
        self, library: Library, visibility: str
    ) -> None:
        thing = await library.draft(library.partner, title=MARK, visibility=visibility)
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in FINDINGS.items():
                seen = reveals(await caller.get(ask(thing)), thing)
                expected = who.sees_unpublished and route not in PUBLISHED_ONLY
                assert seen == expected, (route, who.name)

    async def test_what_was_public_and_is_so_no_more(
        self, library: Library, visibility: str
    ) -> None:
        thing = await library.published(library.partner, title=MARK)
        changed = await library.partner.patch(
            f"/findings/{thing['id']}", {"visibility": visibility}, thing["revision"]
        )
        await library.publish(changed.json())
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in FINDINGS.items():
                seen = reveals(await caller.get(ask(thing)), thing)
                assert seen == (visibility in who.sees), (route, who.name)

    async def test_versions_that_were_for_fewer_than_the_present_one(
        self, library: Library, visibility: str
    ) -> None:
        thing = await library.published(library.partner, title=MARK, visibility=visibility)
        changed = await library.partner.patch(
            f"/findings/{thing['id']}",
            {"visibility": "public", "title": "Plain"},
            thing["revision"],
        )
        await library.publish(changed.json())
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            answer = await caller.get(f"/findings/{thing['id']}/versions")
            assert (MARK in answer.text) == (visibility in who.sees), who.name

    async def test_gaps_are_of_what_may_be_seen(self, library: Library, visibility: str) -> None:
        await library.published(library.partner, visibility=visibility)
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for path in GAPS:
                answer = await caller.get(path)
                seen = "2026-09-30" in answer.text or "30 September 2026" in answer.text
                assert answer.status_code == 200, (path, who.name)
                assert seen == (visibility in who.sees), (path, who.name)

    async def test_feeds_hold_what_is_public_whoever_asks(
        self, library: Library, visibility: str
    ) -> None:
        thing = await library.published(library.partner, title=MARK, visibility=visibility)
        for path in FEEDS.values():
            for caller in (library.nobody, library.editor, library.reader):
                seen = reveals(await caller.get(path), thing)
                assert seen == (visibility == "public"), path

    async def test_files_of_findings(self, library: Library, visibility: str) -> None:
        thing = await library.draft(library.partner, visibility=visibility)
        added = await add_file(library.partner, f"/findings/{thing['id']}", f"{MARK}.pdf")
        thing["file"] = added.json()["id"]
        public = f"/published-findings/{thing['id']}/files"
        for published in (False, True):
            for who in PRINCIPALS:
                caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
                expected = visibility in who.sees if published else who.sees_unpublished
                for route, ask in FILES.items():
                    answer = await caller.get(ask(thing))
                    seen = reveals(answer, thing) or answer.content == PDF
                    assert seen == expected, (route, who.name)
            for path in (public, f"{public}/{thing['file']}"):
                answer = await library.nobody.get(path)
                seen = reveals(answer, thing) or answer.content == PDF
                assert seen == (published and visibility == "public")
            if not published:
                await library.publish(thing)

    async def test_activities(self, library: Library, visibility: str) -> None:
        data = activity(title=MARK, visibility=visibility)
        thing = (await library.partner.post("/activities", data)).json()
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in ACTIVITIES.items():
                seen = reveals(await caller.get(ask(thing)), thing)
                assert seen == (visibility in who.sees), (route, who.name)
            if who.ics == "QE1" and "insights:deposit" in who.scopes:
                near = await caller.post("/activities/near-matches", activity(title=MARK))
                assert reveals(near, thing) == (visibility in who.sees), who.name
        for caller in (library.nobody, library.editor):
            answer = await caller.get("/feeds/activities.jsonl")
            assert reveals(answer, thing) == (visibility == "public")

    @pytest.mark.parametrize("before", VISIBILITIES)
    async def test_what_came_near_to_what_nobody_leads(
        self, library: Library, visibility: str, before: str
    ) -> None:
        """An editor registered it, when what came near was perhaps for others than it is now."""
        known = await library.published(library.partner, title=MARK, visibility=before)
        data = activity(title=MARK, visibility=before)
        planned = (await library.partner.post("/activities", data)).json()
        made = (await library.editor.post("/activities", activity(title=MARK))).json()
        assert {one["id"] for one in made["near_matches"]} == {known["id"], planned["id"]}
        now = {"visibility": visibility}
        changed = await library.partner.patch(
            f"/findings/{known['id']}", {**now, "title": "Plain"}, known["revision"]
        )
        await library.publish(changed.json())
        await library.partner.patch(f"/activities/{planned['id']}", now, 1)
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            answer = await caller.get(f"/activities/{made['id']}")
            near = answer.json().get("near_matches", [])
            leads = who.name in {"editor", "depositor without organisation"}
            told = {(one["id"], one["title"]) for one in near}
            expected = {(known["id"], "Plain"), (planned["id"], MARK)}
            assert told == (expected if leads and visibility in who.sees else set()), who.name

    async def test_feedback(self, library: Library, visibility: str) -> None:
        source = {
            "name": MARK,
            "kind": "complaints_and_compliments",
            "mapping": {"text": "Comment", "said_on": {"column": "Date"}},
            "visibility": visibility,
        }
        thing = (await library.partner.post("/feedback-sources", source)).json()
        body = f"Date,Comment\n01/02/2025,{MARK} the nurse was kind\nbad,x\n".encode()
        report = await library.partner.upload(f"/feedback-sources/{thing['id']}/imports", body)
        thing["import"] = report.json()["import_id"]
        await suggestions.read_waiting(library.database)
        suggested = (await library.editor.get("/theme-suggestions?kind=theme")).json()["items"]
        thing["suggestion"] = suggested[0]["id"]
        team = library.caller([*EDITOR, "insights:label"])
        path = f"/theme-suggestions/{thing['suggestion']}/decision"
        assert (await team.act(path, 1, {"decision": "accepted"})).status_code == 200
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in FEEDBACK.items():
                answer = await caller.get(ask(thing))
                telling = ('"said_on"', '"model_version"', '"last_said"', '"state"')
                seen = reveals(answer, thing) or any(name in answer.text for name in telling)
                assert seen == (visibility in who.sees), (route, who.name)

    async def test_briefs(self, library: Library, visibility: str) -> None:
        asked = {"question": MARK, "visibility": visibility}
        thing = (await library.partner.post("/briefs", asked)).json()
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in BRIEFS.items():
                answer = await caller.get(ask(thing))
                seen = reveals(answer, thing) or answer.content.startswith(b"PK")
                assert seen == (visibility in who.sees), (route, who.name)
        for caller in (library.nobody, library.editor):
            answer = await caller.get(f"/published-briefs/{thing['id']}")
            assert reveals(answer, thing) == (visibility == "public")

    async def test_insight_reports(self, library: Library, visibility: str) -> None:
        publisher = library.caller(list(EDITOR), HEALTHWATCH)
        asked = {"since": "2026-07-01", "until": "2026-09-30", "visibility": visibility}
        made = await publisher.post("/insight-reports", asked)
        if visibility == "organisation":
            assert made.status_code == 422
            return
        thing = made.json()
        await publisher.post(f"/insight-reports/{thing['id']}/publish")
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route, ask in REPORTS.items():
                answer = await caller.get(ask(thing))
                seen = reveals(answer, thing) or answer.content.startswith(b"PK")
                assert seen == (visibility in who.sees), (route, who.name)
        for path in PUBLIC_REPORTS:
            answer = await library.nobody.get(path.format(report_id=thing["id"]))
            seen = reveals(answer, thing) or answer.content.startswith(b"PK")
            assert seen == (visibility == "public"), path

    async def test_findings_in_an_insight_report(self, library: Library, visibility: str) -> None:
        """A report for everybody tells nobody what not everybody may see."""
        thing = await library.published(library.partner, title=MARK, visibility=visibility)
        made = await library.editor.post(
            "/insight-reports",
            {"since": "2026-07-01", "until": "2026-09-30", "visibility": "public"},
        )
        assert reveals(
            await library.editor.get(f"/insight-reports/{made.json()['id']}"), thing
        ) == (visibility == "public")

    async def test_findings_in_a_brief(self, library: Library, visibility: str) -> None:
        """A brief for everybody tells nobody what they may not see of its findings."""
        thing = await library.published(library.partner, title=MARK)
        made = await library.partner.post(
            "/briefs", {"question": "Urgent care", "visibility": "public"}
        )
        changed = await library.partner.patch(
            f"/findings/{thing['id']}", {"visibility": visibility}, thing["revision"]
        )
        await library.publish(changed.json())
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for route in ("", "/document.html"):
                answer = await caller.get(f"/briefs/{made.json()['id']}{route}")
                seen = reveals(answer, thing)
                assert seen == (visibility in who.sees), (route, who.name)
        answer = await library.editor.get(f"/published-briefs/{made.json()['id']}")
        assert reveals(answer, thing) == (visibility == "public")


class TestScopes:
    async def test_without_a_credential_nothing_but_feeds_is_answered(
        self, library: Library
    ) -> None:
        private = [route for route in STORIES if route.startswith("/stories")]
        asked = (*FINDINGS, *FILES, *private, *ACTIVITIES, *FEEDBACK, *BRIEFS, *REPORTS, *GAPS,
                 *NOT_BY_VISIBILITY)  # fmt: skip
        for path in (*asked, *OWNERS_ONLY, *OWNERS):
            address = path.format(
                finding_id=HEALTHWATCH,
                activity_id=HEALTHWATCH,
                source_id=HEALTHWATCH,
                import_id=HEALTHWATCH,
                upload_id=HEALTHWATCH,
                brief_id=HEALTHWATCH,
                report_id=HEALTHWATCH,
                search_id=HEALTHWATCH,
                reply_id=HEALTHWATCH,
                before=1,
                after=1,
                organisation_id=HEALTHWATCH,
                suggestion_id=HEALTHWATCH,
                framework="patient_experience",
                code="parking",
                form="csv",
                story_id=HEALTHWATCH,
                file_id=HEALTHWATCH,
            )
            assert (await library.nobody.get(address)).status_code == 401, path

    async def test_owners_alone_are_told_what_is_theirs(self, library: Library) -> None:
        thing = await library.published(library.partner)
        for who in PRINCIPALS:
            caller = library.caller(list(who.scopes), who.organisation_id, who.ics)
            for path in OWNERS_ONLY:
                answer = await caller.get(path.format(finding_id=thing["id"]))
                assert (answer.status_code == 200) == who.sees_unpublished, (path, who.name)


NOBODY = Who("nobody", (), None, frozenset({"public"}))
WITH_A_BOX = {"editor", "own organisation", "own organisation, reading", "another partner",
              "another partner's publisher"}  # fmt: skip
QUERIES = {
    "/activities/calendar": "?from=2026-01-01&to=2026-12-31",
    "/activities/calendar.ics": "?from=2026-01-01&to=2026-12-31",
    "/feeds/findings.{form}": "?licence=ogl-uk-3.0",
    "/feeds/oai": "?arguments=verb%3DListRecords%26metadataPrefix%3Doai_dc",
}
"""What a route is asked with, where it isn't asked of a finding."""
OWN = {*FINDINGS, *FILES, *OWNERS_ONLY} - PUBLISHED_ONLY
"""Where a finding is shown to its owners before it is published."""
SIMILAR, MATCHES = "/findings/{finding_id}/similar", "/saved-searches/{search_id}/matches"
BY_READER = {*FINDINGS, *FILES, *GAPS, SIMILAR}
IN_BOXES = {MATCHES, "/notices", "/notices/feed.atom"}
FOR_ANYONE = {
    *FEEDS,
    "/published-findings/{finding_id}/age",
    "/published-findings/{finding_id}/standing",
    "/published-findings/{finding_id}/files",
    "/published-findings/{finding_id}/files/{file_id}",
    "/published-replies/{finding_id}",
}
NOT_OF_FINDINGS = {
    *STORIES, *FEEDBACK, "/vocabularies", "/notice-address", "/feedback-mappings", "/theme-model",
    "/theme-frameworks", "/theme-frameworks/{framework}", "/organisations",
    "/theme-frameworks/{framework}/themes/{code}", "/organisations/{organisation_id}",
    "/organisations/{organisation_id}/history",
}  # fmt: skip
"""Tell of other things, and read no finding. A new route is asked about findings until it says so.
"""
OF_NOW = re.compile(r"<responseDate>.*?</responseDate>|\"revision\":\d+")
"""What differs between two answers that tell the same; a revision grows with a draft, too."""


@dataclass
class Asked:
    """A finding under embargo in a library, and everything that is asked about it."""

    library: Library
    routes: set[str]
    anchor: dict[str, Any]
    """A public finding that comes near to it."""
    searches: Mapping[UUID | None, str]

    def callers(self) -> list[tuple[Who, Caller]]:
        named = [
            (who, self.library.caller(list(who.scopes), who.organisation_id, who.ics))
            for who in PRINCIPALS
        ]
        return [*named, (NOBODY, self.library.nobody)]

    def address(self, route: str, who: Who, thing: dict[str, Any]) -> str:
        if route in FINDINGS or route in FILES:
            return {**FINDINGS, **FILES}[route](thing)
        ids: dict[str, Any] = dict.fromkeys(re.findall(r"{(\w+)}", route), HEALTHWATCH)
        ids |= {"finding_id": thing["id"], "file_id": thing["file"], "form": "jsonl", "before": 1,
                "after": 1, "framework": "patient_experience", "code": "parking",
                "search_id": self.searches.get(who.organisation_id, HEALTHWATCH)}  # fmt: skip
        if route == SIMILAR:
            ids["finding_id"] = self.anchor["id"]
        if "catalogue" in route:
            ids["form"] = "ttl"
        return route.format(**ids) + QUERIES.get(route, "")

    async def answers(self, thing: dict[str, Any]) -> dict[tuple[str, str], Any]:
        """Ask every route that reads, as every kind of caller."""
        return {
            (route, who.name): await caller.get(self.address(route, who, thing))
            for who, caller in self.callers()
            for route in sorted(self.routes)
        }

    async def made(self) -> dict[tuple[str, str], str]:
        """Have briefs and reports made and near matches looked for, by every caller who may."""
        told = {}
        for who, caller in self.callers():
            for audience in VISIBILITIES:
                brief = {"question": "Urgent care?", "visibility": audience}
                span = {"since": "2026-07-01", "until": "2026-11-20", "visibility": audience}
                for path, sent in (("/briefs", brief), ("/insight-reports", span)):
                    answer = await caller.post(path, sent)
                    told[f"{path} for {audience}", who.name] = (
                        answer.json()["digest"] if answer.status_code == 201 else ""
                    )
            near = await caller.post("/activities/near-matches", activity(title=MARK))
            told["near matches", who.name] = near.text if near.status_code == 200 else ""
        return told


def tells(route: str, answer: Any, thing: dict[str, Any]) -> bool:
    """Tell whether an answer tells of a finding, by its words, its day or its being there."""
    if answer.status_code != 200:
        return False
    signs = (MARK, thing["id"], thing["reference"], "2026-10-07", "7 October 2026")
    seen = any(sign in answer.text for sign in signs)
    return seen or answer.content == PDF or route in OWNERS_ONLY


def expected(route: str, who: Who, visibility: str, *, out: bool) -> bool:
    """Say whether a route tells a caller of the finding before its embargo ends, or after."""
    if not out:
        return who.sees_unpublished and route in OWN
    if route in OWNERS_ONLY:
        return who.sees_unpublished
    if route in FOR_ANYONE:
        return visibility == "public" and who.ics == "QE1"
    if route in IN_BOXES:
        return who.name in WITH_A_BOX and visibility in who.sees
    return route in BY_READER and visibility in who.sees and who is not NOBODY


@pytest.fixture
async def asked(library: Library, app: Any) -> Asked:
    """A library with something in it, before anything is under embargo."""
    anchor = await library.published(library.other_partner)
    owners = {None: library.editor, HEALTHWATCH: library.partner, CHARITY: library.other_partner}
    searches = {owner: (await saved(caller))["id"] for owner, caller in owners.items()}
    return Asked(library, routes_that_read(app[0]) - NOT_OF_FINDINGS, anchor, searches)


@pytest.mark.rule("insights.1")
class TestEmbargo:
    """Every route × every visibility × every kind of caller × before and at the moment."""

    async def approved(self, asked: Asked, visibility: str) -> dict[str, Any]:
        """A finding with a file, approved and under embargo for three days."""
        library = asked.library
        thing = await library.draft(
            library.partner, title=MARK, visibility=visibility, themes=["urgent_care", "carers"],
            heard_to="2026-10-07", embargo_until=(library.now + timedelta(days=3)).isoformat(),
        )  # fmt: skip
        added = await add_file(library.partner, f"/findings/{thing['id']}", f"{MARK}.pdf")
        return {**await library.publish(thing), "file": added.json()["id"]}

    def check(
        self, answers: dict[tuple[str, str], Any], thing: dict[str, Any], visibility: str, *,
        out: bool,
    ) -> None:  # fmt: skip
        names = {who.name: who for who in (*PRINCIPALS, NOBODY)}
        for (route, name), answer in answers.items():
            assert answer.status_code in {200, 401, 403, 404}, (route, name, answer.text)
            wanted = expected(route, names[name], visibility, out=out)
            assert tells(route, answer, thing) == wanted, (route, name, answer.text[:2000])

    @pytest.mark.parametrize("visibility", VISIBILITIES)
    async def test_before_the_moment_owners_alone_are_told_and_only_where_drafts_are(
        self, asked: Asked, visibility: str
    ) -> None:
        thing = await self.approved(asked, visibility)
        await work(asked.library)
        asked.library.clock.now = _moment(thing) - timedelta(microseconds=1)
        await asked.library.lift()
        self.check(await asked.answers(thing), thing, visibility, out=False)

    @pytest.mark.parametrize("visibility", VISIBILITIES)
    async def test_at_the_moment_everybody_whom_its_visibility_names(
        self, asked: Asked, visibility: str
    ) -> None:
        thing = await self.approved(asked, visibility)
        asked.library.clock.now = _moment(thing)
        await asked.library.lift()
        await work(asked.library)
        self.check(await asked.answers(thing), thing, visibility, out=True)

    async def test_until_then_every_answer_is_as_if_it_were_not_there(self, asked: Asked) -> None:
        """No count, order, tag or total differs by it; nothing that is made of the library does."""
        absent = {"id": str(HEALTHWATCH), "file": str(HEALTHWATCH)}
        made_before, before = await asked.made(), await asked.answers(absent)
        thing = await self.approved(asked, "public")
        after, made_after = await asked.answers(thing), await asked.made()
        unlike = [
            key
            for key, answer in after.items()
            if _said(answer) != _said(before[key])
            and not (key[0] in OWN and (key[1] == "editor" or "own organisation" in key[1]))
        ]
        assert unlike == []
        assert made_after == made_before
        asked.library.clock.now = _moment(thing)
        await asked.library.lift()
        assert await asked.made() != made_before


def _moment(thing: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(thing["embargo"]["until"])


def _said(answer: Any) -> tuple[Any, ...]:
    if answer.status_code != 200:
        return (answer.status_code,)
    return (200, answer.headers.get("ETag"), OF_NOW.sub("", answer.text))
