"""Surveys in other languages: whole or not at all, and of no effect on what is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today
from panel_support.mails import token_in
from panel_support.samples import survey_in
from panel_support.translations import CLOSED, draft, opened, said, texts, translated
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.10")


class TestTranslating:
    async def test_lists_every_text_that_people_read(self, world: World) -> None:
        listed = await texts(world, await draft(world), "cy")
        sources = [one["source"] for one in listed]
        for text in ("Getting to the clinic", "How easy is it?", "Bus", "Send my answers"):
            assert text in sources
        assert len(set(sources)) == len(sources)
        assert {one["text"] for one in listed} == {None}

    async def test_says_what_is_missing_and_who_made_it_when(self, world: World) -> None:
        survey_id = await draft(world)
        address = f"/surveys/{survey_id}/translations"
        await world.call("PUT", f"{address}/ur", said(["Bus"], "ur"))
        (listed,) = (await world.call("GET", address)).json()["items"]
        assert listed["missing"] == len(await texts(world, survey_id, "ur")) - 1
        assert (listed["name"], listed["direction"]) == ("اردو", "rtl")
        assert (listed["translated_by"], listed["translated_on"]) == ("Words & Co.", "2026-01-31")

    async def test_suggests_how_it_was_put_before(self, world: World) -> None:
        await world.call(
            "PUT", f"/surveys/{await draft(world)}/translations/pl", said(["Bus"], "pl")
        )
        listed = await texts(world, await draft(world), "pl")
        assert [one["suggested"] for one in listed if one["source"] == "Bus"] == ["pl: Bus"]
        assert {one["text"] for one in listed} == {None}

    async def test_refuses_what_is_no_translation_of_it(self, world: World) -> None:
        ask, repeat = survey_in()["questions"][0], {"kind": "free_text", "text": "{{1|It}} is so?"}
        survey_id = await draft(world, questions=[ask, repeat])
        address = f"/surveys/{survey_id}/translations"
        tomorrow = (today() + timedelta(days=1)).isoformat()
        page = "You can answer once, until {day}."
        for language, body, kind in (
            ("zz", said(["Yes"], "x"), "language-unknown"),
            ("en-GB", said(["Yes"], "x"), "language-unknown"),
            ("pl", said(["Oui"], "x"), "texts-do-not-fit"),
            ("pl", said(["Yes", "Yes"], "x"), "texts-do-not-fit"),
            ("pl", said([], "x", translated_on=tomorrow), "invalid"),
            *[
                ("pl", said([], "x", texts=[{"source": source, "text": text}]), "texts-do-not-fit")
                for source, text in (
                    (repeat["text"], "To prawda?"),
                    (repeat["text"], "{{1}} prawda?"),
                    (repeat["text"], "{{2|To}} prawda?"),
                    (repeat["text"], "{{1|To}} {{prawda?"),
                    (page, "Raz, do jutra."),
                )
            ],
        ):
            refused = await world.call("PUT", f"{address}/{language}", body)
            assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{kind}"), body
        assert await world.count("survey_translations") == 0

    async def test_belongs_to_its_system(self, world: World) -> None:
        address = f"/surveys/{await draft(world)}/translations"
        for method, rest, body in (
            ("GET", "", None), ("GET", "/pl", None), ("PUT", "/pl", said([], "pl")),
            ("DELETE", "/pl", None),
        ):  # fmt: skip
            other = await world.call(method, address + rest, body, ics="QKK")
            assert other.status_code == 404

    async def test_ends_with_the_draft(self, world: World) -> None:
        await world.join()
        survey_id = await draft(world)
        await translated(world, survey_id, "pl")
        await opened(world, survey_id)
        address = f"/surveys/{survey_id}/translations/pl"
        other = f"/surveys/{survey_id}/translations/ur"
        for method, to, body, kind in (
            ("PUT", address, said([], "pl"), "translation-stands"),
            ("PUT", address, said([CLOSED], "pl"), "translation-stands"),
            ("PUT", address, said(["Bus"], "pl"), "translation-stands"),
            ("PUT", other, said([CLOSED], "ur"), "survey-not-draft"),
            ("DELETE", address, None, "survey-not-draft"),
        ):
            refused = await world.call(method, to, body)
            assert (refused.status_code, refused.json()["type"]) == (409, f"/problems/{kind}")

    async def test_is_taken_back_of_a_draft(self, world: World) -> None:
        survey_id = await draft(world)
        await translated(world, survey_id, "pl")
        address = f"/surveys/{survey_id}/translations/pl"
        assert (await world.call("DELETE", address)).status_code == 204
        assert (await world.call("DELETE", address)).status_code == 404


class TestReading:
    async def test_is_in_the_members_language_and_in_any_offered_one_that_they_ask_for(
        self, world: World
    ) -> None:
        await world.join_many(1, language="ur-PK")
        survey_id = await draft(world)
        await translated(world, survey_id, "pl", "ur")
        survey = await opened(world, survey_id)
        assert survey["languages"] == ["pl", "ur"]
        (token,) = (await world.links()).values()
        read = (await world.call("GET", f"/answers/{token}")).json()
        assert read["language"] == {"code": "ur", "name": "اردو", "direction": "rtl"}
        assert [one["code"] for one in read["languages"]] == ["en", "pl", "ur"]
        assert read["title"] == "ur: Getting to the clinic"
        assert read["words"]["Send my answers"] == "ur: Send my answers"
        options = read["questions"][0]["options"]
        assert options == [{"code": "yes", "label": "ur: Yes"}, {"code": "no", "label": "ur: No"}]
        for asked, given in (("pl", "pl"), ("en", "en"), ("cy", "en"), ("pl-PL", "pl")):
            other = (await world.call("GET", f"/answers/{token}?language={asked}")).json()
            assert other["language"]["code"] == given
        assert other["title"] != survey["title"]

    async def test_a_translation_with_a_text_missing_is_not_offered(self, world: World) -> None:
        await world.join_many(1, language="pl")
        survey_id = await draft(world)
        await translated(world, survey_id, "pl")
        changed = {"title": "Getting to the new clinic"}
        at_1 = {"If-Match": '"v1"'}
        await world.call("PATCH", f"/surveys/{survey_id}", changed, headers=at_1)
        assert (await opened(world, survey_id))["languages"] == []
        (token,) = (await world.links()).values()
        read = (await world.call("GET", f"/answers/{token}?language=pl")).json()
        assert (read["language"]["code"], read["title"]) == ("en", changed["title"])

    async def test_changes_no_answer_and_no_result(self, world: World) -> None:
        await world.join_many(2, name="pole", language="pl")
        await world.join_many(2)
        survey_id = await draft(world)
        await translated(world, survey_id, "pl")
        await opened(world, survey_id)
        for token in (await world.links()).values():
            survey = (await world.call("GET", f"/answers/{token}")).json()
            assert (await world.answer(token, survey, choice="yes")).status_code == 201
        address = f"/surveys/{survey_id}/results?level=exact"
        first = (await world.call("GET", address)).json()["questions"][0]
        assert first["question"] == "Can you get there?"
        assert [(c["label"], c["count"]) for c in first["counts"]] == [("Yes", 4), ("No", 0)]
        stored = {repr(row["answers"]) for row in await world.rows("SELECT answers FROM responses")}
        assert len(stored) == 1

    async def test_what_is_piped_is_in_the_language_too(self, world: World) -> None:
        await world.join_many(1, language="pl")
        repeat = {"kind": "free_text", "text": "You said {{1}}. Why?"}
        survey_id = await draft(world, questions=[survey_in()["questions"][0], repeat])
        await translated(world, survey_id, "pl")
        survey = await opened(world, survey_id)
        letters = await world.send_mail()
        token = token_in(letters[0])
        answers = [{"question_id": survey["questions"][0]["id"], "choice": "yes"}]
        await world.call("PUT", f"/answers/{token}/draft", {"answers": answers})
        read = (await world.call("GET", f"/answers/{token}")).json()
        assert read["questions"][1]["text"] == "pl: You said pl: Yes. Why?"
        assert await world.count("responses", ics=QE1) == 0


class TestWordsOfALinkThatOpensNoSurvey:
    async def words(self, world: World, token: str, query: str = "") -> tuple[str, dict[str, str]]:
        found = await world.call("GET", f"/answers/{token}/words{query}")
        assert found.status_code == 200, found.text
        assert found.headers["cache-control"] == "no-store"
        return found.json()["language"]["code"], found.json()["words"]

    async def link(self, world: World) -> tuple[dict[str, Any], str]:
        await world.join_many(1, name="jan", language="pl")
        survey_id = await draft(world)
        await translated(world, survey_id, "cy", "pl")
        survey = await opened(world, survey_id)
        (token,) = [token_in(mail) for mail in await world.send_mail()]
        return survey, token

    async def test_are_in_the_members_language_or_the_one_wanted(self, world: World) -> None:
        survey, token = await self.link(world)
        done = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert done.status_code == 200, done.text
        code, found = await self.words(world, token)
        assert (code, found[CLOSED]) == ("pl", f"pl: {CLOSED}")
        assert "Getting to the clinic" not in found
        assert (await self.words(world, token, "?language=cy"))[0] == "cy"
        assert (await self.words(world, token, "?language=ur")) == ("en", {})
        assert (await self.words(world, token, "?accepted=cy"))[0] == "pl"

    async def test_of_a_forged_link_are_in_a_language_that_is_accepted(self, world: World) -> None:
        await self.link(world)
        forged = "A" * 43
        assert await self.words(world, forged) == ("en", {})
        code, found = await self.words(world, forged, "?accepted=ur&accepted=cy&accepted=pl")
        assert (code, found[CLOSED]) == ("cy", f"cy: {CLOSED}")
        assert (await self.words(world, forged, "?language=pl&accepted=cy"))[0] == "pl"
        assert await self.words(world, forged, "?accepted=en&accepted=zz") == ("en", {})

    async def test_of_another_system_are_not_told(self, world: World) -> None:
        _, token = await self.link(world)
        found = await world.call("GET", f"/answers/{token}/words?accepted=pl", ics="QKK")
        assert (found.json()["language"]["code"], found.json()["words"]) == ("en", {})
