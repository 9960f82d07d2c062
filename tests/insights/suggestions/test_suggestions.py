"""Suggestions for a text, for a finding of one's own, and by the worker for comments."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from common.db.engine import Database
from insights.suggesting.model import shipped
from insights.suggestions import service
from insights_comments import KIND, LATE, POLISH, comments, labeller, suggested, team
from insights_support import QE1, QKK, Library


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
        await comments(library, (LATE, "p"))
        await service.read_waiting(database)
        assert await suggested(labeller(library)) == []
        [item] = (await library.partner.get("/feedback")).json()["items"]
        assert item["themes"] == ["parking"]

    async def test_what_a_file_says_of_a_feeling_stays_apart_and_is_not_guessed_again(
        self, library: Library, database: Database
    ) -> None:
        mapping = {"text": "Comment", "sentiment": {"column": "Mood"}}
        source = await library.partner.post(
            "/feedback-sources",
            {"name": "Moods", "kind": "friends_and_family_test", "mapping": mapping},
        )
        body = f'Comment,Mood\n"{LATE}",4\n"{KIND}",\n'.encode()
        await library.partner.upload(f"/feedback-sources/{source.json()['id']}/imports", body)
        await service.read_waiting(database)
        found = await suggested(labeller(library))
        kinds = {(one["text"], one["kind"]) for one in found}
        assert kinds == {(LATE, "theme"), (KIND, "theme"), (KIND, "sentiment")}
        items = (await library.partner.get("/feedback")).json()["items"]
        assert {(one["text"], one["file_sentiment"], one["sentiment"]) for one in items} == {
            (LATE, 4, None),
            (KIND, None, None),
        }
        exported = await library.partner.get("/exports/feedback.jsonl")
        assert b'"file_sentiment":4' in exported.content.replace(b" ", b"")

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
