"""A bulletin goes once to each who agreed, within the budget, in a form that they can use."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from common.clock import new_id, utc_now
from common.db.systems import SomeFailed
from common.testing.clock import FakeClock
from panel.bulletins import repository
from panel.bulletins.sending import Sender
from panel.load import load_file
from panel_support.bulletins import (
    TEXT,
    copies,
    drafted,
    ended,
    found,
    html_of,
    queued,
    read,
    schedule,
    send_due,
    sent,
)
from panel_support.enrolling import enrol
from panel_support.mails import links_in, text_of
from panel_support.samples import system_file
from panel_support.world import World


async def limited(world: World, contacts: int) -> None:
    limit = {"scope": "person", "valid_from": "2020-01-01", "contacts": contacts, "days": 90}
    await load_file(world.database, system_file("QE1", burden=[limit]))


async def withdraw(world: World, member: Any) -> None:
    row = await world.call("GET", "/me", headers=member.own)
    change = {"purpose": "bulletins", "wording_version": "2026-11", "given": False}
    headers = {**member.own, "If-Match": row.headers["etag"]}
    done = await world.call("PATCH", "/me", {"consents": [change]}, headers=headers)
    assert done.status_code == 200, done.text


@pytest.mark.rule("panel.4")
class TestAudience:
    async def test_is_who_agreed_to_bulletins_and_nobody_else(self, world: World) -> None:
        await world.join("yes@example.org", purposes=["bulletins"])
        await world.join("no@example.org", purposes=["surveys"])
        await sent(world)
        assert set(await copies(world)) == {"yes@example.org"}

    async def test_who_takes_it_back_before_the_mail_goes_gets_none(self, world: World) -> None:
        ada = await world.join(purposes=["bulletins"])
        await sent(world)
        await withdraw(world, ada)
        assert await copies(world) == {}

    async def test_of_a_segment_is_its_members(self, world: World) -> None:
        await world.join("in@example.org", place="blackpool", purposes=["bulletins"])
        await world.join("out@example.org", place="lancashire", purposes=["bulletins"])
        segment = {"name": "Blackpool", "criteria": {"places": ["blackpool"]}}
        segment_id = (await world.call("POST", "/segments", segment)).json()["id"]
        await sent(world, segment_id=segment_id)
        assert set(await copies(world)) == {"in@example.org"}

    async def test_of_nobody_sends_it_back_with_the_reason(self, world: World) -> None:
        await world.join("no@example.org", purposes=["surveys"])
        bulletin = await sent(world)
        assert (bulletin["state"], bulletin["returned_for"]) == ("draft", "nobody_to_send_to")
        assert (await schedule(world, bulletin)).json()["returned_for"] is None


@pytest.mark.rule("panel.4")
class TestSendingOnce:
    async def test_three_workers_at_once_send_one_mail_each(self, world: World) -> None:
        for number in range(3):
            await world.join(f"p{number}@example.org", purposes=["bulletins"])
        bulletin = await drafted(world)
        await schedule(world, bulletin)
        await asyncio.gather(*[send_due(world) for _ in range(3)])
        await send_due(world)
        assert await queued(world) == 3
        assert len(await copies(world)) == 3
        assert await world.send_mail() == []

    async def test_a_crash_leaves_nothing_half_done(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await drafted(world)
        await schedule(world, bulletin)

        async def crash(*_: Any) -> None:
            raise OSError("the machine stopped")

        with monkeypatch.context() as patched:
            patched.setattr(repository, "start_counting", crash)
            with pytest.raises(SomeFailed, match="QE1"):
                await send_due(world)
        assert (await read(world, bulletin))["state"] == "scheduled"
        for table in ("contacts", "bulletin_draws", "mail_contents"):
            assert await world.count(table) == 0, table
        assert await queued(world) == 0
        await send_due(world)
        assert len(await copies(world)) == 1

    async def test_one_that_is_recalled_while_the_worker_comes_is_not_sent(
        self, world: World
    ) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await drafted(world)
        await schedule(world, bulletin)
        sender = Sender(
            world.keys, "http://gateway.test", clock=FakeClock(utc_now() + timedelta(seconds=1))
        )
        due = repository.due

        async def slow(*given: Any) -> Any:
            ids = await due(*given)
            if ids:
                await world.call("POST", f"/bulletins/{bulletin['id']}/recall")
            return ids

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(repository, "due", slow)
            await sender.send_due(world.database)
        assert await queued(world) == 0

    async def test_each_bulletin_has_its_own_mails(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        for _ in range(2):
            await sent(world)
        assert await queued(world) == 2


@pytest.mark.rule("panel.4")
class TestWhatIsNoLongerPublished:
    async def test_sends_the_bulletin_back_to_its_draft(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        finding = await found(world)
        bulletin = await drafted(world, {"kind": "finding", "finding_id": str(finding)})
        await schedule(world, bulletin)
        await ended(world, finding)
        await send_due(world)
        now = await read(world, bulletin)
        assert (now["state"], now["returned_for"]) == ("draft", "item_not_available")
        assert await queued(world) == 0

    async def test_a_survey_that_closed_meanwhile_too(self, world: World) -> None:
        await world.join(purposes=["bulletins", "surveys"])
        survey = await world.open_survey()
        bulletin = await drafted(world, {"kind": "survey", "survey_id": survey["id"]})
        await schedule(world, bulletin)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        await send_due(world)
        assert (await read(world, bulletin))["returned_for"] == "item_not_available"


@pytest.mark.rule("panel.9")
class TestBurden:
    async def test_a_bulletin_draws_on_the_budget_of_each_reader(self, world: World) -> None:
        await limited(world, 1)
        await world.join(purposes=["bulletins", "surveys"])
        await sent(world)
        (row,) = await world.rows("SELECT kind FROM contacts")
        assert row[0] == "bulletin"
        draft = (await world.call("POST", "/surveys", {"title": "t", "purpose": "p", "questions": [
            {"kind": "free_text", "text": "What?"}]})).json()  # fmt: skip
        refused = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert refused.json()["type"] == "/problems/burden-budget-spent"

    async def test_who_has_to_rest_is_not_sent_it(self, world: World) -> None:
        await limited(world, 1)
        await world.join("asked@example.org", purposes=["bulletins", "surveys"])
        await world.open_survey()
        await world.join("rested@example.org", purposes=["bulletins"])
        await world.send_mail()
        await sent(world)
        assert set(await copies(world)) == {"rested@example.org"}

    async def test_if_everybody_has_to_rest_it_comes_back(self, world: World) -> None:
        await limited(world, 1)
        await world.join(purposes=["bulletins"])
        await sent(world)
        second = await sent(world)
        assert (second["state"], second["returned_for"]) == ("draft", "budget_spent")

    async def test_counts_against_communities_too(self, world: World) -> None:
        limit = {"scope": "community", "valid_from": "2020-01-01", "contacts": 1, "days": 90}
        await load_file(world.database, system_file("QE1", burden=[limit]))
        await world.join(place="blackpool", purposes=["bulletins"])
        await sent(world)
        assert (await sent(world))["returned_for"] == "budget_spent"


@pytest.mark.rule("panel.5")
class TestNeeds:
    async def test_who_cannot_use_it_is_held_and_listed(self, world: World) -> None:
        await world.join("easy@example.org", purposes=["bulletins"], access_needs=["easy_read"])
        await enrol(
            world,
            access_needs=[],
            consents=[{"purpose": "bulletins", "wording_version": "2026-11"}],
        )
        await world.join("any@example.org", purposes=["bulletins"])
        bulletin = await drafted(world)
        version = {
            "kind": "bulletin", "about_id": bulletin["id"], "format": "easy_read",
            "subject": "What is new", "text": "The stop has moved.",
        }  # fmt: skip
        await world.call("PUT", "/mails/versions", version)
        await schedule(world, bulletin)
        await send_due(world)
        letters = await copies(world)
        assert set(letters) == {"easy@example.org", "any@example.org"}
        assert "The stop has moved." in text_of(letters["easy@example.org"])
        held = (await world.call("GET", "/mails/held")).json()["items"]
        kinds = [(one["kind"], one["reason"]) for one in held if one["kind"] == "bulletin"]
        assert kinds == [("bulletin", "no_email")]
        (mail_id,) = [one["mail_id"] for one in held if one["kind"] == "bulletin"]
        printed = (await world.call("GET", f"/mails/held/{mail_id}")).json()
        assert "This is what came of them." in printed["text"]

    async def test_a_language_that_it_is_not_written_in_holds_it(self, world: World) -> None:
        needs = {"access_needs": ["interpreter_other_language"]}
        ada = await world.join("en@example.org", purposes=["bulletins"], **needs)
        assert ada
        bulletin = await sent(world, language="pl")
        assert bulletin["returned_for"] == "nobody_to_send_to"

    async def test_large_print_and_plain_text_are_made_of_it(self, world: World) -> None:
        await world.join("large@example.org", purposes=["bulletins"], access_needs=["large_print"])
        await world.join("plain@example.org", purposes=["bulletins"], mail_format="plain_text")
        await sent(world)
        letters = await copies(world)
        assert "font-size: 27px" in html_of(letters["large@example.org"])
        assert letters["plain@example.org"].get_body(("html",)) is None
        assert "From the team" in text_of(letters["plain@example.org"])


class TestSurveys:
    async def test_who_was_asked_gets_their_own_link_until_they_answer(self, world: World) -> None:
        both = ["surveys", "bulletins"]
        await world.join("waiting@example.org", purposes=both)
        await world.join("answered@example.org", purposes=both)
        survey = await world.open_survey()
        links = await world.links()
        await world.answer(links["answered@example.org"], survey, choice="yes")
        await world.join("later@example.org", purposes=both)
        await sent(world, {"kind": "survey", "survey_id": survey["id"]})
        letters = await copies(world)
        own = f"/answer?token={links['waiting@example.org']}"
        assert own in text_of(letters["waiting@example.org"])
        assert own in html_of(letters["waiting@example.org"])
        for other in ("answered@example.org", "later@example.org"):
            assert "/answer?" not in text_of(letters[other]) + html_of(letters[other])
            assert "If we asked you to take part" in text_of(letters[other])


class TestMail:
    async def test_says_where_the_page_is_and_how_to_stop(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        bulletin = await sent(world)
        (letter,) = (await copies(world)).values()
        assert letter["Subject"] == bulletin["title"]
        slug = "http://gateway.test/lancashire-and-south-cumbria"
        assert f"{slug}/bulletins/{bulletin['id']}" in links_in(letter)
        assert links_in(letter)[-1].startswith(f"{slug}/unsubscribe?token=")
        assert "https://example.org/plan?a=1&b=2" in links_in(letter)

    async def test_no_picture_or_style_comes_from_elsewhere(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        await sent(world, TEXT)
        html = html_of(next(iter((await copies(world)).values())))
        assert not [w for w in ("<img", "<link", "<script", "@import", "url(") if w in html]
        assert "prefers-color-scheme: dark" in html


async def test_an_unknown_bulletin_is_not_there(world: World) -> None:
    for method, rest in (
        ("GET", ""),
        ("GET", "/preview"),
        ("POST", "/recall"),
        ("POST", "/cancel"),
    ):
        answer = await world.call(method, f"/bulletins/{new_id()}{rest}")
        assert answer.json()["type"] == "/problems/bulletin-not-found"
