"""Members without email: messages are brought to them, a code opens their page, and they can go."""

from __future__ import annotations

from typing import Any

import pytest

from common.clock import new_id
from panel_support.enrolling import contact, enrol, only_member, own
from panel_support.samples import WORDING
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.6")


class TestBeingWrittenTo:
    async def test_every_message_is_held_for_staff_to_bring_and_can_be_printed(
        self, world: World
    ) -> None:
        await enrol(world, access_needs=[])
        survey = await world.open_survey()
        assert await world.send_mail() == []
        listed = (await world.call("GET", "/mails/held")).json()["items"]
        assert [(one["kind"], one["reason"]) for one in listed] == [
            ("welcome", "no_email"), ("survey_invitation", "no_email"),
        ]  # fmt: skip
        assert (listed[0]["by_post"], listed[0]["by_telephone"]) == (True, True)
        assert "Marker" not in repr(listed)
        letter = (await world.call("GET", f"/mails/held/{listed[1]['mail_id']}")).json()
        assert letter["contact"]["post"]["lines"][0] == "7 Marker Street"
        assert survey["title"] in letter["subject"]
        assert "/answer?token=" in letter["text"]
        address = f"/mails/held/{listed[1]['mail_id']}/carried-out"
        assert (await world.call("POST", address, {"format": "letter"})).status_code == 204

    async def test_the_printed_letter_needs_the_scope_for_personal_data(
        self, world: World, token: Any
    ) -> None:
        await enrol(world)
        await world.send_mail()
        (one,) = (await world.call("GET", "/mails/held")).json()["items"]
        path = world.path(f"/mails/held/{one['mail_id']}")
        refused = await world.http.get(path, headers=token(["panel:read", "panel:manage"]))
        assert refused.status_code == 403
        other = await world.call("GET", f"/mails/held/{one['mail_id']}", ics="QKK")
        assert other.status_code == 404

    async def test_a_draw_asks_who_can_be_brought_it_and_no_other(self, world: World) -> None:
        post = contact(telephone=None)
        await enrol(world, contact={**post, "name": "A"}, access_needs=["large_print"])
        await enrol(world, contact={**post, "name": "B"}, access_needs=["braille"])
        await enrol(
            world,
            contact={"name": "C", "telephone": "01253 000 222"},
            access_needs=["bsl_interpreter"],
        )
        survey = await world.open_survey()
        exact = (await world.call("GET", f"/surveys/{survey['id']}/draw?level=exact")).json()
        assert (exact["fit"], exact["no_usable_format"], exact["asked"]) == (3, 1, 2)


class TestLetterCodes:
    async def test_open_the_own_page_once_however_they_are_typed(self, world: World) -> None:
        await enrol(world)
        issued = (
            await world.call("POST", f"/members/{await only_member(world)}/letter-code")
        ).json()
        assert issued["page"].endswith("/lancashire-and-south-cumbria/me/code")
        typed = {"code": issued["code"].lower().replace("-", " ")}
        assert (await world.call("POST", "/me/code", typed)).status_code == 200
        again = await world.call("POST", "/me/code", typed)
        assert again.json()["type"] == "/problems/link-not-valid"
        assert issued["code"] not in repr(await world.rows("SELECT * FROM letter_codes"))

    async def test_a_newer_code_ends_an_earlier_one(self, world: World) -> None:
        await enrol(world)
        address = f"/members/{await only_member(world)}/letter-code"
        first, second = [(await world.call("POST", address)).json() for _ in range(2)]
        assert (await world.call("POST", "/me/code", {"code": first["code"]})).status_code == 404
        other = await world.call("POST", "/me/code", {"code": second["code"]}, ics="QKK")
        assert other.status_code == 404
        assert (await world.call("POST", "/me/code", {"code": second["code"]})).status_code == 200

    async def test_are_not_made_for_members_with_email_or_for_nobody(self, world: World) -> None:
        ada = await world.join()
        refused = await world.call("POST", f"/members/{ada.member_id}/letter-code")
        assert refused.json()["type"] == "/problems/written-to-by-email"
        nobody = await world.call("POST", f"/members/{new_id()}/letter-code")
        assert nobody.status_code == 404


@pytest.mark.rule("panel.13")
class TestGoing:
    async def test_leaving_takes_the_contact_and_the_codes(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        assert (await world.call("DELETE", "/me", headers=headers)).status_code == 204
        (row,) = await world.rows("SELECT contact_sealed, telephone_index, post_index FROM members")
        assert list(row) == [None, None, None]
        assert await world.count("letter_codes") == 0
        await enrol(world)
        assert await world.count("members") == 2

    async def test_erasing_leaves_nothing(self, world: World) -> None:
        await enrol(world)
        asked = await world.call("POST", "/erasures", {"member_id": await only_member(world)})
        assert asked.status_code == 202
        for table in ("members", "enrolments", "letter_codes", "access_needs", "consents", "mails"):
            assert await world.count(table) == 0, table

    async def test_a_member_without_email_can_change_and_withdraw(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        patch = {"consents": [{"purpose": "surveys", "wording_version": WORDING, "given": False}]}
        changed = await world.call("PATCH", "/me", patch, headers={**headers, "If-Match": '"v1"'})
        assert changed.status_code == 200, changed.text
        assert changed.json()["consents"][0]["withdrawn_at"] is not None
