"""Changing an address: only by the link that goes to the new one, and nobody learns whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panel.corrections.addresses import MOST_A_DAY
from panel_support.corrections import NEW, OLD, ask, asked, changed, confirm, expire, me_of
from panel_support.mails import links_in, text_of, token_in
from panel_support.world import QE1, Member, World

pytestmark = [pytest.mark.rule("panel.2"), pytest.mark.rule("panel.13")]


class TestAsking:
    async def test_changes_nothing_until_the_new_address_is_confirmed(self, world: World) -> None:
        ada = await world.join(OLD)
        letters = await asked(world, ada)
        assert set(letters) == {OLD, NEW}
        assert "/me/address/confirm?token=" in links_in(letters[NEW])[0]
        assert NEW not in text_of(letters[OLD])
        assert "stop the change" in text_of(letters[OLD])
        assert (await me_of(world, ada))["email"] == OLD
        await confirm(world, token_in(letters[NEW]))
        assert (await world.send_mail())[0]["To"] == NEW

    async def test_the_answer_and_what_is_written_are_the_same_for_an_address_that_is_known(
        self, world: World
    ) -> None:
        ada, bea = await world.join(OLD), await world.join("bea@example.org")
        wrote: list[tuple[int, int]] = []
        answers = []
        for email in (NEW, bea.email):
            before = [await world.count(table) for table in ("address_changes", "mails")]
            answers.append(await ask(world, ada, email))
            after = [await world.count(table) for table in ("address_changes", "mails")]
            wrote.append((after[0] - before[0], after[1] - before[1]))
        assert wrote == [(1, 2), (1, 2)]
        assert answers[0].content == answers[1].content
        assert answers[0].status_code == answers[1].status_code == 202
        held = [dict(a.headers) | {"x-request-id": ""} for a in answers]
        assert held[0].keys() == held[1].keys()

    async def test_whose_address_it_is_is_told_that_nothing_changed_and_gets_no_link_to_confirm(
        self, world: World
    ) -> None:
        ada, bea = await world.join(OLD), await world.join("bea@example.org")
        letter = (await asked(world, ada, "BEA@example.org"))["bea@example.org"]
        assert "nothing was changed" in text_of(letter)
        assert token_in(letter) == bea.manage_token
        assert "confirm?" not in text_of(letter)
        assert (await me_of(world, ada))["email"] == OLD

    async def test_for_the_address_that_they_have_is_refused(self, world: World) -> None:
        ada = await world.join(OLD)
        refused = await ask(world, ada, OLD.upper())
        assert refused.json()["type"] == "/problems/same-address"
        assert await world.count("address_changes") == 0

    @pytest.mark.parametrize("email", ["", "ada", "a@b@c.example", "x" * 250 + "@example.org"])
    async def test_with_no_address_is_refused_without_repeating_it(
        self, world: World, email: str
    ) -> None:
        refused = await ask(world, await world.join(OLD), email)
        assert refused.status_code == 422
        assert not email or email not in refused.text

    async def test_nobody_fills_a_strangers_mailbox(self, world: World) -> None:
        ada = await world.join(OLD)
        for _ in range(MOST_A_DAY):
            await asked(world, ada)
        refused = await ask(world, ada)
        assert (refused.status_code, refused.json()["type"]) == (
            429, "/problems/too-many-address-changes",
        )  # fmt: skip
        assert await world.send_mail() == []

    async def test_needs_the_members_own_token_in_their_system(self, world: World) -> None:
        ada = await world.join(OLD)
        body = {"email": NEW}
        for ics, headers in (("QE1", {"X-Manage-Token": "A" * 43}), ("QKK", ada.own)):
            path = "/me/address-changes"
            refused = await world.call("POST", path, body, ics=ics, headers=headers)
            assert refused.status_code == 404


class TestConfirming:
    async def test_moves_the_address_and_keeps_all_else(self, world: World) -> None:
        ada = await world.join(OLD, place="blackpool", demographics={"sex": "female"})
        before = await me_of(world, ada)
        moved = await changed(world, ada)
        me = await me_of(world, moved)
        assert (me.pop("email"), me.pop("address_number")) == (NEW, 2)
        differs = {"email", "address_number", "version"}
        assert {k: v for k, v in me.items() if k not in differs} == {
            k: v for k, v in before.items() if k not in differs
        }
        # Both addresses are known or not as anybody would find by signing up.
        await world.send_mail()
        for email, subject in ((NEW, "already"), (OLD, "Confirm your email")):
            await world.call("POST", "/signups", {"email": email})
            letter = next(m for m in await world.send_mail() if m["To"] == email)
            assert subject in letter["Subject"], email

    async def test_the_new_address_gets_the_new_link_and_old_links_open_nothing(
        self, world: World
    ) -> None:
        ada = await world.join(OLD)
        moved = await changed(world, ada)
        (letter,) = await world.send_mail()
        assert letter["To"] == NEW
        assert token_in(letter) == moved.manage_token
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404
        again = await changed(world, moved, OLD)
        assert again.manage_token not in {ada.manage_token, moved.manage_token}

    async def test_the_warning_goes_to_the_old_address_though_it_is_sent_after(
        self, world: World
    ) -> None:
        ada = await world.join(OLD)
        await ask(world, ada)
        rows = await world.rows("SELECT id, sealed FROM mails WHERE kind = 'confirm_new_address'")
        sealed = world.keys.open(rows[0]["sealed"], QE1, "mails", rows[0]["id"])
        token = sealed.partition('"token":"')[2].partition('"')[0]
        moved = Member(NEW, ada.member_id, (await confirm(world, token)).json()["manage_token"])
        letters = {m["To"]: m for m in await world.send_mail()}
        assert "Someone asked" in letters[OLD]["Subject"]
        assert moved.manage_token not in text_of(letters[OLD])
        assert token_in(letters[OLD]) == ada.manage_token

    async def test_a_link_works_once(self, world: World) -> None:
        token = token_in((await asked(world, await world.join(OLD)))[NEW])
        assert (await confirm(world, token)).status_code == 200
        used = await confirm(world, token)
        assert (used.status_code, used.json()["type"]) == (410, "/problems/address-link-used")

    async def test_a_link_works_for_two_days(self, world: World) -> None:
        ada = await world.join(OLD)
        token = token_in((await asked(world, ada))[NEW])
        (row,) = await world.rows("SELECT expires_at - asked_at AS good FROM address_changes")
        assert row["good"] == timedelta(hours=48)
        await expire(world)
        late = await confirm(world, token)
        assert (late.status_code, late.json()["type"]) == (410, "/problems/address-link-expired")
        assert (await me_of(world, ada))["email"] == OLD

    async def test_a_later_request_ends_an_earlier_one(self, world: World) -> None:
        ada = await world.join(OLD)
        first = token_in((await asked(world, ada))[NEW])
        second = token_in((await asked(world, ada, "other@example.org"))["other@example.org"])
        replaced = await confirm(world, first)
        assert replaced.json()["type"] == "/problems/address-link-replaced"
        assert (await confirm(world, second)).status_code == 200

    async def test_a_forged_link_or_one_of_another_system_does_nothing(self, world: World) -> None:
        token = token_in((await asked(world, await world.join(OLD)))[NEW])
        for forged, ics in (("A" * 43, "QE1"), (token, "QKK")):
            refused = await confirm(world, forged, ics)
            assert (refused.status_code, refused.json()["type"]) == (
                404, "/problems/link-not-valid",
            )  # fmt: skip

    async def test_somebody_who_joined_with_the_address_since_keeps_it(self, world: World) -> None:
        ada = await world.join(OLD)
        token = token_in((await asked(world, ada))[NEW])
        other = await world.join(NEW)
        taken = await confirm(world, token)
        assert (taken.status_code, taken.json()["type"]) == (409, "/problems/address-taken")
        assert (await me_of(world, other))["email"] == NEW
        assert (await me_of(world, ada))["email"] == OLD

    async def test_a_request_to_join_with_the_new_address_ends(self, world: World) -> None:
        ada = await world.join(OLD)
        await world.call("POST", "/signups", {"email": NEW})
        (letter,) = await world.send_mail()
        await changed(world, ada)
        assert await world.count("signups") == 0
        body = {"token": token_in(letter), "minimum_age_met": True, "connection": "lives"}
        assert (await world.call("POST", "/signups/confirm", body)).status_code == 404
