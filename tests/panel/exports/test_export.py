"""A member gets everything that is held of them, and nothing of anybody else."""

from __future__ import annotations

import pytest

from panel_support.world import World

pytestmark = pytest.mark.rule("panel.13")


class TestExport:
    async def test_gives_profile_consents_answers_and_mails(self, world: World) -> None:
        ada = await world.join("ada@example.org", place="blackpool", demographics={"sex": "female"})
        await world.join("bea@example.org")
        survey = await world.open_survey()
        links = await world.links()
        for email, text in (("ada@example.org", "Ada's words."), ("bea@example.org", "Bea's.")):
            answered = await world.answer(links[email], survey, choice="yes", text=text)
            assert answered.status_code == 201, answered.text
        found = await world.call("GET", "/me/export", headers=ada.own)
        assert found.status_code == 200, found.text
        assert "attachment" in found.headers["content-disposition"]
        assert found.headers["cache-control"] == "no-store"
        held = found.json()
        assert held["profile"]["email"] == "ada@example.org"
        assert held["profile"]["consents"][0]["wording"] == "Send me surveys by email."
        (asked,) = held["surveys"]
        assert asked["title"] == survey["title"]
        questions = survey["questions"]
        yes = next(o["label"] for o in questions[0]["options"] if o["code"] == "yes")
        assert asked["answers"][0] == {"question": questions[0]["text"], "answer": yes}
        assert "Ada's words." in {one["answer"] for one in asked["answers"]}
        assert "Bea" not in found.text
        assert "bea@" not in found.text
        assert {(m["kind"], m["state"]) for m in held["mails"]} == {
            ("welcome", "sent"), ("survey_invitation", "sent"),
        }  # fmt: skip

    async def test_gives_contacts_segments_and_requests_to_join(self, world: World) -> None:
        ada = await world.join("ada@example.org", place="blackpool", demographics={"sex": "female"})
        await world.join("bea@example.org", place="lancashire")
        for name, criteria in (
            ("Women", {"demographics": {"sex": ["female"]}}),
            ("Lancashire", {"places": ["lancashire"]}),
        ):
            saved = await world.call("POST", "/segments", {"name": name, "criteria": criteria})
            assert saved.status_code == 201, saved.text
        survey = await world.open_survey()
        await world.call("POST", "/signups", {"email": "ADA@example.org"})
        held = (await world.call("GET", "/me/export", headers=ada.own)).json()
        (contact,) = held["contacts"]
        assert (contact["kind"], contact["about_id"]) == ("survey", survey["id"])
        assert held["segments"] == ["Women"]
        assert len(held["signups"]) == 1

    async def test_no_table_holds_more_of_a_member(self, world: World) -> None:
        rows = await world.rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'panel' "
            "AND column_name IN ('member_id', 'email_index')"
        )
        assert {row[0] for row in rows} == {
            "members", "consents", "demographics", "invitations", "mails", "contacts", "signups",
            "reward_offered", "reward_claims", "reward_payees", "access_needs",
            "reward_handed",
            "selection_entries",
            "enrolments", "letter_codes", "bounces", "objections", "pauses", "member_areas",
            "offline_entries",
            "data_keys",  # a key tells nothing, and is given to nobody
            "gathering_bookings", "member_topics", "households",
            "address_changes", "contact_corrections",
        }, "the export has to give it"  # fmt: skip

    async def test_shows_what_was_asked_and_not_answered(self, world: World) -> None:
        ada = await world.join()
        await world.open_survey()
        held = (await world.call("GET", "/me/export", headers=ada.own)).json()
        assert [(s["answered_on"], s["answers"]) for s in held["surveys"]] == [(None, [])]

    async def test_needs_the_members_own_token_in_their_system(self, world: World) -> None:
        ada = await world.join()
        for ics, headers in (("QE1", {"X-Manage-Token": "A" * 43}), ("QKK", ada.own)):
            refused = await world.call("GET", "/me/export", ics=ics, headers=headers)
            assert refused.status_code == 404
