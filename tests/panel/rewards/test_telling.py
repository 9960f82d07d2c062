"""Members are told of an offer by mail: as their needs and their consents allow."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from panel_support.mails import links_in, text_of
from panel_support.rewards import Till
from panel_support.samples import WORDING
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.12")


async def told(till: Till) -> list[EmailMessage]:
    """Send what waits; gives the mails about offers."""
    sent = await till.world.send_mail()
    return [mail for mail in sent if mail["Subject"].startswith("We offer you something")]


class TestAnOffer:
    async def test_is_told_once_with_what_it_is_and_a_link_to_choose(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.offer(ada)
        (mail,) = await told(till)
        assert "A workshop" in mail["Subject"]
        assert "What we offer: Travel." in text_of(mail)
        assert "change your benefits" in text_of(mail)
        assert "/me/rewards?token=" in links_in(mail)[0]
        assert mail["List-Unsubscribe"]
        await till.offer(bea, kind="care")
        assert len(await told(till)) == 1

    async def test_is_told_in_polish(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1, language="pl")
        await till.offer(ada)
        subjects = [mail["Subject"] for mail in await till.world.send_mail()]
        assert "Proponujemy Ci coś w zamian za udział: A workshop" in subjects

    @pytest.mark.parametrize("activity", ["other", "survey", "event", "selection"])
    async def test_goes_to_who_agrees_to_what_it_is_for(self, till: Till, activity: str) -> None:
        """Members of the sample agree to surveys alone."""
        (ada,) = await till.world.join_many(1)
        await till.offer(ada, **await till.about(activity))
        assert len(await told(till)) == (1 if activity in ("other", "survey") else 0)

    @pytest.mark.parametrize(
        ("activity", "purpose"),
        [("survey", "surveys"), ("event", "events"), ("selection", "assembly_pool")],
    )
    async def test_goes_to_who_agrees_to_that_alone_and_not_to_who_agrees_to_another(
        self, till: Till, activity: str, purpose: str
    ) -> None:
        given = [
            {"purpose": each, "wording_version": WORDING}
            for each in ("surveys", "events", "assembly_pool")
        ]
        only = [one for one in given if one["purpose"] == purpose]
        others = [one for one in given if one["purpose"] != purpose]
        (ada,) = await till.world.join_many(1, name="ada", consents=only)
        (bea,) = await till.world.join_many(1, name="bea", consents=others)
        await till.offer(ada, bea, **await till.about(activity))
        assert [mail["To"] for mail in await told(till)] == [ada.email]

    @pytest.mark.parametrize("activity", ["other", "survey"])
    async def test_is_not_mailed_to_who_stopped_all_mail(self, till: Till, activity: str) -> None:
        (ada,) = await till.world.join_many(1)
        await till.offer(ada, **await till.about(activity))
        token = till.world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
        stopped = await till.world.call("POST", "/unsubscribe", {"token": token})
        assert stopped.status_code < 300, stopped.text
        assert await told(till) == []
        seen = (await till.world.call("GET", "/me/rewards", headers=ada.own)).json()
        assert len(seen["offers"]) == 1

    async def test_waits_while_a_member_has_a_pause(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        paused = {"paused_until": str(today() + timedelta(days=30))}
        headers = ada.own | {"If-Match": '"v1"'}
        said = await till.world.call("PATCH", "/me", paused, headers=headers)
        assert said.status_code == 200, said.text
        await till.offer(ada)
        assert await told(till) == []
        (row,) = await till.world.rows("SELECT state FROM mails WHERE kind = 'reward_offer'")
        assert row["state"] == "waiting"

    async def test_is_held_for_who_cannot_use_it_and_can_be_brought(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1, access_needs=["braille"])
        await till.offer(ada)
        assert await told(till) == []
        listed = (await till.world.call("GET", "/mails/held")).json()["items"]
        (held,) = [one for one in listed if one["kind"] == "reward_offer"]
        words = (await till.world.call("GET", f"/mails/held/{held['mail_id']}")).json()
        assert "What we offer: Travel." in words["text"]
        brought = {"format": "braille"}
        address = f"/mails/held/{held['mail_id']}/carried-out"
        done = await till.world.call("POST", address, brought)
        assert done.status_code == 204, done.text
        (row,) = await till.world.rows("SELECT state FROM mails WHERE kind = 'reward_offer'")
        assert row["state"] == "by_hand"

    @pytest.mark.parametrize("way", ["stopped all mail", "withdrew, and it is held still"])
    async def test_is_not_brought_either_to_who_no_longer_agrees(
        self, till: Till, way: str
    ) -> None:
        (ada,) = await till.world.join_many(1, access_needs=["braille"])
        await till.offer(ada)
        await told(till)
        (row,) = await till.world.rows("SELECT id FROM mails WHERE kind = 'reward_offer'")
        if way == "stopped all mail":
            token = till.world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
            await till.world.call("POST", "/unsubscribe", {"token": token})
        else:
            async with till.world.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute("UPDATE consents SET withdrawn_at = now()")
        read = await till.world.call("GET", f"/mails/held/{row['id']}")
        assert read.status_code == 404
        address = f"/mails/held/{row['id']}/carried-out"
        done = await till.world.call("POST", address, {"format": "braille"})
        assert done.status_code == 404
