"""What members see and change of themselves, leaving, and being erased."""

from __future__ import annotations

from typing import Any

import pytest

from common.testing.clock import today
from panel_support.mails import links_in, token_in
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

SURVEYS = {"purpose": "surveys", "wording_version": WORDING}


async def me_of(world: World, member: Member) -> dict[str, Any]:
    found = await world.call("GET", "/me", headers=member.own)
    assert found.status_code == 200, found.text
    me: dict[str, Any] = found.json()
    return me


async def change(world: World, member: Member, patch: dict[str, Any], version: int = 1) -> Any:
    headers = {**member.own, "If-Match": f'"v{version}"'}
    return await world.call("PATCH", "/me", patch, headers=headers)


@pytest.mark.rule("panel.13")
class TestSeeingMyData:
    async def test_shows_everything_that_is_held(self, world: World) -> None:
        member = await world.join(place="blackpool", demographics={"sex": "female"})
        me = await me_of(world, member)
        assert me["email"] == "ada@example.org"
        assert me["place"] == "blackpool"
        assert me["demographics"][0]["term"] == "female"
        assert me["consents"][0]["wording"] == "Send me surveys by email."
        columns = set((await world.rows("SELECT * FROM members"))[0].keys())
        assert columns - set(me) == {
            "ics", "id", "email_index", "email_sealed", "contact_sealed", "telephone_index",
            "post_index", "left_on", "manage_token_hash",
        }  # fmt: skip

    async def test_needs_the_members_own_token(self, world: World) -> None:
        member = await world.join()
        for ics, headers in (("QE1", {"X-Manage-Token": "A" * 43}), ("QKK", member.own)):
            refused = await world.call("GET", "/me", ics=ics, headers=headers)
            assert refused.status_code == 404
            assert refused.json()["type"] == "/problems/link-not-valid"
        assert (await world.call("GET", "/me")).status_code == 422


@pytest.mark.rule("panel.3")
class TestChangingWhatISaid:
    async def test_changes_what_is_sent_and_leaves_the_rest(self, world: World) -> None:
        member = await world.join(
            place="blackpool", demographics={"sex": "female", "ethnic_group": "other"}
        )
        changed = await change(
            world, member, {"demographics": {"sex": "prefer_not_to_say"}, "language": "pl"}
        )
        assert changed.status_code == 200
        me = changed.json()
        assert {d["dimension"]: d["term"] for d in me["demographics"]} == {
            "sex": "prefer_not_to_say", "ethnic_group": "other",
        }  # fmt: skip
        assert (me["language"], me["place"], me["version"]) == ("pl", "blackpool", 2)
        assert changed.headers["etag"] == '"v2"'

    async def test_takes_an_answer_and_the_place_back(self, world: World) -> None:
        member = await world.join(place="blackpool", demographics={"sex": "female"})
        me = (await change(world, member, {"demographics": {"sex": None}, "place": None})).json()
        assert (me["demographics"], me["place"]) == ([], None)

    async def test_needs_the_version_that_was_read(self, world: World) -> None:
        member = await world.join()
        without = await world.call("PATCH", "/me", {"language": "pl"}, headers=member.own)
        assert without.status_code == 428
        assert (await change(world, member, {"language": "pl"})).status_code == 200
        stale = await change(world, member, {"language": "en"})
        assert stale.status_code == 412
        assert (await me_of(world, member))["language"] == "pl"

    async def test_is_held_to_the_vocabularies_and_places(self, world: World) -> None:
        member = await world.join()
        for patch in (
            {"demographics": {"sex": "unknown"}},
            {"place": "atlantis"},
            {"email": "eve@example.org"},
            {"consents": [{"purpose": "surveys", "wording_version": "1999", "given": True}]},
        ):
            assert (await change(world, member, patch)).status_code == 422, patch


@pytest.mark.rule("panel.4")
class TestChangingConsents:
    async def test_withdrawing_keeps_the_record_and_dates_its_end(self, world: World) -> None:
        member = await world.join()
        me = (await change(world, member, {"consents": [{**SURVEYS, "given": False}]})).json()
        (consent,) = me["consents"]
        assert consent["withdrawn_at"] is not None
        assert consent["wording"] == "Send me surveys by email."

    async def test_giving_it_again_is_another_record_by_other_means(self, world: World) -> None:
        member = await world.join()
        await change(world, member, {"consents": [{**SURVEYS, "given": False}]})
        me = (await change(world, member, {"consents": [{**SURVEYS, "given": True}]}, 2)).json()
        assert [(c["means"], c["withdrawn_at"] is None) for c in me["consents"]] == [
            ("web_form", False),
            ("manage_page", True),
        ]


@pytest.mark.rule("panel.4")
class TestUnsubscribing:
    async def unsubscribe_token(self, world: World) -> tuple[Member, str]:
        member = await world.join(purposes=["surveys", "bulletins"])
        await world.call("POST", "/signups", {"email": member.email})
        (letter,) = await world.send_mail()
        assert letter["List-Unsubscribe"] == f"<{links_in(letter)[-1]}>"
        assert "/unsubscribe?token=" in links_in(letter)[-1]
        return member, links_in(letter)[-1].partition("token=")[2]

    async def test_withdraws_every_consent_to_be_mailed(self, world: World) -> None:
        member, token = await self.unsubscribe_token(world)
        assert (await world.call("POST", "/unsubscribe", {"token": token})).status_code == 204
        assert all(c["withdrawn_at"] for c in (await me_of(world, member))["consents"])

    async def test_its_token_opens_nothing_else(self, world: World) -> None:
        _, token = await self.unsubscribe_token(world)
        refused = await world.call("GET", "/me", headers={"X-Manage-Token": token})
        assert refused.status_code == 404

    async def test_refuses_forged_tokens_and_those_of_another_system(self, world: World) -> None:
        _, token = await self.unsubscribe_token(world)
        forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
        for ics, wrong in (("QE1", forged), ("QKK", token), ("QE1", "!" * 48), ("QE1", "é" * 30)):
            refused = await world.call("POST", "/unsubscribe", {"token": wrong}, ics=ics)
            assert refused.status_code == 404


@pytest.mark.rule("panel.13")
class TestLeaving:
    async def test_deletes_the_address_and_what_was_said_of_oneself(self, world: World) -> None:
        member = await world.join(place="blackpool", demographics={"sex": "female"})
        assert (await world.call("DELETE", "/me", headers=member.own)).status_code == 204
        (row,) = await world.rows("SELECT * FROM members")
        gone = ("email_index", "email_sealed", "manage_token_hash", "place")
        assert [row[name] for name in gone] == [None] * 4
        assert await world.count("demographics") == 0
        assert (await world.rows("SELECT withdrawn_at FROM consents"))[0][0] is not None
        assert (await world.call("GET", "/me", headers=member.own)).status_code == 404

    async def test_says_so_by_id_and_day(self, world: World) -> None:
        member = await world.join()
        await world.call("DELETE", "/me", headers=member.own)
        assert (await world.events())[-1] == (
            "panel.member.left.v1",
            {"member_id": member.member_id, "left_on": today().isoformat()},
        )

    async def test_keeps_the_answers_and_forgets_whose_they_are(self, world: World) -> None:
        member = await world.join()
        survey = await world.open_survey()
        (token,) = (await world.links()).values()
        await world.answer(token, survey, choice="yes")
        await world.call("DELETE", "/me", headers=member.own)
        assert await world.count("responses") == 1
        assert await world.count("invitations") == 0

    async def test_ends_all_mail_even_what_is_queued(self, world: World) -> None:
        member = await world.join()
        await world.open_survey()
        await world.call("DELETE", "/me", headers=member.own)
        assert await world.send_mail() == []

    async def test_leaves_no_mail_that_tells_what_they_took_part_in(self, world: World) -> None:
        member = await world.join()
        await world.open_survey()
        await world.send_mail()
        await world.call("DELETE", "/me", headers=member.own)
        assert await world.rows("SELECT 1 FROM mails WHERE member_id IS NOT NULL") == []

    @pytest.mark.parametrize(("method", "path"), [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_deletes_the_address_from_what_was_asked_with_it_since(
        self, world: World, method: str, path: str
    ) -> None:
        member = await world.join("ada@example.org")
        for email in ("Ada@example.org", "other@example.org"):
            await world.call("POST", "/signups", {"email": email})
        assert (await world.call(method, path, headers=member.own)).status_code in {202, 204}
        assert await world.count("signups") == 1

    async def test_lets_the_person_join_again_as_somebody_new(self, world: World) -> None:
        member = await world.join()
        await world.call("DELETE", "/me", headers=member.own)
        again = await world.join()
        assert again.member_id != member.member_id


@pytest.mark.rule("panel.13")
class TestErasure:
    async def test_leaves_no_row_of_the_person(self, world: World) -> None:
        member = await world.join(demographics={"sex": "female"})
        other = await world.join("other@example.org")
        survey = await world.open_survey()
        for token in (await world.links()).values():
            await world.answer(token, survey, choice="yes", text="A sentence of theirs.")
        erased = await world.call("POST", "/me/erasure", headers=member.own)
        assert erased.status_code == 202
        for table in ("members", "consents", "invitations", "responses"):
            assert await world.count(table) == 1, table
        assert await world.count("demographics") == 0
        members = await world.rows("SELECT member_id FROM mails WHERE member_id IS NOT NULL")
        assert {str(row[0]) for row in members} == {other.member_id}

    async def test_says_so_by_an_opaque_id(self, world: World) -> None:
        member = await world.join()
        erased = await world.call("POST", "/me/erasure", headers=member.own)
        assert (await world.events())[-1] == (
            "panel.member.erased.v1",
            {"member_id": member.member_id, "erasure_id": erased.json()["erasure_id"]},
        )

    async def test_does_not_change_what_was_published(self, world: World) -> None:
        survey = await world.closed_survey(["yes"] * 8 + ["no"] * 9)
        address = f"/surveys/{survey['id']}/results"
        before = (await world.call("GET", address)).json()
        await world.call("POST", "/signups", {"email": "person-0@example.org"})
        token = token_in((await world.send_mail())[-1])
        erased = await world.call("POST", "/me/erasure", headers={"X-Manage-Token": token})
        assert erased.status_code == 202
        assert (await world.call("GET", address)).json() == before
        exact = (await world.call("GET", f"{address}?level=exact")).json()
        assert exact["responded"] == 16


class TestListing:
    async def test_gives_ids_in_pages_to_staff_who_may_see_exact_figures(
        self, world: World, token: Any
    ) -> None:
        members = await world.join_many(3)
        first = await world.call("GET", "/members?limit=2")
        assert [m["id"] for m in first.json()["items"]] == [m.member_id for m in members[:2]]
        assert 'rel="next"' in first.headers["link"]
        rest = await world.call("GET", f"/members?cursor={first.json()['next_cursor']}")
        assert [m["id"] for m in rest.json()["items"]] == [members[2].member_id]
        assert "example.org" not in first.text
        reader = token(["panel:read"])
        refused = await world.http.get(world.path("/members"), headers=reader)
        assert refused.status_code == 403
        assert await world.count("members", ics=QE1) == 3
