"""A person decides on a suggestion, and that alone counts."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from common.db.engine import Database
from insights.audience import Reader
from insights.feedback.staging import Act
from insights.suggesting.model import shipped
from insights.suggestions import service
from insights_comments import KIND, LATE, comments, decide, labeller, suggested, team
from insights_support import CHARITY, HEALTHWATCH, QE1, Library


class TestDeciding:
    @pytest.mark.rule("insights.4")
    async def test_nothing_counts_before_a_person_accepts_it(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        one = next(o for o in await suggested(labeller(library), code="timeliness_of_care"))
        by_theme = "/feedback?theme=timeliness_of_care"
        by_own = "/feedback?theme=urgent_care"
        assert (await library.partner.get(by_theme)).json()["total"] == 0
        assert (await library.partner.get("/feedback")).json()["counts"].get("theme", []) == []

        answer = await decide(labeller(library), one, "accepted")

        assert answer.status_code == 200, answer.text
        decided = answer.json()
        assert decided["state"] == "accepted" and decided["version"] == one["version"] + 1
        assert decided["decided_by"] and decided["decided_at"]
        assert (await library.partner.get(by_theme)).json()["total"] == 1
        found = (await library.partner.get(by_own)).json()
        assert found["items"][0]["own_themes"] == ["urgent_care"]
        assert found["counts"]["own_theme"] == [{"code": "urgent_care", "count": 1}]

    async def test_what_is_rejected_never_counts_and_can_be_taken_back(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        [one] = await suggested(labeller(library), code="timeliness_of_care")
        rejected = (await decide(labeller(library), one, "rejected")).json()
        assert await _themes(library) == []
        accepted = (await decide(labeller(library), rejected, "accepted")).json()
        assert await _themes(library) == ["timeliness_of_care"]
        assert (await decide(labeller(library), accepted, "rejected")).json()["version"] == 4
        assert await _themes(library) == []

    async def test_the_same_decision_again_changes_nothing(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        [one] = await suggested(labeller(library), code="timeliness_of_care")
        first = (await decide(labeller(library), one, "accepted")).json()
        again = await decide(team(library), first, "accepted")
        assert again.json() == first

    async def test_a_sentiment_that_is_accepted_counts_too(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (KIND, ""))
        await service.read_waiting(database)
        [mood] = await suggested(labeller(library), kind="sentiment")
        await decide(labeller(library), mood, "accepted")
        found = (await library.partner.get("/feedback")).json()
        assert found["items"][0]["sentiment"] == int(mood["code"])
        assert found["counts"]["sentiment"] == [{"code": mood["code"], "count": 1}]
        assert found["items"][0]["themes"] == []

    async def test_who_decides_on_an_old_version_is_told(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        [one] = await suggested(labeller(library), code="timeliness_of_care")
        await decide(labeller(library), one, "accepted")
        assert (await decide(labeller(library), one, "rejected")).status_code == 412
        path = f"/theme-suggestions/{one['id']}/decision"
        unguarded = await labeller(library).post(path, {"decision": "rejected"})
        assert unguarded.status_code == 428
        strange = await labeller(library).act(path, 2, {"decision": "perhaps"})
        assert strange.status_code == 422

    async def test_two_themes_of_one_comment_decided_at_once_both_count(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (f"{LATE}. {KIND}", ""))
        await service.read_waiting(database)
        both = (await suggested(labeller(library), kind="theme"))[:2]
        assert len(both) == 2
        act = Act(QE1, Reader("a", HEALTHWATCH), library.now)
        async with database.transaction(QE1) as session:
            found = await service.own(session, act, UUID(both[0]["id"]))
            await service.decide(session, act, found, "accepted")
            other = asyncio.create_task(decide(labeller(library), both[1], "accepted"))
            await asyncio.sleep(0.3)
            assert not other.done(), "it waits for the comment"
        assert (await other).status_code == 200
        assert await _themes(library) == sorted(one["code"] for one in both)

    async def test_acceptance_is_told_by_theme(self, library: Library, database: Database) -> None:
        await comments(library, (LATE, ""), (f"{LATE} again", ""), (f"{LATE} and again", ""))
        await service.read_waiting(database)
        ones = await suggested(labeller(library), code="timeliness_of_care")
        assert len(ones) == 3
        await decide(labeller(library), ones[0], "accepted")
        await decide(labeller(library), ones[1], "rejected")
        told = (await labeller(library).get("/theme-suggestions/acceptance")).json()
        assert next(entry for entry in told if entry["code"] == "timeliness_of_care") == {
            "model_version": shipped().version,
            "kind": "theme",
            "code": "timeliness_of_care",
            "suggested": 3,
            "open": 1,
            "accepted": 1,
            "rejected": 1,
            "added": 0,
            "accepted_share": 0.5,
        }


class TestWhoMay:
    async def test_a_partner_sees_anothers_suggestions_and_may_not_decide(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        other = labeller(library, CHARITY)
        one = (await suggested(other))[0]
        assert (await decide(other, one, "accepted")).status_code == 403

    async def test_what_is_for_its_own_organisation_is_hidden_from_others(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""), visibility="organisation")
        await service.read_waiting(database)
        one = (await suggested(labeller(library)))[0]
        for other in (labeller(library, CHARITY), labeller(library, None), team(library, "QKK")):
            assert await suggested(other) == []
            assert (await other.get(f"/theme-suggestions/{one['id']}")).status_code == 404
            assert (await decide(other, one, "accepted")).status_code == 404
            assert (await other.get("/theme-suggestions/acceptance")).json() == []

    async def test_deciding_needs_its_own_scope(self, library: Library, database: Database) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        one = (await suggested(library.partner))[0]
        assert (await decide(library.partner, one, "accepted")).status_code == 403
        assert (await decide(library.editor, one, "accepted")).status_code == 403
        assert (await decide(team(library), one, "accepted")).status_code == 200


async def _themes(library: Library) -> list[str]:
    [item] = (await library.partner.get("/feedback")).json()["items"]
    themes: list[str] = item["themes"]
    return themes
