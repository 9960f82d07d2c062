"""Nothing goes to a member in a format that they cannot use: it is held, listed, released."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.events.governance import FeedbackPublished
from common.testing.clock import today
from panel.feedback import service as feedback
from panel.mail import repository
from panel_support.mails import text_of, token_in
from panel_support.samples import survey_in
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.5")


async def change(world: World, member: Member, version: int = 1, **patch: Any) -> None:
    headers = {**member.own, "If-Match": f'"v{version}"'}
    changed = await world.call("PATCH", "/me", patch, headers=headers)
    assert changed.status_code == 200, changed.text


async def held(world: World) -> list[dict[str, Any]]:
    answer = await world.call("GET", "/mails/held")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def invited(world: World, **needs: Any) -> tuple[Member, dict[str, Any]]:
    """Let somebody be asked, and state their needs before the mail is sent."""
    ada = await world.join()
    survey = await world.open_survey()
    await change(world, ada, **needs)
    return ada, survey


def easy(survey: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "kind": "survey_invitation",
        "about_id": survey["id"],
        "format": "easy_read",
        "subject": "Tell us about the bus",
        "text": "We want to know about the bus.\n\nPlease tell us.",
    } | changes


class TestHolding:
    async def test_a_message_that_cannot_be_used_is_held_and_listed_and_not_sent(
        self, world: World
    ) -> None:
        ada, survey = await invited(world, access_needs=["braille"])
        assert await world.send_mail() == []
        (one,) = await held(world)
        assert one["member_id"] == ada.member_id
        assert (one["kind"], one["about_id"]) == ("survey_invitation", survey["id"])
        assert (one["reason"], one["formats"]) == ("no_usable_format", ["braille"])
        assert "example.org" not in repr(one)
        assert await world.send_mail() == []

    async def test_every_kind_of_mail_obeys(self, world: World) -> None:
        ada = await world.join()
        await self.feedback_for(world, ada)
        await world.call("POST", "/signups", {"email": ada.email})
        await world.join_many(1, access_needs=["easy_read"])
        assert await world.send_mail() == []
        assert [one["kind"] for one in await held(world)] == [
            "feedback", "already_member", "welcome",
        ]  # fmt: skip

    @staticmethod
    async def feedback_for(world: World, member: Member) -> None:
        """Let what came of it be told to a member who answered a survey."""
        survey = await world.open_survey()
        (token,) = (await world.links()).values()
        assert (await world.answer(token, survey, choice="yes")).status_code == 201
        await change(world, member, access_needs=["easy_read"])
        activity = new_id()
        said = FeedbackPublished(
            feedback_id=new_id(),
            decision_id=new_id(),
            decision_reference="QE1-1",
            decision_title="A bus",
            you_said="It is far.",
            we_did="A bus goes.",
            did_not=None,
            activity_ids=[activity],
            published_at=utc_now(),
        )
        async with world.database.transaction(QE1) as session:
            await feedback.publish(session, QE1, said, today())
            await feedback.link_activity(session, QE1, activity, UUID(survey["id"]), today())

    async def test_who_needs_their_own_language_is_not_written_to_in_english(
        self, world: World
    ) -> None:
        await invited(world, access_needs=["interpreter_other_language"], language="ur")
        assert await world.send_mail() == []
        assert [one["reason"] for one in await held(world)] == ["no_usable_language"]

    async def test_what_can_be_used_is_sent_in_the_format_that_is_needed(
        self, world: World
    ) -> None:
        await invited(world, access_needs=["large_print"])
        (letter,) = await world.send_mail()
        html = letter.get_body(("html",))
        assert html is not None
        assert "font-size: 27px" in html.get_content()
        assert await held(world) == []

    async def test_plain_text_only_is_plain_text(self, world: World) -> None:
        await invited(world, access_needs=["plain_text_email"])
        (letter,) = await world.send_mail()
        assert letter.get_content_type() == "text/plain"

    async def test_a_member_who_changed_meanwhile_is_looked_at_again(self, world: World) -> None:
        ada, _ = await invited(world, access_needs=["braille"])
        (mail,) = await world.rows("SELECT id FROM mails WHERE state = 'waiting'")
        async with world.database.transaction(QE1) as session:
            await repository.hold(
                session,
                QE1,
                mail_id=mail[0],
                member_id=UUID(ada.member_id),
                seen_version=1,
                reason="no_usable_format",
                now=utc_now(),
            )
        assert (await world.rows("SELECT state FROM mails WHERE id = $1", mail[0]))[0][0] == (
            "waiting"
        )


class TestReleasing:
    async def test_when_the_member_needs_something_else(self, world: World) -> None:
        ada, _ = await invited(world, access_needs=["braille"])
        await world.send_mail()
        await change(world, ada, 2, access_needs=["large_print"])
        (letter,) = await world.send_mail()
        assert letter["To"] == ada.email
        assert await held(world) == []

    async def test_when_somebody_made_a_format_that_can_be_used(self, world: World) -> None:
        _, survey = await invited(world, access_needs=["easy_read"])
        await world.send_mail()
        media = "https://example.org/bus.mp4"
        made = await world.call("PUT", "/mails/versions", easy(survey, media=media))
        assert made.status_code == 200, made.text
        (letter,) = await world.send_mail()
        assert letter["Subject"] == "Tell us about the bus"
        assert "We want to know about the bus." in text_of(letter)
        assert media in text_of(letter)
        html = letter.get_body(("html",))
        assert html is not None
        assert "font-size: 24px" in html.get_content()
        link = [word for word in text_of(letter).split() if "/answer?token=" in word]
        assert (await world.call("GET", f"/answers/{link[0].partition('token=')[2]}")).status_code
        assert await world.send_mail() == []

    async def test_a_format_made_again_replaces_the_earlier_and_others_are_refused(
        self, world: World
    ) -> None:
        _, survey = await invited(world)
        first = (await world.call("PUT", "/mails/versions", easy(survey))).json()
        again = (await world.call("PUT", "/mails/versions", easy(survey, text="Anew."))).json()
        assert (first["id"], again["text"]) == (again["id"], "Anew.")
        for wrong in ("html", "letter", "email", "telegram"):
            refused = await world.call("PUT", "/mails/versions", easy(survey, format=wrong))
            assert refused.json()["type"] == "/problems/format-unknown", wrong
        for said in ({"about_id": None}, {"kind": "welcome"}, {"media": "http://example.org/a"}):
            refused = await world.call("PUT", "/mails/versions", easy(survey, **said))
            assert refused.status_code == 422, said

    async def test_of_what_came_about_while_it_was_being_held(self, world: World) -> None:
        """A format made in the moment between reading and holding is found by the upkeep."""
        _, survey = await invited(world, access_needs=["easy_read"])
        await world.call("PUT", "/mails/versions", easy(survey))
        await self.hold_everything(world)
        await world.post_office.reconsider_held(world.database)
        assert len(await world.send_mail()) == 1

    async def test_upkeep_leaves_what_still_cannot_be_used(self, world: World) -> None:
        await invited(world, access_needs=["easy_read"])
        await world.send_mail()
        await world.post_office.reconsider_held(world.database)
        assert len(await held(world)) == 1

    async def test_withholds_what_the_member_no_longer_agrees_to(self, world: World) -> None:
        ada, _ = await invited(world, access_needs=["braille"])
        await world.send_mail()
        token = world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
        await world.call("POST", "/unsubscribe", {"token": token})
        assert await world.send_mail() == []
        assert await held(world) == []

    async def test_a_survey_that_closed_invites_nobody_any_more(self, world: World) -> None:
        ada, survey = await invited(world, access_needs=["braille"])
        await world.send_mail()
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        await change(world, ada, 2, access_needs=[])
        assert await world.send_mail() == []
        assert await held(world) == []

    @staticmethod
    async def hold_everything(world: World) -> None:
        from common.db.engine import raw_connection

        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE mails SET state = 'held', held_for = 'no_usable_format' "
                "WHERE state = 'waiting'"
            )


class TestCarryingOut:
    async def test_ends_it_in_a_format_that_the_member_can_use(self, world: World) -> None:
        ada, _ = await invited(world, access_needs=["braille"])
        await world.send_mail()
        (one,) = await held(world)
        address = f"/mails/held/{one['mail_id']}/carried-out"
        for wrong, status in (("letter", 409), ("html", 409), ("post", 422), ("telegram", 422)):
            refused = await world.call("POST", address, {"format": wrong})
            assert refused.status_code == status, wrong
        assert (await world.call("POST", address, {"format": "braille"})).status_code == 204
        assert await held(world) == []
        await change(world, ada, 2, access_needs=[])
        assert await world.send_mail() == []
        export = (await world.call("GET", "/me/export", headers=ada.own)).json()
        assert {m["kind"]: m["state"] for m in export["mails"]}["survey_invitation"] == "by_hand"
        assert (await world.call("POST", address, {"format": "braille"})).status_code == 404

    async def test_is_for_staff_of_the_system_who_may_see_personal_data(
        self, world: World, token: Any
    ) -> None:
        await invited(world, access_needs=["braille"])
        await world.send_mail()
        (one,) = await held(world)
        address = f"/mails/held/{one['mail_id']}/carried-out"
        other = await world.call("POST", address, {"format": "braille"}, ics="QKK")
        assert other.status_code == 404
        assert (await world.call("GET", "/mails/held", ics="QKK")).json()["items"] == []
        staff = token(["panel:read", "panel:manage"])
        for method, rest in (("GET", "/mails/held"), ("POST", address)):
            refused = await world.http.request(
                method, world.path(rest), headers=staff, json={"format": "braille"}
            )
            assert refused.status_code == 403


@pytest.mark.rule("panel.9")
class TestSampling:
    async def test_counts_who_has_no_usable_format_and_does_not_ask_them(
        self, world: World
    ) -> None:
        await world.join_many(20)
        await world.join_many(9, name="braille", access_needs=["braille"])
        await world.join_many(8, name="large", access_needs=["large_print"])
        survey = await world.open_survey()
        address = f"/surveys/{survey['id']}/draw"
        exact = (await world.call("GET", f"{address}?level=exact")).json()
        assert (exact["fit"], exact["no_usable_format"], exact["asked"]) == (37, 9, 28)
        assert exact["unreachable"] == 0
        assert len(await world.send_mail()) == 28

    async def test_asks_them_where_the_format_was_made_before_opening(self, world: World) -> None:
        await world.join_many(3, name="easy", access_needs=["easy_read"])
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        refused = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert refused.status_code == 409
        await world.call("PUT", "/mails/versions", easy(draft))
        opened = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert opened.status_code == 200, opened.text
        letters = await world.send_mail()
        assert {letter["Subject"] for letter in letters} == {"Tell us about the bus"}
        assert all(token_in(letter) for letter in letters)
