"""Joining without email, with somebody's help: the consent is on record, and nobody learns who is a
member."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from common.clock import new_id
from common.testing.clock import today
from panel.load import load_file
from panel_support.enrolling import contact, enrol, enrolment, own
from panel_support.samples import WORDING, system_file, vocabulary
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.6")

ORGANISATION = new_id()


class TestEnrolling:
    async def test_makes_a_member_whose_consent_is_on_record(
        self, world: World, token: Any
    ) -> None:
        answer = await world.http.post(
            world.path("/enrolments"),
            json=enrolment(),
            headers=token(["panel:enrol"], organisation_id=ORGANISATION),
        )
        assert answer.status_code == 202, answer.text
        headers = await own(world)
        me = (await world.call("GET", "/me", headers=headers)).json()
        assert me["email"] is None
        assert me["contact"]["post"]["postcode"] == "FY1 1AA"
        assert me["demographics"][0]["term"] == "female"
        assert me["access_needs"]["needs"] == ["large_print"]
        (consent,) = me["consents"]
        assert consent["means"] == "telephone"
        assert consent["wording"] == "Send me surveys by email."
        assert consent["wording_version"] == WORDING
        held = (await world.call("GET", "/me/export", headers=headers)).json()
        assert held["enrolment"]["witness"] == "HW-0042"
        assert held["enrolment"]["organisation_id"] == str(ORGANISATION)
        assert len(held["letter_codes"]) == 1
        assert [kind for kind, _ in await world.events()] == ["panel.member.joined.v1"]

    async def test_takes_a_consent_of_an_earlier_day_in_the_wording_of_that_day(
        self, world: World
    ) -> None:
        older = vocabulary(
            "consent_purpose", {"surveys": "Ask me."}, version="old", valid_to="2026-01-31"
        )
        newer = vocabulary(
            "consent_purpose", {"surveys": "Send me surveys."}, version=WORDING,
            valid_from="2026-02-01",
        )  # fmt: skip
        kept = [v.model_dump(mode="json") for v in system_file().vocabularies]
        lists = [v for v in kept if v["code"] != "consent_purpose"] + [older, newer]
        await load_file(world.database, system_file(vocabularies=lists))
        consent = {"purpose": "surveys", "wording_version": "old"}
        wrong = await enrol(world, means="paper", consents=[consent])
        assert wrong.json()["type"] == "/problems/consent-not-recorded"
        right = await enrol(world, means="paper", consents=[consent], consented_on="2026-01-15")
        assert right.status_code == 202, right.text
        (row,) = await world.rows("SELECT wording, given_at FROM consents")
        assert (row["wording"], row["given_at"].date()) == ("Ask me.", date(2026, 1, 15))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"consents": []},
            {"consents": [{"purpose": "surveys", "wording_version": "1999"}]},
            {"consented_on": (today() + timedelta(days=2)).isoformat()},
            {"minimum_age_met": False},
            {"witness": "Jane Smith"},
            {"witness": "Jane-Smith"},
            {"means": "web_form"},
            {"contact": {"name": "Zebedee Marker"}},
            {"contact": contact(telephone="call me")},
            {"place": "atlantis"},
            {"demographics": {"sex": "unknown"}},
            {"access_needs": ["telepathy"]},
        ],
        ids=str,
    )
    async def test_enrols_and_counts_nobody_without_recorded_consent_or_with_false_words(
        self, world: World, wrong: dict[str, Any]
    ) -> None:
        refused = await enrol(world, **wrong)
        assert refused.status_code == 422, refused.text
        assert "Marker" not in refused.text
        for table in ("members", "enrolments", "consents", "mails", "outbox"):
            assert await world.count(table) == 0, table

    async def test_needs_the_scope_for_it(self, world: World, token: Any) -> None:
        refused = await world.http.post(
            world.path("/enrolments"),
            json=enrolment(),
            headers=token(["panel:read", "panel:manage", "panel:personal"]),
        )
        assert refused.status_code == 403

    async def test_keeps_nothing_of_the_person_in_the_clear(self, world: World) -> None:
        await enrol(world)
        await own(world)
        tables = await world.rows(
            "SELECT DISTINCT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name = 'ics'"
        )
        for (table,) in tables:
            rows = repr([dict(row) for row in await world.rows(f"SELECT * FROM panel.{table}")])
            for mark in ("Marker", "000 111", "FY1", "large_print"):
                assert mark not in rows or table == "terms", (table, mark)


@pytest.mark.rule("panel.2")
class TestSilence:
    async def test_the_answer_is_the_same_for_a_member_who_gets_a_letter_that_says_so(
        self, world: World
    ) -> None:
        first, second = await enrol(world), await enrol(world)
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert await world.count("members") == 1
        assert await world.count("enrolments") == 1
        assert await world.count("consents") == 1
        kinds = await world.rows("SELECT kind FROM mails ORDER BY id")
        assert [row[0] for row in kinds] == ["welcome", "already_member"]
        assert len(await world.events()) == 1

    @pytest.mark.parametrize(
        "same",
        [
            {"name": "zebedee  marker", "telephone": "+44 1253 000111", "post": None},
            {"telephone": None, "post": {"lines": ["7, MARKER STREET"], "postcode": "fy11aa"}},
        ],
    )
    async def test_a_member_is_known_by_name_with_telephone_or_with_address(
        self, world: World, same: dict[str, Any]
    ) -> None:
        await enrol(world)
        assert (await enrol(world, contact=contact(**same))).status_code == 202
        assert await world.count("members") == 1

    async def test_who_shares_a_telephone_and_a_house_is_another_member(self, world: World) -> None:
        await enrol(world)
        await enrol(world, contact=contact(name="Florence Marker"))
        assert await world.count("members") == 2

    @pytest.mark.parametrize("without", ["telephone", "post"])
    async def test_who_has_no_telephone_or_no_address_is_not_taken_for_all_who_have_none(
        self, world: World, without: str
    ) -> None:
        for name in ("Zebedee", "Florence"):
            await enrol(world, contact=contact(name=name, **{without: None}))
        assert await world.count("members") == 2

    async def test_another_system_knows_nothing_of_it(self, world: World, token: Any) -> None:
        await enrol(world)
        headers = token(["panel:enrol"], ics="QKK")
        answer = await world.http.post(
            world.path("/enrolments", "QKK"), json=enrolment(), headers=headers
        )
        assert answer.status_code == 202
        assert await world.count("members", ics=QE1) == 1
