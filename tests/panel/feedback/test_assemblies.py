"""What a body answers to an assembly reaches those who sit on it, and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel_support.commissions import answered, commissioned, corrected, hears
from panel_support.mails import links_in, text_of
from panel_support.selections import AGREES, DRAW, calculated, commit, done, pool
from panel_support.world import Member, World

pytestmark = [pytest.mark.rule("panel.11"), pytest.mark.rule("governance.11")]


async def drawn(world: World) -> tuple[str, str, list[Member], list[Member]]:
    """Draw a jury; gives assembly, selection, those who sit, and those who do not."""
    assembly = await commissioned(world)
    members = await pool(world)
    selection = await calculated(world, assembly_id=assembly)
    to = f"/selections/{selection['id']}"
    await commit(world, selection["id"])
    await done(world, "POST", f"{to}/draw", DRAW)
    seated = {one["member_id"] for one in await done(world, "GET", f"{to}/people")}
    sit = [one for one in members if one.member_id in seated]
    rest = [one for one in members if one.member_id not in seated]
    return assembly, selection["id"], sit, rest


async def involvement(world: World, member: Member) -> Any:
    answer = await world.call("GET", "/me/involvement", headers=member.own)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def registers(world: World, activity_id: UUID, selection_id: str) -> None:
    data = ActivityRegistered(
        activity_id=activity_id,
        title="t",
        method="citizens_jury",
        selection_id=UUID(selection_id),
    )
    await hears(world, data)


def feedback(*activities: UUID, feedback_id: UUID | None = None) -> FeedbackPublished:
    return FeedbackPublished(
        feedback_id=feedback_id or new_id(),
        decision_id=new_id(),
        decision_reference="QE1-ICP-2027-0001",
        decision_title="Evening clinics",
        you_said="You said it closes too early.",
        we_did="It stays open until ten.",
        activity_ids=list(activities),
        published_at=utc_now(),
    )


class TestAnswers:
    async def test_those_who_sit_are_told_once_and_read_them(self, world: World) -> None:
        assembly, selection, sit, rest = await drawn(world)
        publication = new_id()
        for _ in range(2):
            await answered(
                world, assembly, selection, "accepted", "not_accepted", publication=publication
            )
        letters = await world.send_mail()
        assert sorted(str(one["To"]) for one in letters) == sorted(one.email for one in sit)
        words = text_of(letters[0])
        assert "Care Board has answered recommendations that you made together, 2 in all." in words
        assert "Accepted: 1. Accepted in part: 0. Not accepted: 1." in words
        slug = "lancashire-and-south-cumbria"
        assert f"http://gateway.test/{slug}/assemblies/{assembly}" in links_in(letters[0])
        [item] = await involvement(world, sit[0])
        assert item["thread"] == {"kind": "selections", "id": selection}
        assert [(one["number"], one["answer"]) for one in item["answered"]] == [
            (1, "accepted"), (2, "not_accepted"),
        ]  # fmt: skip
        assert await involvement(world, rest[0]) == []

    async def test_a_later_answer_stands(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        await answered(world, assembly, selection, "not_accepted", "accepted")
        await answered(world, assembly, selection, "partly_accepted")
        [item] = await involvement(world, sit[0])
        assert [one["answer"] for one in item["answered"]] == ["partly_accepted", "accepted"]

    async def test_a_recommendation_is_read_as_it_was_corrected_and_why(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        first, _ = await answered(world, assembly, selection, "accepted", "not_accepted")
        await corrected(world, assembly, selection, first)
        [item] = await involvement(world, sit[0])
        one, other = item["answered"]
        assert (one["text"], one["correction"]) == ("Until nine.", "The notes say nine.")
        assert (one["answer"], one["withdrawn"]) == ("accepted", False)
        assert (other["text"], other["correction"]) == ("Recommendation 2", None)
        await corrected(world, assembly, selection, first, withdrawn=True)
        [item] = await involvement(world, sit[0])
        assert item["answered"][0]["withdrawn"]

    async def test_whoever_gave_the_seat_up_or_withdrew_is_not_told(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        people = await done(world, "GET", f"/selections/{selection}/people")
        names = {one["member_id"]: one["pseudonym"] for one in people}
        out = {"pseudonym": names[sit[0].member_id], "reason": "declined"}
        await done(world, "POST", f"/selections/{selection}/dropouts", out)
        me = (await world.call("GET", "/me", headers=sit[1].own)).json()
        withdrawn = await world.call(
            "PATCH",
            "/me",
            {"consents": [{**AGREES[0], "given": False}]},
            headers={**sit[1].own, "If-Match": f'"v{me["version"]}"'},
        )
        assert withdrawn.status_code == 200, withdrawn.text
        await answered(world, assembly, selection, "accepted")
        told = sorted(str(one["To"]) for one in await world.send_mail())
        assert told == sorted(one.email for one in sit[2:])


class TestCorrections:
    async def test_those_who_sit_are_told_once_what_it_says_now_and_why(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        correction = new_id()
        for _ in range(2):
            await corrected(world, assembly, selection, new_id(), correction_id=correction)
        letters = await world.send_mail()
        assert sorted(str(one["To"]) for one in letters) == sorted(one.email for one in sit)
        words = text_of(letters[0])
        assert "Partnership Board had recorded recommendation 1 wrongly" in words
        assert "It now says" in words
        assert "Until nine." in words
        assert "The notes say nine." in words
        assert "no longer stands" not in words
        slug = "lancashire-and-south-cumbria"
        assert f"http://gateway.test/{slug}/assemblies/{assembly}" in links_in(letters[0])

    async def test_of_one_that_was_never_made_it_says_that(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        await corrected(world, assembly, selection, new_id(), withdrawn=True)
        letters = await world.send_mail()
        assert len(letters) == len(sit)
        words = text_of(letters[0])
        assert "did not make this recommendation, so it no longer stands: “Until nine.”" in words
        assert "It now says" not in words

    async def test_each_correction_is_told_and_is_a_contact(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        recommendation = new_id()
        await corrected(world, assembly, selection, recommendation)
        await corrected(world, assembly, selection, recommendation, reason="The film says nine.")
        assert len(await world.send_mail()) == 2 * len(sit)
        assert await world.count("contacts") == 2 * len(sit)

    async def test_a_pole_reads_it_in_polish(self, world: World) -> None:
        assembly, selection, sit, _ = await drawn(world)
        me = (await world.call("GET", "/me", headers=sit[0].own)).json()
        speaks = {**sit[0].own, "If-Match": f'"v{me["version"]}"'}
        changed = await world.call("PATCH", "/me", {"language": "pl"}, headers=speaks)
        assert changed.status_code == 200, changed.text
        await corrected(world, assembly, selection, new_id())
        [letter] = [one for one in await world.send_mail() if one["To"] == sit[0].email]
        assert "Teraz brzmi ona tak" in text_of(letter)


class TestFeedback:
    async def test_feedback_on_a_decision_that_used_the_assembly_reaches_them(
        self, world: World
    ) -> None:
        _, selection, sit, rest = await drawn(world)
        activity = new_id()
        await registers(world, activity, selection)
        await hears(world, feedback(activity))
        letters = await world.send_mail()
        assert sorted(str(one["To"]) for one in letters) == sorted(one.email for one in sit)
        assert "You sat on an assembly" in text_of(letters[0])
        [item] = await involvement(world, sit[0])
        assert [one["we_did"] for one in item["heard_back"]] == ["It stays open until ten."]
        assert await involvement(world, rest[0]) == []

    async def test_whatever_comes_first(self, world: World) -> None:
        _, selection, sit, _ = await drawn(world)
        activity, said = new_id(), new_id()
        await hears(world, feedback(activity, feedback_id=said))
        assert await world.send_mail() == []
        await registers(world, activity, selection)
        await hears(world, feedback(activity, feedback_id=said))
        assert len(await world.send_mail()) == len(sit)

    async def test_a_selection_of_nobody_here_links_nothing(self, world: World) -> None:
        await registers(world, new_id(), str(new_id()))
        assert await world.count("activity_selections") == 0
