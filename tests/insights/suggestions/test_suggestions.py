"""Suggestions: proposed for a text or by the worker for comments, decided by a person."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from common.db.engine import Database
from insights.suggesting.model import shipped
from insights.suggestions import service
from insights_support import CHARITY, EDITOR, HEALTHWATCH, QE1, QKK, Caller, Library

LATE = "The transport was late, we waited two hours for the driver to come"
KIND = "The nurse was very kind and friendly, thank you"
POLISH = "Obsługa była bardzo miła ale czekaliśmy zbyt długo"
MAPPING = {
    "text": "Comment",
    "external_id": "Id",
    "themes": {"columns": {"Parking": "parking"}},
}
LABEL = ["insights:read", "insights:label"]


def labeller(library: Library, organisation: UUID | None = HEALTHWATCH) -> Caller:
    return library.caller(LABEL, organisation)


def team(library: Library, ics: str = "QE1") -> Caller:
    """The system's own team, with leave to label."""
    return library.caller([*EDITOR, "insights:label"], ics=ics)


async def comments(
    library: Library, *rows: tuple[str, str], visibility: str = "partners", caller: Any = None
) -> str:
    """Import comments of Healthwatch's, each with its text and its mark for parking."""
    by = caller or library.partner
    source = await by.post(
        "/feedback-sources",
        {
            "name": f"Comments {visibility} {len(rows)} {by.ics}",
            "kind": "friends_and_family_test",
            "mapping": MAPPING,
            "visibility": visibility,
        },
    )
    assert source.status_code == 201, source.text
    identifier: str = source.json()["id"]
    lines = [f'{number},"{text}",{mark}' for number, (text, mark) in enumerate(rows)]
    body = "\n".join(["Id,Comment,Parking", *lines])
    answer = await by.upload(f"/feedback-sources/{identifier}/imports", body.encode())
    assert answer.status_code == 201, answer.text
    return identifier


async def suggested(caller: Caller, **filters: str) -> list[dict[str, Any]]:
    query = "&".join(["limit=200", *(f"{name}={value}" for name, value in filters.items())])
    answer = await caller.get(f"/theme-suggestions?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def decide(caller: Caller, one: dict[str, Any], decision: str) -> Any:
    return await caller.act(
        f"/theme-suggestions/{one['id']}/decision", one["version"], {"decision": decision}
    )


class TestForAText:
    async def test_themes_come_with_the_words_that_led_to_them(self, library: Library) -> None:
        answer = await labeller(library).post("/theme-suggestions", {"text": LATE})
        assert answer.status_code == 200, answer.text
        proposals = answer.json()
        assert proposals["model_version"] == shipped().version
        by_code = {theme["code"]: theme for theme in proposals["themes"]}
        late = by_code["timeliness_of_care"]
        assert late["label"] == "Timeliness of care" and late["own_themes"] == ["urgent_care"]
        assert {"waited", "late"} & {word["word"] for word in late["words"]}
        assert proposals["sentiment"]["value"] in {3, 4, 5}

    @pytest.mark.parametrize("text", [POLISH, "!!! ???", "12345 67890", "qwxz zxwq vvq"])
    async def test_of_what_it_does_not_know_it_says_nothing(
        self, library: Library, text: str
    ) -> None:
        proposals = (await labeller(library).post("/theme-suggestions", {"text": text})).json()
        assert proposals["understood"] == "too_few_known_words"
        assert proposals["themes"] == [] and proposals["sentiment"] is None

    @pytest.mark.parametrize("text", ["", "   ", "a" * 20_001, "x\x00y", None, 7])
    async def test_no_text_or_too_much_is_a_clear_problem(
        self, library: Library, text: object
    ) -> None:
        answer = await labeller(library).post("/theme-suggestions", {"text": text})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.text"

    async def test_a_megabyte_is_refused_and_never_repeated(self, library: Library) -> None:
        answer = await labeller(library).post("/theme-suggestions", {"text": "secret " * 150_000})
        assert answer.status_code in {413, 422}
        assert "secret" not in answer.text

    async def test_who_may_not_label_is_not_answered(self, library: Library) -> None:
        answer = await library.partner.post("/theme-suggestions", {"text": LATE})
        assert answer.status_code == 403
        assert (await library.nobody.post("/theme-suggestions", {"text": LATE})).status_code == 401

    async def test_the_model_shows_its_card(self, library: Library) -> None:
        card = (await library.reader.get("/theme-model")).json()
        assert card["version"] == shipped().version
        assert card["card"]["figures"]["held_out"]["themes"]["micro"]["support"] > 0


class TestForAFinding:
    async def test_the_newest_words_of_ones_own_draft_are_read(self, library: Library) -> None:
        draft = await library.draft(library.partner, title="Late transport", summary=LATE)
        path = f"/findings/{draft['id']}/theme-suggestions"
        proposals = (await library.partner.get(path)).json()
        assert "timeliness_of_care" in {theme["code"] for theme in proposals["themes"]}
        assert (await library.other_partner.get(path)).status_code == 404
        assert (await library.editor.get(path)).status_code == 200
        changed = await library.partner.patch(
            f"/findings/{draft['id']}", {"summary": KIND, "title": "Kind"}, draft["revision"]
        )
        assert changed.status_code == 200, changed.text
        newest = (await library.partner.get(path)).json()
        assert "timeliness_of_care" not in {theme["code"] for theme in newest["themes"]}

    async def test_a_published_finding_of_another_is_not_ones_own(self, library: Library) -> None:
        shown = await library.published(library.partner, visibility="public")
        answer = await library.other_partner.get(f"/findings/{shown['id']}/theme-suggestions")
        assert answer.status_code == 404


class TestReadingComments:
    async def test_comments_without_labels_are_read_once(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""), (KIND, ""))
        await service.read_waiting(database)
        found = await suggested(labeller(library))
        assert Counter(one["kind"] for one in found)["sentiment"] == 2
        assert {one["state"] for one in found} == {"open"}
        assert {one["text"] for one in found} == {LATE, KIND}
        assert all(one["words"] for one in found if one["kind"] == "theme")
        await service.read_waiting(database)
        assert await suggested(labeller(library)) == found

    async def test_what_came_with_labels_keeps_them_and_gets_no_suggestion(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, "1"))
        await service.read_waiting(database)
        assert await suggested(labeller(library)) == []
        [item] = (await library.partner.get("/feedback")).json()["items"]
        assert item["themes"] == ["parking"]

    async def test_another_language_is_read_and_left_without_a_guess(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (POLISH, ""))
        await service.read_waiting(database)
        assert await suggested(labeller(library)) == []
        async with database.transaction(QE1) as session:
            assert await service.read_batch(session, QE1, now=library.now) == 0

    async def test_batches_go_on_until_none_waits(
        self, library: Library, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "BATCH", 2)
        await comments(library, *[(f"{KIND} {word}", "") for word in ("a", "b", "c", "d", "e")])
        await service.read_waiting(database)
        assert len({one["item_id"] for one in await suggested(labeller(library))}) == 5

    async def test_two_workers_at_once_read_each_comment_once(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""), (KIND, ""))
        await asyncio.gather(service.read_waiting(database), service.read_waiting(database))
        moods = await suggested(labeller(library), kind="sentiment")
        assert len({one["item_id"] for one in moods}) == len(moods) == 2

    async def test_every_system_is_read_apart(self, library: Library, database: Database) -> None:
        await comments(library, (LATE, ""), caller=team(library))
        await comments(library, (KIND, ""), caller=team(library, "QKK"))
        await service.read_waiting(database)
        assert {one["text"] for one in await suggested(team(library))} == {LATE}
        assert {one["text"] for one in await suggested(team(library, "QKK"))} == {KIND}

    async def test_no_word_of_a_comment_is_in_an_event(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        assert await library.events() == [] == await library.events(QKK)


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
        await asyncio.gather(*(decide(labeller(library), one, "accepted") for one in both))
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
