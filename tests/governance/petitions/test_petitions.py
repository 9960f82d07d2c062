"""Starting, opening, signing, debating and answering a petition (rule 5)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from governance_support import ICP, QE1
from public_voice_support import ASK, STAFF, Petitioners, token_in

pytestmark = pytest.mark.rule("governance.5")
REACHED = "governance.petition.threshold_reached.v1"
ANSWERED = "governance.petition.answered.v1"


class TestStarting:
    async def test_nobody_reads_or_signs_it_before_it_is_opened(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.started()
        governance = petitioners.people.governance
        path = f"/public-petitions/{petition['id']}"
        assert (await governance.get(path)).status_code == 404
        asked = await governance.post(
            f"/petitions/{petition['id']}/signature-requests",
            json={"email": "s@x.example"}, scopes=ASK,
        )  # fmt: skip
        assert asked.status_code == 404
        await petitioners.people.staff(
            f"/petitions/{petition['id']}/opening", title="Keep it", text="Please."
        )
        assert (await governance.get(path)).status_code == 200

    async def test_who_started_it_is_sealed_and_named_by_consent_alone(
        self, petitioners: Petitioners
    ) -> None:
        quiet, open_ = await petitioners.opened(), await petitioners.opened(show_name=True)
        assert (await petitioners.public(quiet["id"]))["started_by"] is None
        assert (await petitioners.public(open_["id"]))["started_by"] == "Cleo Marsh"
        listed = await petitioners.people.governance.get("/petitions")
        assert "Cleo" not in listed.text
        refused = await petitioners.people.governance.get(f"/petitions/{quiet['id']}")
        assert refused.status_code == 403

    async def test_a_refusal_tells_the_ground(self, petitioners: Petitioners) -> None:
        petition = await petitioners.started()
        await petitioners.people.staff(
            f"/petitions/{petition['id']}/refusal", ground="not_ours", reason="It is a park."
        )
        assert "Standing orders, 12.4 (a)" in await petitioners.people.last_mail("cleo@x.example")

    async def test_personal_data_is_kept_out_of_what_is_published(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.started()
        refused = await petitioners.people.staff(
            f"/petitions/{petition['id']}/opening", 422, title="Ring 01772 555 123", text="Please."
        )
        assert refused["errors"][0]["field"] == "body.title"

    async def test_its_starter_takes_it_back_before_it_is_open(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.started()
        own = await petitioners.people.governance.call(
            "DELETE", "/petitions/mine", scopes=ASK,
            headers={"X-Link-Token": petition["link_token"]},
        )  # fmt: skip
        assert (own.json()["state"], own.json()["details_kept"]) == ("withdrawn", False)

    async def test_another_systems_petition_is_not_there(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened()
        governance = petitioners.people.governance
        for path in (f"/petitions/{petition['id']}", f"/public-petitions/{petition['id']}"):
            response = await governance.get(path, ics="QKK", scopes=STAFF)
            assert response.status_code == 404
        token = await petitioners.link(petition["id"], "s@x.example")
        signed = await governance.post("/signatures", json={"token": token}, scopes=ASK, ics="QKK")
        assert signed.status_code == 404


class TestSigning:
    async def test_it_counts_once_it_is_confirmed(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened()
        token = await petitioners.link(petition["id"], "s@x.example")
        assert await petitioners.exact(petition["id"]) == 0
        assert (await petitioners.sign(token)).status_code == 201
        assert await petitioners.exact(petition["id"]) == 1
        assert (await petitioners.sign(token)).status_code == 404

    async def test_an_address_signs_once_and_is_told_the_same_again(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        first = await petitioners.sign(await petitioners.link(petition["id"], "s@x.example"))
        again = await petitioners.sign(await petitioners.link(petition["id"], "S@x.example"))
        assert (again.status_code, again.json()) == (201, first.json())
        dots = await petitioners.sign(await petitioners.link(petition["id"], "s+a@x.example"))
        assert dots.status_code == 201
        assert await petitioners.exact(petition["id"]) == 2

    async def test_nothing_is_kept_of_the_address_that_signed(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        token = await petitioners.link(petition["id"], "s@x.example")
        await petitioners.sign(token, name="Sam Birch", show_name=False)
        await petitioners.people.mail()
        async with petitioners.people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            [row] = await connection.fetch("SELECT * FROM signatures")
            left = await connection.fetchval("SELECT count(*) FROM confirmations")
            waiting = await connection.fetchval(
                "SELECT count(*) FROM mails WHERE sealed IS NOT NULL"
            )
        assert set(row.keys()) == {
            "ics", "id", "petition_id", "address", "name_sealed", "signed_at",
        }  # fmt: skip
        assert (row["name_sealed"], left, waiting) == (None, 0, 0)

    async def test_many_at_once_are_all_counted_and_a_threshold_is_announced_once(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        meeting = await petitioners.people.meeting()
        tokens = [await petitioners.link(petition["id"], f"s{n}@x.example") for n in range(25)]
        tokens += [await petitioners.link(petition["id"], "S0@x.example") for _ in range(3)]
        answers = await asyncio.gather(*(petitioners.sign(token) for token in tokens))
        assert Counter(one.status_code for one in answers) == {201: 28}
        assert await petitioners.exact(petition["id"]) == 25
        told = await petitioners.people.governance.told(REACHED)
        assert [(one["threshold"], one["leads_to"]) for one in told] == [
            (10, "answer"), (20, "debate"),
        ]  # fmt: skip
        path = f"/bodies/{ICP}/work-programme?since={today()}&until={today() + timedelta(365)}"
        programme = (await petitioners.people.governance.get(path)).json()
        [placed] = [one for one in programme["meetings"] if one["meeting_id"] == meeting]
        [draft] = placed["placements"]
        assert draft["title"].startswith(f"Petition debate, {petition['reference']}")

    async def test_without_a_meeting_to_come_the_debate_waits_for_a_date(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 20)
        path = f"/bodies/{ICP}/work-programme?since={today()}&until={today() + timedelta(365)}"
        programme = (await petitioners.people.governance.get(path)).json()
        assert [one["priority"] for one in programme["waiting"]] == [1]

    async def test_a_signature_taken_back_counts_no_more_and_nothing_is_said_twice(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 10)
        token = token_in(await petitioners.people.last_mail("s9@x.example"))
        governance = petitioners.people.governance
        headers = {"X-Link-Token": token}
        back = await governance.call("DELETE", "/signatures/mine", headers=headers, scopes=ASK)
        twice = await governance.call("DELETE", "/signatures/mine", headers=headers, scopes=ASK)
        assert (back.status_code, twice.status_code) == (204, 404)
        assert await petitioners.exact(petition["id"]) == 9
        await petitioners.signed(petition["id"], 1, first=50)
        assert len(await governance.told(REACHED)) == 1

    async def test_events_bear_no_exact_number_and_nobody(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened(show_name=True)
        await petitioners.signed(petition["id"], 13)
        [told] = await petitioners.people.governance.told(REACHED)
        assert UUID(told["petition_id"]) == UUID(petition["id"])
        assert "13" not in {str(value) for value in told.values()}
        assert "Cleo" not in str(told)


class TestCounting:
    @pytest.mark.rule("panel.8")
    async def test_the_figure_is_hidden_then_rounded_and_moves_once_a_day(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 7)
        await petitioners.renew()
        assert (await petitioners.public(petition["id"]))["signatures"] is None
        await petitioners.signed(petition["id"], 5, first=7)
        await petitioners.renew()
        assert (await petitioners.public(petition["id"]))["signatures"] is None
        await petitioners.renew(days=1)
        assert (await petitioners.public(petition["id"]))["signatures"] == 10
        await petitioners.signed(petition["id"], 7, first=12)
        await petitioners.renew(days=2)
        assert (await petitioners.public(petition["id"]))["signatures"] == 10
        await petitioners.signed(petition["id"], 1, first=19)
        await petitioners.renew(days=2)
        assert (await petitioners.public(petition["id"]))["signatures"] == 10
        await petitioners.renew(days=3)
        assert (await petitioners.public(petition["id"]))["signatures"] == 20

    async def test_names_by_consent_alone_and_no_more_of_them_than_the_figure_tells(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        token = await petitioners.link(petition["id"], "first@x.example")
        await petitioners.sign(token, name="Una First", show_name=True)
        await petitioners.renew()
        assert (await petitioners.public(petition["id"]))["names"] == []
        await petitioners.signed(petition["id"], 9)
        for number, consent in ((20, True), (21, False)):
            token = await petitioners.link(petition["id"], f"s{number}@x.example")
            await petitioners.sign(token, name=f"Sam {number}", show_name=consent)
        assert (await petitioners.public(petition["id"]))["names"] == []
        await petitioners.renew(days=1)
        assert (await petitioners.public(petition["id"]))["names"] == ["Sam 20", "Una First"]


class TestClosing:
    async def test_it_is_open_through_its_last_day(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened()
        assert petition["closes_on"] == str(today() + timedelta(90))
        token = await petitioners.link(petition["id"], "s@x.example")
        await petitioners.renew(days=90)
        assert (await petitioners.public(petition["id"]))["state"] == "open"
        await petitioners.renew(days=91)
        assert (await petitioners.public(petition["id"]))["state"] == "closed"
        refused = await petitioners.sign(token)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/petition-closed")

    async def test_after_its_last_day_nobody_signs_even_before_the_worker_closes_it(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        token = await petitioners.link(petition["id"], "s@x.example")
        async with petitioners.people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE petitions SET closes_on = $1", today() - timedelta(1))
        assert (await petitioners.public(petition["id"]))["state"] == "open"
        assert (await petitioners.sign(token)).status_code == 409
        assert await petitioners.exact(petition["id"]) == 0

    async def test_one_that_is_closed_and_not_answered_shows_in_assurance(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened()
        await petitioners.renew(days=91)
        governance = petitioners.people.governance
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE petitions SET due_on = $1", today() - timedelta(1))
        path = f"/bodies/{ICP}/assurance?since={today()}&until={today()}"
        [due] = (await governance.get(path)).json()["public_overdue"]
        assert (due["kind"], due["reference"]) == ("petition", petition["reference"])
        paper = (await governance.get(path.replace("?", "/paper.html?"))).text
        assert f'/system-qe1/petitions/{petition["id"]}">Petition {due["reference"]}</a>' in paper
        owed = f"/owed-answers/petition/{petition['id']}"
        read = await governance.get(owed, scopes=["governance:read", "governance:assurance"])
        assert (read.json()["words"], read.json()["overdue"]) == (petition["title"], True)

    async def test_the_answer_is_published_mailed_and_told(self, petitioners: Petitioners) -> None:
        petition = await petitioners.opened()
        await petitioners.signed(petition["id"], 12)
        await petitioners.renew()
        await petitioners.people.staff(
            f"/petitions/{petition['id']}/answer", answer="It stays open.", answered_by="The board"
        )
        shown = await petitioners.public(petition["id"])
        assert (shown["state"], shown["answer"]) == ("answered", "It stays open.")
        assert "It stays open." in await petitioners.people.last_mail("cleo@x.example")
        [told] = await petitioners.people.governance.told(ANSWERED)
        assert (told["signatures"], told["answer"]) == (10, "It stays open.")

    async def test_everybody_is_forgotten_on_the_day_that_was_told(
        self, petitioners: Petitioners
    ) -> None:
        petition = await petitioners.opened(show_name=True)
        await petitioners.signed(petition["id"], 8)
        await petitioners.people.staff(
            f"/petitions/{petition['id']}/answer", answer="Yes.", answered_by="The board"
        )
        await petitioners.renew(days=179)
        assert (await petitioners.public(petition["id"]))["started_by"] == "Cleo Marsh"
        await petitioners.renew(days=180)
        shown = await petitioners.public(petition["id"])
        assert (shown["started_by"], shown["answer"]) == (None, "Yes.")
        async with petitioners.people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            assert await connection.fetchval("SELECT count(*) FROM signatures") == 0
        assert await petitioners.exact(petition["id"]) == 8
