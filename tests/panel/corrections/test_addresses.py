"""Changing an address: only by the link that goes to the new one, and nobody learns whose it is."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from panel.corrections.addresses import KEPT, MOST_A_DAY, forget_unconfirmed
from panel.keys import PanelKeys
from panel_support.bulletins import AGREES, copies, sent
from panel_support.enrolling import enrol, only_member, own
from panel_support.mails import links_in, text_of, token_in
from panel_support.reports import report
from panel_support.rights import said
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.13")

OLD, NEW = "ada@example.org", "ada.new@example.org"


async def ask(world: World, member: Member, email: str = NEW) -> Any:
    return await world.call("POST", "/me/address-changes", {"email": email}, headers=member.own)


async def asked(world: World, member: Member, email: str = NEW) -> dict[str, EmailMessage]:
    """Ask, and let the worker send; gives the mails by recipient."""
    answer = await ask(world, member, email)
    assert answer.status_code == 202, answer.text
    return {mail["To"]: mail for mail in await world.send_mail()}


async def confirm(world: World, token: str, ics: str = "QE1") -> Any:
    return await world.call("POST", "/address-changes/confirm", {"token": token}, ics=ics)


async def changed(world: World, member: Member, email: str = NEW) -> Member:
    """Ask and confirm; gives the member with the new address."""
    token = token_in((await asked(world, member, email))[email])
    answer = await confirm(world, token)
    assert answer.status_code == 200, answer.text
    return Member(email, member.member_id, answer.json()["manage_token"])


async def me_of(world: World, member: Member) -> dict[str, Any]:
    me: dict[str, Any] = (await world.call("GET", "/me", headers=member.own)).json()
    return me


async def take(world: World, member: Member, status: str = "5.1.1", nth: int = -1) -> str:
    """Take in a report that one of a member's mails came back, the last as a rule."""
    rows = await world.rows(
        "SELECT id FROM mails WHERE member_id = $1 AND state = 'sent' ORDER BY id",
        UUID(member.member_id),
    )
    taken = await world.http.post(
        world.path("/bounces"),
        content=report(status, mail_id=rows[nth]["id"]),
        headers={**world.headers["QE1"], "Content-Type": "message/rfc822"},
    )
    outcome: str = taken.json()["outcome"]
    return outcome


async def expire(world: World) -> None:
    async with world.database.transaction(QE1) as session:
        statement = "UPDATE address_changes SET expires_at = now() - interval '1 second'"
        await (await raw_connection(session)).execute(statement)


@pytest.mark.rule("panel.2")
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


@pytest.mark.rule("panel.2")
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
        body = {"token": token_in(letter), "minimum_age_met": True, "connection": "lives"}
        assert (await world.call("POST", "/signups/confirm", body)).status_code == 404


class TestStopping:
    async def test_ends_it_and_is_safe_to_repeat(self, world: World) -> None:
        ada = await world.join(OLD)
        token = token_in((await asked(world, ada))[NEW])
        for _ in range(2):
            path = "/me/address-changes"
            assert (await world.call("DELETE", path, headers=ada.own)).status_code == 204
        stopped = await confirm(world, token)
        assert stopped.json()["type"] == "/problems/address-link-replaced"
        assert (await me_of(world, ada))["email"] == OLD

    async def test_a_mail_that_is_not_sent_yet_is_not_sent(self, world: World) -> None:
        ada = await world.join(OLD)
        await ask(world, ada)
        await world.call("DELETE", "/me/address-changes", headers=ada.own)
        assert {m["To"] for m in await world.send_mail()} == {OLD}


class TestMail:
    async def test_who_unsubscribed_stays_so_and_old_footers_still_work(self, world: World) -> None:
        ada = await world.join(OLD, purposes=["surveys", "bulletins"])
        await said(world, ada, {"consents": [
            {"purpose": "surveys", "wording_version": WORDING, "given": False}]})  # fmt: skip
        footer = world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
        moved = await changed(world, ada)
        given = [c for c in (await me_of(world, moved))["consents"] if not c["withdrawn_at"]]
        assert [c["purpose"] for c in given] == ["bulletins"]
        assert (await world.call("POST", "/unsubscribe", {"token": footer})).status_code == 204
        given = [c for c in (await me_of(world, moved))["consents"] if not c["withdrawn_at"]]
        assert given == []

    @pytest.mark.rule("panel.5")
    async def test_an_address_that_failed_fails_no_more_once_corrected(self, world: World) -> None:
        ada = await world.join(OLD, purposes=AGREES)
        assert await take(world, ada) == "hard"
        await sent(world)
        assert await copies(world) == {}
        assert (await me_of(world, ada))["address_fails"] is True
        letters = await asked(world, ada)
        assert set(letters) == {NEW}, "an address that fails is not told"
        moved = Member(NEW, ada.member_id, (await confirm(world, token_in(letters[NEW]))).json()[
            "manage_token"])  # fmt: skip
        assert (await me_of(world, moved))["address_fails"] is False
        assert {m["To"] for m in await world.send_mail()} == {NEW}
        listed = (await world.call("GET", "/bounces/addresses")).json()
        assert listed["items"] == []

    @pytest.mark.rule("panel.5")
    async def test_what_comes_back_late_from_the_old_address_says_nothing_of_the_new_one(
        self, world: World
    ) -> None:
        ada = await world.join(OLD, purposes=AGREES)
        moved = await changed(world, ada)
        assert await take(world, moved, nth=0) == "former_address"
        assert await world.count("bounces") == 0
        await world.send_mail()
        assert await take(world, moved) == "hard"
        assert (await me_of(world, moved))["address_fails"] is True

    @pytest.mark.rule("panel.5")
    async def test_nor_does_what_comes_back_from_an_address_that_is_not_confirmed(
        self, world: World
    ) -> None:
        ada = await world.join(OLD)
        await asked(world, ada)
        rows = await world.rows("SELECT id FROM mails WHERE kind = 'confirm_new_address'")
        taken = await world.http.post(
            world.path("/bounces"),
            content=report("5.1.1", mail_id=rows[0]["id"]),
            headers={**world.headers["QE1"], "Content-Type": "message/rfc822"},
        )
        assert taken.json()["outcome"] == "unknown_mail"
        assert (await me_of(world, ada))["address_fails"] is False


@pytest.mark.rule("panel.5")
class TestAnAddressThatWorks:
    async def test_is_confirmed_by_the_member_and_what_was_held_goes_out(
        self, world: World
    ) -> None:
        ada = await world.join(OLD, purposes=AGREES)
        await take(world, ada)
        await sent(world)
        assert await copies(world) == {}
        works = await world.call("POST", "/me/address-works", headers=ada.own)
        assert works.status_code == 204
        assert set(await copies(world)) == {OLD}
        again = await world.call("POST", "/me/address-works", headers=ada.own)
        assert again.json()["type"] == "/problems/address-does-not-fail"
        forged = {"X-Manage-Token": "A" * 43}
        assert (await world.call("POST", "/me/address-works", headers=forged)).status_code == 404


class TestKeeping:
    async def test_the_new_address_is_sealed_and_forgotten_at_the_end(
        self, world: World, panel_keys: PanelKeys
    ) -> None:
        ada = await world.join(OLD)
        await ask(world, ada)
        index = panel_keys.email_index(QE1, NEW).hex()
        for table in ("address_changes", "members", "mails", "outbox"):
            for row in await world.rows(f"SELECT {table}::text FROM {table}"):
                assert NEW not in row[0]
                assert NEW.encode().hex() not in row[0]
                assert index not in row[0]
        await expire(world)
        await forget_unconfirmed(world.database)
        (row,) = await world.rows("SELECT email_sealed FROM address_changes")
        assert row["email_sealed"] is None
        later = utc_now() + KEPT
        await forget_unconfirmed(world.database, clock=lambda: later)
        assert await world.count("address_changes") == 0

    async def test_what_is_waiting_or_confirmed_is_not_swept_away(self, world: World) -> None:
        ada = await changed(world, await world.join(OLD))
        await asked(world, ada, "third@example.org")
        await forget_unconfirmed(world.database)
        rows = await world.rows("SELECT outcome, email_sealed FROM address_changes ORDER BY id")
        assert [(r["outcome"], r["email_sealed"] is None) for r in rows] == [
            ("confirmed", True), (None, False),
        ]  # fmt: skip

    async def test_the_export_tells_what_was_asked_and_no_address(self, world: World) -> None:
        ada = await changed(world, await world.join(OLD))
        await asked(world, ada, "third@example.org")
        held = await world.call("GET", "/me/export", headers=ada.own)
        outcomes = [(c["means"], c["outcome"]) for c in held.json()["address_changes"]]
        assert outcomes == [("manage_page", "confirmed"), ("manage_page", None)]
        assert "third@" not in held.text
        assert OLD not in held.text

    @pytest.mark.parametrize("how", ["leave", "erase"])
    async def test_a_request_goes_with_the_member_and_its_link_does_nothing(
        self, world: World, how: str
    ) -> None:
        ada = await world.join(OLD)
        token = token_in((await asked(world, ada))[NEW])
        await ask(world, ada, "unsent@example.org")
        if how == "leave":
            await world.call("DELETE", "/me", headers=ada.own)
        else:
            await world.call("POST", "/me/erasure", headers=ada.own)
        assert await world.count("address_changes") == 0
        assert (await confirm(world, token)).status_code == 404
        assert "unsent@example.org" not in {m["To"] for m in await world.send_mail()}
        left = b"".join(p.read_bytes() for p in world.mailbox.iterdir())
        if how == "erase":
            assert b"unsent@" not in left
            assert OLD.encode() not in left

    async def test_no_event_and_no_log_line_has_an_address(
        self, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await changed(world, await world.join(OLD))
        said_of_it = repr(await world.events()) + capsys.readouterr().out
        assert OLD not in said_of_it
        assert NEW not in said_of_it


@pytest.mark.rule("panel.6")
class TestForOthers:
    async def test_staff_ask_for_a_member_without_email_on_record(self, world: World) -> None:
        await enrol(world, access_needs=[])
        member_id = await only_member(world)
        body = {"email": NEW, "means": "telephone", "witness": "HW-0042"}
        path = f"/members/{member_id}/address-changes"
        assert (await world.call("POST", path, body)).status_code == 202
        (letter,) = await world.send_mail()
        token = (await confirm(world, token_in(letter))).json()["manage_token"]
        held = (await world.call("GET", "/me/export", headers={"X-Manage-Token": token})).json()
        assert (held["profile"]["email"], held["profile"]["contact"]["name"]) == (
            NEW, "Zebedee Marker",
        )  # fmt: skip
        (record,) = held["address_changes"]
        assert (record["means"], record["witness"], record["outcome"]) == (
            "telephone", "HW-0042", "confirmed",
        )  # fmt: skip
        assert record["asked_by"]

    async def test_a_letters_code_opens_the_page_after_a_change_too(self, world: World) -> None:
        await enrol(world, access_needs=[])
        headers = await own(world)
        issued = await world.call("POST", f"/members/{await only_member(world)}/letter-code")
        await world.call("POST", "/me/address-changes", {"email": NEW}, headers=headers)
        (letter,) = await world.send_mail()
        await confirm(world, token_in(letter))
        opened = await world.call("POST", "/me/code", {"code": issued.json()["code"]})
        token = {"X-Manage-Token": opened.json()["manage_token"]}
        assert (await world.call("GET", "/me", headers=token)).json()["email"] == NEW

    async def test_not_for_a_member_by_email_nor_without_the_scopes(
        self, world: World, token: Any
    ) -> None:
        ada = await world.join(OLD)
        body = {"email": NEW, "means": "telephone", "witness": "HW-0042"}
        path = f"/members/{ada.member_id}/address-changes"
        assert (await world.call("POST", path, body)).json()["type"] == "/problems/no-contact"
        assert (await world.call("POST", path, body, ics="QKK")).status_code == 404
        for scopes in (["panel:manage"], ["panel:enrol"], ["panel:personal", "panel:read"]):
            refused = await world.http.post(
                world.path(path), json=body, headers=token(scopes, ics="QE1")
            )
            assert refused.status_code == 403
