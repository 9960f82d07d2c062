"""Leaving a survey half way, and coming back by the same link."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.testing.clock import days_later, today
from panel.answers import drafts
from panel.keys import token_hash
from panel.surveys.closing import Closer
from panel_support.samples import answers_of
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.10")


async def begun(world: World, **changes: Any) -> tuple[dict[str, Any], str]:
    """Let one member be asked and answer a first question; gives the survey and their token."""
    await world.join()
    survey = await world.open_survey(**changes)
    (token,) = (await world.links()).values()
    assert (await save(world, token, survey, choice="no", text="Begun.")).status_code == 204
    return survey, token


async def save(world: World, token: str, survey: dict[str, Any], **said: Any) -> Any:
    body = {"answers": answers_of(survey, **said)}
    return await world.call("PUT", f"/answers/{token}/draft", body)


async def read(world: World, token: str) -> list[dict[str, Any]]:
    found = await world.call("GET", f"/answers/{token}")
    assert found.headers["cache-control"] == "no-store"
    draft: list[dict[str, Any]] = found.json()["draft"]
    return [{k: v for k, v in one.items() if v is not None} for one in draft]


class TestADraft:
    async def test_is_there_again_for_whoever_has_the_link(self, world: World) -> None:
        survey, token = await begun(world)
        assert await read(world, token) == answers_of(survey, choice="no", text="Begun.")
        await save(world, token, survey, value=3)
        assert await read(world, token) == answers_of(survey, value=3)
        await save(world, token, survey)
        assert await read(world, token) == []

    async def test_need_not_be_complete_but_must_fit_and_keeps_nothing_hidden(
        self, world: World
    ) -> None:
        hidden = {"kind": "free_text", "text": "Why?", "show_if": {"question": 1, "any_of": ["a"]}}
        ask = {
            "kind": "single_choice",
            "text": "?",
            "required": True,
            "options": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
        }
        await world.join()
        survey = await world.open_survey(questions=[ask, hidden])
        (token,) = (await world.links()).values()
        first, second = [question["id"] for question in survey["questions"]]
        address = f"/answers/{token}/draft"
        given = [{"question_id": first, "choice": "b"}, {"question_id": second, "text": "Hidden."}]
        assert (await world.call("PUT", address, {"answers": given})).status_code == 204
        assert await read(world, token) == given[:1]
        wrong = [{"question_id": first, "choice": "marker"}]
        refused = await world.call("PUT", address, {"answers": wrong})
        assert refused.status_code == 422
        assert "marker" not in refused.text

    async def test_is_sealed_and_opens_by_the_token_alone(self, world: World) -> None:
        survey, token = await begun(world)
        (row,) = await world.rows("SELECT * FROM invitations")
        assert "Begun" not in repr(row)
        assert "no" not in drafts.opened(row["draft"], QE1, row["survey_id"], "A" * 43)
        opened = drafts.opened(row["draft"], QE1, row["survey_id"], token)
        assert opened[survey["questions"][0]["id"]] == "no"
        assert drafts.opened(row["draft"], QE1, new_id(), token) == {}

    async def test_has_a_length_that_does_not_tell_what_is_in_it(self, world: World) -> None:
        survey, token = await begun(world)
        lengths = set()
        for said in ({"choice": "yes"}, {"choice": "yes", "text": "x" * 1500, "value": 1}):
            await save(world, token, survey, **said)
            (row,) = await world.rows("SELECT length(draft) FROM invitations")
            lengths.add(row[0])
        assert len(lengths) == 1

    async def test_needs_the_link_of_this_system(self, world: World) -> None:
        survey, token = await begun(world)
        body = {"answers": answers_of(survey, choice="yes")}
        for ics, wrong in (("QE1", token[::-1]), ("QKK", token)):
            refused = await world.call("PUT", f"/answers/{wrong}/draft", body, ics=ics)
            assert refused.json()["type"] == "/problems/answer-link-not-valid"
        assert await read(world, token) == answers_of(survey, choice="no", text="Begun.")

    async def test_counts_as_no_answer(self, world: World) -> None:
        survey, _ = await begun(world)
        found = await world.call("GET", f"/surveys/{survey['id']}/results?level=exact")
        assert found.json()["responded"] == 0


class TestADraftOfAnAnonymousSurvey:
    async def test_that_is_older_than_its_survey_s_key_is_there_still(self, world: World) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        token, other = (await world.links()).values()
        answered = answers_of(survey, choice="no", text="Begun.")
        kept = {one["question_id"]: one.get("choice") or one["text"] for one in answered}
        before = drafts.seal(kept, QE1, UUID(survey["id"]), token)
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE invitations SET draft = $1 WHERE token_hash = $2", before, token_hash(token)
            )
        assert await read(world, token) == answered
        assert (await world.answer(other, survey, choice="yes")).status_code == 201
        assert await world.count("ballot_keys") == 1
        assert await read(world, token) == answered
        await save(world, token, survey, choice="no", text="Begun.")
        (row,) = await world.rows("SELECT draft FROM invitations WHERE draft IS NOT NULL")
        assert drafts.opened(row["draft"], QE1, UUID(survey["id"]), token) == {}
        assert await read(world, token) == answered


class TestADraftEnds:
    async def test_with_the_answers(self, world: World) -> None:
        survey, token = await begun(world)
        assert (await world.answer(token, survey, choice="yes")).status_code == 201
        assert [r["draft"] for r in await world.rows("SELECT draft FROM invitations")] == [None]
        late = await save(world, token, survey, choice="no")
        assert late.json()["type"] == "/problems/already-answered"

    async def test_with_the_answers_though_it_is_saved_at_the_same_moment(
        self, world: World
    ) -> None:
        survey, token = await begun(world)
        said = [save(world, token, survey, choice="no") for _ in range(4)]
        await asyncio.gather(*said, world.answer(token, survey, choice="yes"))
        (row,) = await world.rows("SELECT answered, draft FROM invitations")
        assert (row["answered"], row["draft"]) == (True, None)

    async def test_with_the_survey(self, world: World) -> None:
        survey, token = await begun(world, closes_on=today().isoformat())
        later = lambda: days_later(1)  # noqa: E731
        await Closer(world.keys, clock=later).close_due(world.database)
        assert [r["draft"] for r in await world.rows("SELECT draft FROM invitations")] == [None]
        late = await save(world, token, survey, choice="no")
        assert late.json()["type"] == "/problems/survey-closed"

    @pytest.mark.rule("panel.13")
    @pytest.mark.parametrize(("method", "address"), [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_with_its_member(self, world: World, method: str, address: str) -> None:
        member = await world.join()
        survey = await world.open_survey()
        (token,) = (await world.links()).values()
        await save(world, token, survey, choice="no")
        gone = await world.call(method, address, headers=member.own)
        assert gone.status_code < 300
        assert await world.count("invitations") == 0
        assert (await save(world, token, survey, choice="no")).status_code == 404

    @pytest.mark.rule("panel.13")
    async def test_and_until_then_its_member_is_told_of_it(self, world: World) -> None:
        member = await world.join()
        survey = await world.open_survey()
        (token,) = (await world.links()).values()
        for said in ({"choice": "no"}, {}):
            await save(world, token, survey, **said)
            held = (await world.call("GET", "/me/export", headers=member.own)).json()["surveys"]
            assert [(one["draft"], one["answered"]) for one in held] == [(bool(said), False)]
