"""What is counted of a bulletin says how often, and can say nothing of whom."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from common.clock import new_id, utc_now
from common.testing.clock import FakeClock
from panel.bulletins.reception import publish_figures, released
from panel.bulletins.sending import COUNTED_FOR
from panel.disclosure import Rule
from panel_support.bulletins import (
    AGREES,
    TEXT,
    copies,
    drafted,
    ended,
    found,
    html_of,
    own_words,
    sent,
)
from panel_support.mails import text_of
from panel_support.world import QE1, QKK, Member, World

pytestmark = pytest.mark.rule("panel.8")


async def open_it(world: World, bulletin: dict[str, Any], **changes: Any) -> Any:
    token = world.keys.bulletin_token(QE1, UUID(bulletin["id"]))
    body = {"token": token} | changes
    return await world.call("POST", f"/sent-bulletins/{bulletin['id']}/openings", body)


async def click(world: World, bulletin: dict[str, Any], link: int = 1, **changes: Any) -> Any:
    token = world.keys.bulletin_token(QE1, UUID(bulletin["id"]))
    body = {"token": token, "link": link} | changes
    return await world.call("POST", f"/sent-bulletins/{bulletin['id']}/clicks", body)


async def figures(world: World, bulletin: dict[str, Any], level: str = "exact") -> Any:
    return await world.call("GET", f"/bulletins/{bulletin['id']}/reception?level={level}")


async def pass_over(world: World) -> None:
    """Let the time of counting pass, and the worker publish."""
    async with world.database.transaction(QE1) as session:
        await session.execute(text("UPDATE bulletin_receptions SET counted_until = now()"))
    await publish_figures(world.database, clock=FakeClock(utc_now() + timedelta(seconds=1)))


async def readers(world: World, count: int, **said: Any) -> list[Member]:
    return await world.join_many(count, **({"purposes": AGREES} | said))


class TestWhoIsCounted:
    async def test_nobody_is_who_did_not_agree_to_it(self, world: World) -> None:
        await world.join("no@example.org", purposes=["bulletins"])
        bulletin = await sent(world)
        html = html_of((await copies(world))["no@example.org"])
        assert "opened.gif" not in html
        assert "/links/" not in html
        assert 'href="https://example.org/plan?a=1&amp;b=2"' in html
        found_figures = (await figures(world, bulletin)).json()
        assert (found_figures["copies"], found_figures["counted"]) == (1, 0)

    async def test_who_agreed_gets_a_copy_that_says_so(self, world: World) -> None:
        await world.join("yes@example.org", purposes=AGREES)
        await sent(world)
        letter = (await copies(world))["yes@example.org"]
        assert "opened.gif" in html_of(letter)
        assert "/links/1?c=" in html_of(letter)
        assert "You agreed that we count, without your name" in html_of(letter)
        assert "opened.gif" not in text_of(letter)
        assert "/links/" not in text_of(letter)

    async def test_mail_in_plain_text_counts_nothing(self, world: World) -> None:
        await world.join(purposes=AGREES, mail_format="plain_text")
        bulletin = await sent(world)
        assert "opened.gif" not in next(iter((await copies(world)).values())).as_string()
        assert (await figures(world, bulletin)).json()["counted"] == 0


class TestAnonymity:
    async def test_copies_differ_in_what_is_the_readers_own_and_in_nothing_that_counts(
        self, world: World
    ) -> None:
        members = [await world.join(f"p{n}@example.org", purposes=AGREES) for n in range(3)]
        finding = await found(world)
        await sent(world, TEXT, {"kind": "finding", "finding_id": str(finding)})
        alike = set()
        for email, letter in (await copies(world)).items():
            html = html_of(letter)
            (member,) = [one for one in members if one.email == email]
            for own in own_words(world, member):
                html = html.replace(own, "OWN")
            alike.add(html)
        assert len(alike) == 1
        assert alike.pop().count("OWN") == 1, "the link that stops bulletins"

    async def test_what_a_counted_copy_fetches_names_nobody(self, world: World) -> None:
        members = [await world.join(f"p{n}@example.org", purposes=AGREES) for n in range(2)]
        await sent(world)
        for letter in (await copies(world)).values():
            fetched = re.findall(r'(?:src|href)="([^"]*(?:opened|links)[^"]*)"', html_of(letter))
            assert len(fetched) == 2
            for member in members:
                assert not [w for w in own_words(world, member) if w in repr(fetched)]
                assert member.member_id not in repr(fetched)

    async def test_no_column_of_what_is_counted_tells_of_a_person_or_of_a_moment(
        self, world: World
    ) -> None:
        rows = await world.rows(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND table_name IN "
            "('bulletin_receptions', 'bulletin_links', 'mail_copies')"
        )
        columns = {(row[0], row[1]) for row in rows}
        assert columns == {
            ("bulletin_receptions", c)
            for c in ("ics", "bulletin_id", "opened", "counted_until", "published")
        } | {
            ("bulletin_links", c)
            for c in ("ics", "bulletin_id", "number", "label", "address", "followed")
        } | {("mail_copies", c) for c in ("ics", "about_id", "sent", "counted")}  # fmt: skip

    async def test_two_openings_by_one_and_one_each_by_two_look_alike(self, world: World) -> None:
        await readers(world, 2)
        first, second = await sent(world), await sent(world)
        await copies(world)
        for bulletin in (first, first, second, second):
            assert (await open_it(world, bulletin)).status_code == 204
        one, other = (await figures(world, first)).json(), (await figures(world, second)).json()
        assert one["opened"] == other["opened"] == 2
        assert {k: v for k, v in one.items() if k != "counted_until"} == {
            k: v for k, v in other.items() if k != "counted_until"
        }


class TestCounting:
    async def test_openings_and_clicks_are_counted_and_the_rate_is_reckoned(
        self, world: World
    ) -> None:
        await readers(world, 4)
        await world.join("uncounted@example.org", purposes=["bulletins"])
        bulletin = await sent(world)
        await copies(world)
        for _ in range(2):
            await open_it(world, bulletin)
        clicked = await click(world, bulletin)
        assert clicked.json() == {"address": "https://example.org/plan?a=1&b=2"}
        got = (await figures(world, bulletin)).json()
        assert (got["copies"], got["counted"], got["opened"]) == (5, 4, 2)
        assert got["opened_percent"] == 50.0
        assert [(one["link"], one["followed"]) for one in got["links"]] == [(1, 1)]
        assert got["mails"] == {"sent": 5}

    async def test_nobody_counts_without_the_bulletins_own_token(self, world: World) -> None:
        await readers(world, 1)
        bulletin, other = await sent(world), await sent(world)
        foreign = world.keys.bulletin_token(QE1, UUID(other["id"]))
        for token in (foreign, "x" * 43, "é" * 30):
            assert (await open_it(world, bulletin, token=token)).status_code == 404
            assert (await click(world, bulletin, token=token)).status_code == 404
        elsewhere = await world.call(
            "POST", f"/sent-bulletins/{bulletin['id']}/openings", {"token": foreign}, ics=QKK
        )
        assert elsewhere.status_code == 404
        assert (await figures(world, bulletin)).json()["opened"] == 0

    @pytest.mark.parametrize("link", [2, 100])
    async def test_a_click_leads_to_no_address_that_is_not_in_the_bulletin(
        self, world: World, link: int
    ) -> None:
        await readers(world, 1)
        bulletin = await sent(world)
        assert (await click(world, bulletin, link)).status_code == 404
        named = await click(world, bulletin, 1, address="https://evil.example/")
        assert named.status_code == 422

    async def test_ends_and_links_still_lead_on(self, world: World) -> None:
        await readers(world, 1)
        bulletin = await sent(world)
        sent_at = datetime.fromisoformat(bulletin["sent_at"])
        until = (await figures(world, bulletin)).json()["counted_until"]
        assert datetime.fromisoformat(until) == sent_at + COUNTED_FOR
        await pass_over(world)
        assert (await open_it(world, bulletin)).status_code == 204
        assert (await click(world, bulletin)).status_code == 200
        got = (await figures(world, bulletin)).json()
        assert (got["opened"], got["links"][0]["followed"]) == (0, 0)


class TestPublishing:
    async def test_waits_until_counting_is_over_and_is_done_once(self, world: World) -> None:
        await readers(world, 21)
        bulletin = await sent(world)
        await copies(world)
        for _ in range(12):
            await open_it(world, bulletin)
        for _ in range(7):
            await click(world, bulletin)
        refused = await figures(world, bulletin, "published")
        assert refused.json()["type"] == "/problems/bulletin-not-yet-counted"
        await pass_over(world)
        got = (await figures(world, bulletin, "published")).json()
        assert (got["copies"], got["counted"], got["opened"]) == (20, 20, 10)
        assert got["opened_percent"] == 50.0
        assert got["links"][0]["followed"] is None
        assert got["mails"] is None
        await pass_over(world)
        assert (await figures(world, bulletin, "published")).json() | {"counted_until": 0} == (
            got | {"counted_until": 0}
        )

    async def test_of_a_segment_there_are_none_without_the_scope(
        self, world: World, token: Any
    ) -> None:
        await readers(world, 21, place="blackpool")
        segment = {"name": "Blackpool", "criteria": {"places": ["blackpool"]}}
        segment_id = (await world.call("POST", "/segments", segment)).json()["id"]
        bulletin = await sent(world, segment_id=segment_id)
        await pass_over(world)
        assert (await figures(world, bulletin, "published")).status_code == 404
        assert (await figures(world, bulletin)).status_code == 200
        refused = await world.http.get(
            world.path(f"/bulletins/{bulletin['id']}/reception?level=exact"),
            headers=token(["panel:read", "panel:manage"]),
        )
        assert refused.status_code == 403

    @given(copies=st.integers(0, 5000), opened=st.integers(0, 9000), followed=st.integers(0, 9000))
    def test_no_figure_is_within_the_threshold_or_exact(
        self, copies: int, opened: int, followed: int
    ) -> None:
        rule = Rule(7, 5)
        counts = {"copies": copies, "counted": copies, "opened": opened}
        got = released({**counts, "links": [{"link": 1, "followed": followed}]}, rule)
        shown = {**got, "followed": got["links"][0]["followed"]}
        for name, exact in {**counts, "followed": followed}.items():
            figure = shown[name]
            assert (figure is None) == (exact <= 7)
            assert figure is None or (figure % 5 == 0 and abs(figure - exact) <= 2)


class TestPage:
    async def test_shows_what_was_sent_to_anybody_without_own_links(self, world: World) -> None:
        await world.join(purposes=["surveys", *AGREES])
        survey = await world.open_survey()
        finding = await found(world)
        bulletin = await sent(
            world,
            TEXT,
            {"kind": "survey", "survey_id": survey["id"]},
            {"kind": "finding", "finding_id": str(finding)},
        )
        shown = await world.call("GET", f"/sent-bulletins/{bulletin['id']}")
        assert shown.status_code == 200, shown.text
        assert "token=" not in shown.text
        assert "opened.gif" not in shown.text
        headings = [one["heading"] for one in shown.json()["sections"]]
        assert headings[0] == "From the team"
        assert headings[2] == "What we heard: Buses stop too far away"

    async def test_does_not_show_what_was_withdrawn_since(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        finding = await found(world)
        bulletin = await sent(world, TEXT, {"kind": "finding", "finding_id": str(finding)})
        await ended(world, finding)
        shown = await world.call("GET", f"/sent-bulletins/{bulletin['id']}")
        assert "Buses stop too far away" not in shown.text
        assert [one["withdrawn"] for one in shown.json()["sections"]] == [False, True]

    async def test_is_not_there_before_it_is_sent_and_lists_those_to_all(
        self, world: World
    ) -> None:
        await world.join(place="blackpool", purposes=["bulletins"])
        draft = await drafted(world)
        assert (await world.call("GET", f"/sent-bulletins/{draft['id']}")).status_code == 404
        segment = {"name": "Blackpool", "criteria": {"places": ["blackpool"]}}
        segment_id = (await world.call("POST", "/segments", segment)).json()["id"]
        await sent(world, segment_id=segment_id)
        to_all = await sent(world)
        listed = (await world.call("GET", "/sent-bulletins")).json()["items"]
        assert [one["id"] for one in listed] == [to_all["id"]]
        assert (await world.call("GET", f"/sent-bulletins/{new_id()}")).status_code == 404
