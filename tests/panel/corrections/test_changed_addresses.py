"""What goes with a change of address: mail, stopping it, the record, others who ask for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from panel.corrections.addresses import KEPT, forget_unconfirmed
from panel.keys import PanelKeys
from panel_support.bulletins import AGREES, copies, sent
from panel_support.corrections import NEW, OLD, ask, asked, changed, confirm, expire, me_of, take
from panel_support.enrolling import enrol, only_member, own
from panel_support.mails import token_in
from panel_support.reports import report
from panel_support.rights import said
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.13")


def kept(world: World) -> bytes:
    """Give all copies of mails that are kept."""
    return b"".join(path.read_bytes() for path in world.mailbox.iterdir())


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
    @pytest.mark.rule("panel.5")
    @pytest.mark.parametrize(("need", "html"), [("plain_text_email", False), ("large_print", True)])
    async def test_the_link_comes_in_a_format_that_the_member_can_use(
        self, world: World, need: str, html: bool
    ) -> None:
        ada = await world.join(OLD, access_needs=[need])
        letter = (await asked(world, ada))[NEW]
        part = letter.get_body(("html",))
        assert (part is not None) == html
        assert part is None or "27px" in part.get_content()

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

    async def test_that_an_address_was_changed_stays_on_record(self, world: World) -> None:
        await changed(world, await world.join(OLD))
        later = utc_now() + 2 * KEPT
        await forget_unconfirmed(world.database, clock=lambda: later)
        assert await world.count("address_changes") == 1

    async def test_no_copy_of_a_mail_to_an_address_that_waits_outlasts_an_erasure(
        self, world: World
    ) -> None:
        ada = await world.join(OLD)
        await asked(world, ada)
        assert NEW.encode() in kept(world)
        await world.call("POST", "/me/erasure", headers=ada.own)
        assert NEW.encode() not in kept(world)

    async def test_no_copy_of_a_mail_to_the_old_address_outlasts_the_change(
        self, world: World
    ) -> None:
        ada = await world.join(OLD)
        assert OLD.encode() in kept(world)
        await changed(world, ada)
        assert OLD.encode() not in kept(world)

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
        if how == "erase":
            assert OLD.encode() not in kept(world)

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
