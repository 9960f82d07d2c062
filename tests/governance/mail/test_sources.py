"""No mail leaves once what kept its address keeps it no more."""

from __future__ import annotations

from typing import Any

import pytest

from common.db.engine import raw_connection
from governance.settings import GovernanceSettings
from governance_support import QE1, Governance
from public_voice_support import ASK, Petitioners, Public, takes_part

pytestmark = pytest.mark.rule("governance.5")


@pytest.fixture
async def people(governance: Governance, service_settings: Any) -> Public:
    return await takes_part(governance, service_settings(GovernanceSettings))


async def mails(people: Public) -> list[tuple[str, str | None]]:
    """Send what waits; give how each mail stands, and why it was not sent."""
    await people.mail()
    async with people.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        rows = await connection.fetch("SELECT kind, failure, sealed, state FROM mails ORDER BY id")
    assert all(row["sealed"] is None and row["state"] != "waiting" for row in rows)
    return [(row["kind"], row["failure"]) for row in rows]


async def taken_back(people: Public, what: str, token: str) -> None:
    response = await people.governance.call(
        "DELETE", f"/{what}/mine", headers={"X-Link-Token": token}, scopes=ASK
    )
    assert response.status_code in {200, 204}, response.text


GONE = "its address is not kept any more"


class TestAMail:
    async def test_leaves_where_its_address_is_kept(self, people: Public) -> None:
        petitioners = Petitioners(people)
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 1)
        await people.asked()
        assert {why for _, why in await mails(people)} == {None}

    async def test_to_confirm_an_address_does_not_leave_once_it_was_deleted(
        self, people: Public
    ) -> None:
        sent = {"email": "ada@x.example"}
        await people.governance.post("/question-requests", json=sent, scopes=ASK)
        async with people.governance.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("DELETE FROM confirmations")
        assert await mails(people) == [("confirm_question", GONE)]
        assert people.bag.mails == []

    async def test_about_a_question_does_not_leave_once_it_was_taken_back(
        self, people: Public
    ) -> None:
        asked = await people.asked()
        await taken_back(people, "questions", asked["link_token"])
        assert (await mails(people))[-1] == ("question_received", GONE)

    async def test_about_a_petition_does_not_leave_once_it_was_taken_back(
        self, people: Public
    ) -> None:
        petition = await Petitioners(people).started()
        await taken_back(people, "petitions", petition["link_token"])
        assert (await mails(people))[-1] == ("petition_received", GONE)

    async def test_about_a_signature_does_not_leave_once_it_was_taken_back(
        self, people: Public
    ) -> None:
        petitioners = Petitioners(people)
        petition = await petitioners.opened()
        signed = await petitioners.sign(await petitioners.link(petition["id"], "s@x.example"))
        await taken_back(people, "signatures", signed.json()["link_token"])
        assert (await mails(people))[-1] == ("signature_counted", GONE)
