"""Confirming an address: by a token that is good once, with everything else optional."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.clock import utc_now
from common.testing.clock import today
from panel.members.errors import LinkNotValid
from panel.signups import service
from panel.signups.schemas import ConfirmIn
from panel_support.mails import text_of, token_in
from panel_support.samples import WORDING, confirmation_of, system_file, vocabulary
from panel_support.world import QE1, World, load


async def mailed_token(world: World, email: str = "ada@example.org") -> str:
    await world.call("POST", "/signups", {"email": email})
    return token_in((await world.send_mail())[0])


async def confirm(world: World, token: str, **said: Any) -> Any:
    body = {"token": token, **confirmation_of(**said)}
    return await world.call("POST", "/signups/confirm", body)


@pytest.mark.rule("panel.2")
class TestConfirming:
    async def test_makes_a_member_and_says_so_by_an_opaque_id(self, world: World) -> None:
        joined = await confirm(world, await mailed_token(world))
        assert joined.status_code == 201
        (event,) = await world.events()
        assert event == (
            "panel.member.joined.v1",
            {"member_id": joined.json()["member_id"], "joined_on": today().isoformat()},
        )

    async def test_is_possible_once(self, world: World) -> None:
        token = await mailed_token(world)
        await confirm(world, token)
        again = await confirm(world, token)
        assert again.status_code == 404
        assert again.json()["type"] == "/problems/link-not-valid"
        assert await world.count("members") == 1

    async def test_ends_all_sign_ups_of_the_address(self, world: World) -> None:
        first, second = await mailed_token(world), await mailed_token(world)
        assert (await confirm(world, second)).status_code == 201
        assert (await confirm(world, first)).status_code == 404
        assert await world.count("signups") == 0

    async def test_needs_a_token_of_this_system(self, world: World) -> None:
        token = await mailed_token(world)
        body = {"token": token, **confirmation_of()}
        elsewhere = await world.call("POST", "/signups/confirm", body, ics="QKK")
        forged = await confirm(world, "A" * 43)
        assert (elsewhere.status_code, forged.status_code) == (404, 404)
        assert (await confirm(world, token)).status_code == 201

    async def test_is_no_longer_possible_after_48_hours(self, world: World) -> None:
        said = ConfirmIn(token=await mailed_token(world), **confirmation_of())
        late = utc_now() + service.CONFIRM_WITHIN + timedelta(seconds=1)
        async with world.database.transaction(QE1) as session:
            with pytest.raises(LinkNotValid):
                await service.confirm(session, QE1, world.keys, said, late)

    async def test_welcomes_with_a_link_to_ones_own_page(self, world: World) -> None:
        joined = await confirm(world, await mailed_token(world))
        (letter,) = await world.send_mail()
        assert token_in(letter) == joined.json()["manage_token"]
        assert "Welcome" in letter["Subject"]
        assert "/lancashire-and-south-cumbria/me?token=" in text_of(letter)

    async def test_stores_the_manage_token_hashed(self, world: World) -> None:
        joined = await confirm(world, await mailed_token(world))
        stored = repr(await world.rows("SELECT * FROM members"))
        assert joined.json()["manage_token"] not in stored


@pytest.mark.rule("panel.1")
class TestWhoMayJoin:
    async def test_not_who_does_not_state_the_minimum_age(self, world: World) -> None:
        token = await mailed_token(world)
        refused = await confirm(world, token, minimum_age_met=False)
        assert refused.status_code == 422
        assert refused.json()["type"] == "/problems/not-old-enough"
        assert "16" in refused.json()["detail"]
        assert await world.count("members") == 0

    async def test_the_minimum_age_is_the_systems_own(self, world: World) -> None:
        older = system_file(settings={"minimum_age": 18})
        await load(world.database, older)
        refused = await confirm(world, await mailed_token(world), minimum_age_met=False)
        assert "18" in refused.json()["detail"]
        joined = await world.join()
        me = (await world.call("GET", "/me", headers=joined.own)).json()
        assert me["minimum_age_stated"] == 18

    @pytest.mark.parametrize("connection", ["lives", "works", "cared_for"])
    async def test_who_lives_works_or_is_cared_for_in_the_area(
        self, world: World, connection: str
    ) -> None:
        member = await world.join(connection=connection)
        me = (await world.call("GET", "/me", headers=member.own)).json()
        assert me["connection"] == connection

    async def test_nobody_without_saying_what_connects_them(self, world: World) -> None:
        token = await mailed_token(world)
        for said in ({"connection": None}, {"connection": "visits"}):
            assert (await confirm(world, token, **said)).status_code == 422
        body = {"token": token, "minimum_age_met": True}
        refused = await world.call("POST", "/signups/confirm", body)
        assert refused.json()["errors"][0]["field"] == "body.connection"

    async def test_for_one_system_at_a_time_as_one_person(self, world: World) -> None:
        here = await world.join()
        there = await world.join(ics="QKK")
        assert here.member_id != there.member_id
        assert here.manage_token != there.manage_token


@pytest.mark.rule("panel.3")
class TestSayingWhoOneIs:
    async def test_is_never_needed(self, world: World) -> None:
        await world.join()
        assert await world.count("demographics") == 0

    async def test_takes_the_answers_in_force_and_keeps_their_version(self, world: World) -> None:
        said = {"sex": "female", "ethnic_group": "asian_indian"}
        member = await world.join(demographics=said)
        me = (await world.call("GET", "/me", headers=member.own)).json()
        told = [(d["dimension"], d["term"], d["vocabulary_version"]) for d in me["demographics"]]
        assert told == [
            ("ethnic_group", "asian_indian", "census2021"),
            ("sex", "female", "census2021"),
        ]

    async def test_takes_prefer_not_to_say_as_an_answer_distinct_from_none(
        self, world: World
    ) -> None:
        member = await world.join(demographics={"sex": "prefer_not_to_say"})
        me = (await world.call("GET", "/me", headers=member.own)).json()
        assert [(d["dimension"], d["term"]) for d in me["demographics"]] == [
            ("sex", "prefer_not_to_say")
        ]

    async def test_refuses_other_answers_and_leaves_the_link_good(self, world: World) -> None:
        token = await mailed_token(world)
        wrong: list[dict[str, str]] = [
            {"sex": "unknown"},
            {"shoe_size": "43"},
            {"method": "survey"},  # a vocabulary, but no question about oneself
            {"ethnic_group": "asian"},  # a heading
            {"age_band": "0-15"},  # younger than the person stated to be
        ]
        for demographics in wrong:
            refused = await confirm(world, token, demographics=demographics)
            assert refused.status_code == 422, demographics
            assert refused.json()["errors"][0]["field"].startswith("body.demographics")
        assert (await confirm(world, token)).status_code == 201

    async def test_goes_by_the_version_in_force_on_the_day(self, world: World) -> None:
        yesterday, tomorrow = today() - timedelta(days=1), today() + timedelta(days=1)
        versions = [
            vocabulary("sex", {"old": "Old"}, version="1", valid_to=yesterday.isoformat()),
            vocabulary("sex", {"now": "Now"}, version="2", valid_from=today().isoformat()),
            vocabulary("sex", {"next": "Next"}, version="3", valid_from=tomorrow.isoformat()),
        ]
        await load(world.database, system_file(vocabularies=versions))
        token = await mailed_token(world)
        for term in ("old", "next"):
            refused = await confirm(world, token, purposes=[], demographics={"sex": term})
            assert refused.status_code == 422, term
        joined = await confirm(world, token, purposes=[], demographics={"sex": "now"})
        assert joined.status_code == 201
        (row,) = await world.rows("SELECT vocabulary_version FROM demographics")
        assert row[0] == "2"


@pytest.mark.rule("panel.4")
class TestConsent:
    async def test_is_a_record_per_purpose_of_what_was_shown_when_and_how(
        self, world: World
    ) -> None:
        before = utc_now()
        await world.join(purposes=["surveys", "bulletins"])
        rows = await world.rows("SELECT * FROM consents ORDER BY purpose DESC")
        assert [(r["purpose"], r["wording"], r["wording_version"]) for r in rows] == [
            ("surveys", "Send me surveys by email.", WORDING),
            ("bulletins", "Send me the bulletin.", WORDING),
        ]
        assert {r["means"] for r in rows} == {"web_form"}
        assert all(before <= r["given_at"] <= utc_now() for r in rows)
        assert all(r["withdrawn_at"] is None for r in rows)

    async def test_is_not_assumed(self, world: World) -> None:
        await world.join(purposes=[])
        assert await world.count("consents") == 0

    async def test_is_refused_for_unknown_purposes_and_other_wording(self, world: World) -> None:
        token = await mailed_token(world)
        surveys = {"purpose": "surveys", "wording_version": WORDING}
        wrong: list[list[dict[str, str]]] = [
            [{"purpose": "marketing", "wording_version": WORDING}],
            [{"purpose": "surveys", "wording_version": "2019"}],
            [surveys, surveys],
        ]
        for consents in wrong:
            refused = await confirm(world, token, consents=consents)
            assert refused.status_code == 422, consents
            assert refused.json()["errors"][0]["field"].startswith("body.consents")


class TestRefusals:
    async def test_name_the_field_and_never_the_value(self, world: World) -> None:
        token = await mailed_token(world)
        wrong: list[tuple[str, Any]] = [
            ("place", "atlantis-marker"),
            ("mail_format", "pigeon-marker"),
            ("nickname", "ada-marker"),
            ("demographics", {"sex": ["marker"]}),
            ("minimum_age_met", "marker"),
        ]
        for field, value in wrong:
            refused = await confirm(world, token, **{field: value})
            assert refused.status_code == 422, field
            assert field in refused.json()["errors"][0]["field"]
            assert "marker" not in refused.text
