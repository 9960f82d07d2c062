"""Who is told what of a gathering: invited within the budget, reminded, told of changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from common.testing.clock import days_later
from panel.load import load_file
from panel_support.gatherings import Hall, gathering_in
from panel_support.mails import text_of, token_in
from panel_support.samples import WORDING, system_file
from panel_support.world import Member

BUDGET = [{"scope": "person", "contacts": 1, "days": 30, "valid_from": "2020-01-01"}]


async def withdraw(hall: Hall, member: Member) -> None:
    """Let a member take back that they may be told of events."""
    seen = await hall.world.call("GET", "/me", headers=member.own)
    consent = {"purpose": "events", "wording_version": WORDING, "given": False}
    headers = {**member.own, "If-Match": seen.headers["ETag"]}
    changed = await hall.world.call("PATCH", "/me", {"consents": [consent]}, headers=headers)
    assert changed.status_code == 200, changed.text


class TestInviting:
    @pytest.mark.rule("panel.4")
    async def test_goes_to_those_who_agree_with_a_link_of_their_own(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        await hall.world.join_many(1, name="silent")
        gathering = await hall.opened()
        (letter,) = await hall.world.send_mail()
        assert letter["To"] == ada.email
        text = text_of(letter)
        assert f"/events/{gathering['id']}/place?token=" in text
        assert "Town hall, Blackpool" in text
        assert "secret-room" not in text
        assert token_in(letter) == hall.link(gathering, ada)["X-Place-Token"]

    @pytest.mark.rule("panel.9")
    async def test_draws_on_the_burden_budget(self, hall: Hall) -> None:
        await load_file(hall.world.database, system_file("QE1", burden=BUDGET))
        (rested,) = await hall.guests(1, name="rested")
        await hall.world.open_survey()
        (fresh,) = await hall.guests(1, name="fresh")
        gathering = await hall.opened()
        assert await hall.letters("You are invited") == [fresh.email]
        assert (await hall.book(gathering, rested)).status_code == 204
        again = await hall.opened(title="Another")
        assert await hall.letters("You are invited: Another") == []
        kinds = await hall.world.rows("SELECT kind, count(*) FROM contacts GROUP BY 1 ORDER BY 1")
        assert [tuple(row) for row in kinds] == [("gathering", 1), ("survey", 1)]
        assert again["state"] == "open"

    @pytest.mark.rule("panel.9")
    async def test_draws_on_the_budget_of_the_community(self, hall: Hall) -> None:
        community = [{**BUDGET[0], "scope": "community"}]
        await load_file(hall.world.database, system_file("QE1", burden=community))
        await hall.guests(2, place="blackpool")
        await hall.opened()
        refused = await hall.world.call("POST", "/surveys", {
            "title": "t", "purpose": "p",
            "questions": [{"kind": "free_text", "text": "Why?"}],
        })  # fmt: skip
        opened = await hall.world.call("POST", f"/surveys/{refused.json()['id']}/open")
        assert opened.json()["type"] == "/problems/burden-budget-spent"

    @pytest.mark.rule("panel.5")
    async def test_obeys_communication_needs(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1, access_needs=["braille"])
        await hall.opened()
        assert await hall.letters("You are invited") == []
        held = (await hall.world.call("GET", "/mails/held")).json()["items"]
        assert [one["member_id"] for one in held if one["kind"].startswith("gathering")] in (
            [ada.member_id], [],
        )  # fmt: skip


class TestReminding:
    @pytest.mark.rule("panel.4")
    async def test_goes_once_to_those_who_have_a_place_and_still_agree(self, hall: Hall) -> None:
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=3, remind_hours=48)
        await hall.booked(gathering, *guests)
        await hall.give_up(gathering, guests[1])
        await withdraw(hall, guests[2])
        await hall.world.send_mail()
        await hall.worker(days_later(18))
        assert await hall.letters("Soon") == []
        for _ in range(2):
            await hall.worker(days_later(19) + timedelta(hours=2))
        assert await hall.letters("Soon") == [guests[0].email]

    @pytest.mark.rule("panel.9")
    async def test_is_entered_in_the_ledger(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.booked(gathering, ada)
        await hall.worker(days_later(20))
        held = (await hall.world.call("GET", "/me/export", headers=ada.own)).json()
        assert [one["kind"] for one in held["contacts"]] == ["gathering", "gathering"]


class TestChanging:
    async def test_tells_everybody_who_wants_to_come_of_a_new_time(self, hall: Hall) -> None:
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests[:3])
        await hall.give_up(gathering, guests[2])
        await hall.world.send_mail()
        address = f"/gatherings/{gathering['id']}"
        tag = {"If-Match": f'"v{gathering["version"]}"'}
        quiet = await hall.world.call("PATCH", address, {"summary": "New words"}, headers=tag)
        assert await hall.letters("Changed") == []
        moved = await hall.world.call(
            "PATCH", address, {"venue": "Library"}, headers={"If-Match": quiet.headers["ETag"]}
        )
        assert moved.status_code == 200, moved.text
        letters = await hall.world.send_mail()
        assert sorted(str(one["To"]) for one in letters) == [guests[0].email, guests[1].email]
        assert all("Library" in text_of(one) for one in letters)

    async def test_to_a_later_day_lets_people_sign_up_until_then(self, hall: Hall) -> None:
        """Unless a last day of its own was set."""
        later = datetime.fromisoformat(gathering_in()["starts_at"]) + timedelta(days=30)
        to = {"starts_at": later.isoformat(), "ends_at": (later + timedelta(hours=1)).isoformat()}
        until = (later - timedelta(days=40)).isoformat()
        for own, meant in ((None, later), (until, datetime.fromisoformat(until))):
            gathering = await hall.opened(sign_up_until=own)
            tag = {"If-Match": f'"v{gathering["version"]}"'}
            address = f"/gatherings/{gathering['id']}"
            changed = await hall.world.call("PATCH", address, to, headers=tag)
            assert datetime.fromisoformat(changed.json()["sign_up_until"]) == meant

    async def test_is_never_to_a_time_that_is_over(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.booked(gathering, ada)
        tag = {"If-Match": f'"v{gathering["version"]}"'}
        address = f"/gatherings/{gathering['id']}"
        to = {"starts_at": "2025-03-01T10:00:00Z"}
        refused = await hall.world.call("PATCH", address, to, headers=tag)
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == ["body.starts_at"]
        assert await hall.letters("Changed") == []

    async def test_needs_the_version_that_was_read(self, hall: Hall) -> None:
        gathering = await hall.opened()
        address = f"/gatherings/{gathering['id']}"
        assert (await hall.world.call("PATCH", address, {"title": "x"})).status_code == 428
        stale = await hall.world.call(
            "PATCH", address, {"title": "x"}, headers={"If-Match": '"v1"'}
        )
        assert stale.status_code == 412


class TestCallingOff:
    async def test_tells_everybody_and_deletes_what_they_needed(self, hall: Hall) -> None:
        guests = await hall.guests(3)
        gathering = await hall.opened(capacity=1)
        for guest in guests[:2]:
            await hall.book(gathering, guest, arrangements=["step_free"])
        await hall.world.send_mail()
        called_off = await hall.world.call("POST", f"/gatherings/{gathering['id']}/cancel")
        assert called_off.json()["state"] == "cancelled"
        assert await hall.letters("Called off") == [guests[0].email, guests[1].email]
        kept = await hall.world.rows("SELECT 1 FROM gathering_bookings WHERE needs_sealed NOTNULL")
        assert kept == []
        late = await hall.book(gathering, guests[2])
        assert late.json()["type"] == "/problems/sign-up-over"
        again = await hall.world.call("POST", f"/gatherings/{gathering['id']}/cancel")
        assert again.json()["type"] == "/problems/gathering-state"

    async def test_sends_no_more_invitations(self, hall: Hall) -> None:
        await hall.guests(2)
        gathering = await hall.opened()
        address = f"/gatherings/{gathering['id']}"
        tag = {"If-Match": f'"v{gathering["version"]}"'}
        changed = await hall.world.call("PATCH", address, {"venue": "Library"}, headers=tag)
        assert changed.status_code == 200, changed.text
        await hall.world.call("POST", f"{address}/cancel")
        assert await hall.letters("You are invited") == []


@pytest.mark.rule("panel.2")
class TestThePublicList:
    async def test_shows_what_is_public_and_on(self, hall: Hall) -> None:
        shown = await hall.opened()
        for hidden in (await hall.opened(public=False), await hall.draft()):
            refused = await hall.world.call("GET", f"/public-gatherings/{hidden['id']}")
            assert refused.status_code == 404
        listed = (await hall.world.call("GET", "/public-gatherings")).json()["items"]
        assert [one["id"] for one in listed] == [shown["id"]]
        assert "secret-room" not in str(listed)
        assert (await hall.world.call("GET", "/public-gatherings", ics="QKK")).json()["items"] == []

    async def test_sends_members_their_link_and_others_the_mail_that_asks_to_join(
        self, hall: Hall
    ) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        await hall.world.send_mail()
        address = f"/public-gatherings/{gathering['id']}/links"
        answers = [
            await hall.world.call("POST", address, {"email": email})
            for email in (ada.email, ada.email.upper(), "stranger@example.org")
        ]
        assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
        letters = {str(one["To"]): one for one in await hall.world.send_mail()}
        assert token_in(letters[ada.email]) == hall.link(gathering, ada)["X-Place-Token"]
        assert "join/confirm" in text_of(letters["stranger@example.org"])
        await hall.world.call("POST", address, {"email": ada.email})
        states = "SELECT state FROM mails WHERE kind = 'gathering_link'"
        # The worker finds whose the address is in one round, and sends the link again in the next.
        for state in ("waiting", "sent"):
            await hall.world.send_mail()
            assert [row[0] for row in await hall.world.rows(states)] == [state]
        waiting = "SELECT 1 FROM mails WHERE state = 'waiting'"
        assert await hall.world.rows(waiting) == []
        assert (await hall.book(gathering, ada)).status_code == 204

    async def test_writes_as_many_rows_for_a_known_address_as_for_another(self, hall: Hall) -> None:
        (ada,) = await hall.guests(1)
        gathering = await hall.opened()
        address = f"/public-gatherings/{gathering['id']}/links"
        grown = []
        for email in ("first@example.org", ada.email, "stranger@example.org"):
            before = [await hall.world.count(t) for t in ("signups", "mails")]
            await hall.world.call("POST", address, {"email": email})
            after = [await hall.world.count(t) for t in ("signups", "mails")]
            grown.append([b - a for a, b in zip(before, after, strict=True)])
        assert grown == [[1, 1]] * 3


class TestTheOwnPage:
    async def test_lists_what_one_may_come_to_with_a_link(self, hall: Hall) -> None:
        here = await hall.guests(1, place="blackpool", name="here")
        there = await hall.guests(1, place="lancashire", name="there")
        gathering = await hall.opened(places=["blackpool"])
        await hall.booked(gathering, here[0])
        (mine,) = (await hall.world.call("GET", "/me/gatherings", headers=here[0].own)).json()[
            "items"
        ]
        assert (mine["gathering"]["id"], mine["state"]) == (gathering["id"], "placed")
        assert mine["token"] == hall.link(gathering, here[0])["X-Place-Token"]
        others = await hall.world.call("GET", "/me/gatherings", headers=there[0].own)
        assert others.json()["items"] == []
