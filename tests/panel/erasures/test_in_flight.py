"""Erasing somebody while something else is under way with them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.db.engine import WriteSession
from common.mail.file import FileCarrier
from common.mail.port import Delivery
from panel.answers import service as answers
from panel.answers.schemas import AnswerIn
from panel.erasures import service as erasures
from panel.erasures.progress import Terms
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import departure
from panel.members import service as members
from panel_support.mails import token_in
from panel_support.samples import answers_of, confirmation_of, survey_in
from panel_support.traces import in_folder
from panel_support.waiting import waits
from panel_support.world import QE1, Member, World

EMAIL = "zebedee-marker@example.org"
TERMS = Terms(["insights"], timedelta(minutes=5))

pytestmark = pytest.mark.rule("panel.13")


async def erase(world: World, session: WriteSession, member: Member) -> None:
    found = await members.member_to_erase(session, QE1, UUID(member.member_id), None)
    assert found is not None
    await erasures.erase(
        session, QE1, keys=world.keys, member=found, terms=TERMS, asked_by="staff", now=utc_now()
    )


class TestASurveyThatOpens:
    @pytest.mark.parametrize("how", ["erased", "left"])
    async def test_asks_nobody_who_goes_meanwhile(self, world: World, how: str) -> None:
        ada, bea = await world.join_many(2, place="blackpool")
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        async with world.database.transaction(QE1) as session:
            if how == "erased":
                await erase(world, session, ada)
            else:
                await departure.leave(session, QE1, world.keys, ada.manage_token, utc_now())
            opening = await waits(world.call("POST", f"/surveys/{draft['id']}/open"))
        opened = await opening
        assert opened.status_code == 200, opened.text
        for table in ("invitations", "contacts"):
            rows = await world.rows(f"SELECT member_id FROM {table}")
            assert [str(row[0]) for row in rows] == [bea.member_id], table
        drawn = (await world.call("GET", f"/surveys/{draft['id']}/draw?level=exact")).json()
        assert (drawn["fit"], drawn["asked"]) == (1, 1)

    async def test_is_refused_if_that_leaves_nobody(self, world: World) -> None:
        (ada,) = await world.join_many(1)
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        async with world.database.transaction(QE1) as session:
            await erase(world, session, ada)
            opening = await waits(world.call("POST", f"/surveys/{draft['id']}/open"))
        assert (await opening).json()["type"] == "/problems/nobody-to-ask"
        assert await world.count("draws") == 0


class TestAnAnswer:
    async def test_in_flight_does_not_outlive_the_person(self, world: World) -> None:
        ada = await world.join(EMAIL)
        survey = await world.open_survey()
        (link,) = (await world.links()).values()
        given = [AnswerIn.model_validate(one) for one in answers_of(survey, choice="yes")]

        async def erasing() -> None:
            async with world.database.transaction(QE1) as other:
                await erase(world, other, ada)

        async with world.database.transaction(QE1) as session:
            await answers.answer(
                session, QE1, keys=world.keys, token=link, given=given, now=utc_now()
            )
            task = await waits(erasing())
        await task
        assert await world.count("responses") == 0

    async def test_of_one_who_left_goes_when_they_are_erased(self, world: World) -> None:
        ada = await world.join(EMAIL)
        await world.join("bea@example.org")
        survey = await world.open_survey()
        for link in (await world.links()).values():
            assert (await world.answer(link, survey, choice="yes")).status_code == 201
        await world.call("DELETE", "/me", headers=ada.own)
        assert await world.count("responses") == 2
        asked = await world.call("POST", "/erasures", {"member_id": ada.member_id})
        assert asked.status_code == 202
        (row,) = await world.rows("SELECT pseudonym FROM responses")
        survey_id = UUID(survey["id"])
        assert row[0] != world.keys.pseudonym(QE1, survey_id, UUID(ada.member_id))


class _Interrupted(FileCarrier):
    """Keeps mails as files; before the first one something else happens."""

    def __init__(self, world: World, first: Awaitable[object]) -> None:
        super().__init__(world.mailbox)
        self._first: Awaitable[object] | None = first

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        async with super().open():
            yield self

    async def send(self, message: EmailMessage, reference: str) -> None:
        if self._first is not None:
            first, self._first = self._first, None
            await first
        await super().send(message, reference)


class TestAMail:
    async def test_that_is_just_being_sent_is_not_kept(self, world: World) -> None:
        ada = await world.join(EMAIL)
        await world.join("bea@example.org")
        await world.open_survey()
        erasing = world.call("POST", "/me/erasure", headers=ada.own)
        world.post_office._carrier = _Interrupted(world, erasing)
        letters = await world.send_mail()
        assert [letter["To"] for letter in letters] == ["bea@example.org"]
        assert in_folder(world.mailbox, {"address": EMAIL}) == {}

    async def test_to_somebody_who_is_gone_is_not_queued(self, world: World) -> None:
        bea = await world.join("bea@example.org")
        async with world.database.transaction(QE1) as session:
            both = [new_id(), UUID(bea.member_id)]
            await mail.queue_about(
                session, QE1, kind=MailKind.FEEDBACK, about_id=new_id(), said={}, member_ids=both
            )
        (row,) = await world.rows("SELECT member_id FROM mails WHERE kind = 'feedback'")
        assert str(row[0]) == bea.member_id

    async def test_that_asks_to_confirm_is_withheld_once_its_request_is_gone(
        self, world: World
    ) -> None:
        await world.call("POST", "/signups", {"email": EMAIL})
        (letter,) = await world.send_mail()
        await world.call("POST", "/signups", {"email": EMAIL})
        confirmation = {"token": token_in(letter), **confirmation_of()}
        joined = await world.call("POST", "/signups/confirm", confirmation)
        asked = await world.call(
            "POST", "/me/erasure", headers={"X-Manage-Token": joined.json()["manage_token"]}
        )
        assert asked.status_code == 202, asked.text
        assert await world.send_mail() == []
        assert not await world.rows("SELECT 1 FROM mails WHERE sealed IS NOT NULL")
