"""Answering by personal link: once, under a pseudonym, and only what fits."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import new_id
from common.errors import Invalid
from common.testing.clock import days_later, today
from panel.answers import taking
from panel.answers.checking import checked
from panel.answers.errors import SurveyIsClosed
from panel.answers.schemas import AnswerIn
from panel.surveys.questions import Question, read_questions, stored_questions
from panel.surveys.schemas import SurveyIn
from panel_support.samples import answers_of, survey_in
from panel_support.world import QE1, World

ENGLISH = {"code": "en", "name": "English", "direction": "ltr"}


async def invited(world: World, **changes: Any) -> tuple[dict[str, Any], str]:
    """Let one member be asked; gives the survey and the token of their link."""
    await world.join()
    survey = await world.open_survey(**changes)
    (token,) = (await world.links()).values()
    return survey, token


@pytest.mark.rule("panel.10")
class TestReadingTheSurvey:
    async def test_gives_what_is_needed_to_answer_and_no_more(self, world: World) -> None:
        survey, token = await invited(world)
        shown = (await world.call("GET", f"/answers/{token}")).json()
        assert shown == {
            "survey_id": survey["id"],
            "title": survey["title"],
            "purpose": survey["purpose"],
            "closes_on": None,
            "anonymous": False,
            "pilot": False,
            "language": ENGLISH,
            "languages": [ENGLISH],
            "words": {},
            "questions": survey["questions"],
            "pages": [[question["id"] for question in survey["questions"]]],
            "draft": [],
        }

    async def test_needs_a_link_that_was_mailed_in_this_system(self, world: World) -> None:
        _survey, token = await invited(world)
        for ics, wrong in (("QE1", "A" * 43), ("QKK", token), ("QE1", token[::-1])):
            for method, body in (("GET", None), ("POST", {"answers": []})):
                refused = await world.call(method, f"/answers/{wrong}", body, ics=ics)
                assert refused.status_code == 404
                assert refused.json()["type"] == "/problems/answer-link-not-valid"
                assert wrong not in refused.text
        assert await world.count("responses") == 0


@pytest.mark.rule("panel.10")
class TestAnswering:
    async def test_keeps_the_answers_under_a_pseudonym(self, world: World) -> None:
        survey, token = await invited(world)
        given = {"choice": "yes", "choices": ["bus", "foot"], "value": 4, "text": "A bench."}
        answered = await world.answer(token, survey, **given)
        assert answered.status_code == 201
        (row,) = await world.rows("SELECT * FROM responses")
        ids = [q["id"] for q in survey["questions"]]
        assert row["answers"] == dict(zip(ids, given.values(), strict=True))
        (member,) = await world.rows("SELECT id FROM members")
        assert set(row.keys()) == {"ics", "survey_id", "pseudonym", "answered_on", "answers"}
        assert row["pseudonym"] == world.keys.pseudonym(QE1, UUID(survey["id"]), member["id"])
        assert str(member["id"]) not in repr(row)

    async def test_the_pseudonym_differs_from_survey_to_survey(self, world: World) -> None:
        member = new_id()
        one, other = (world.keys.pseudonym(QE1, new_id(), member) for _ in range(2))
        assert one != other

    async def test_is_possible_once(self, world: World) -> None:
        survey, token = await invited(world)
        await world.answer(token, survey, choice="yes")
        for again in (
            await world.answer(token, survey, choice="no"),
            await world.call("GET", f"/answers/{token}"),
        ):
            assert again.status_code == 409
            assert again.json()["type"] == "/problems/already-answered"
        ((stored,),) = await world.rows("SELECT answers FROM responses")
        assert list(stored.values()) == ["yes"]

    async def test_is_possible_once_at_the_same_moment_too(self, world: World) -> None:
        survey, token = await invited(world)
        answers = await asyncio.gather(
            *[world.answer(token, survey, choice=c) for c in ("yes", "no", "yes", "no")]
        )
        assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
        assert await world.count("responses") == 1

    async def test_ends_when_the_survey_closes(self, world: World) -> None:
        survey, token = await invited(world)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        for late in (
            await world.answer(token, survey, choice="yes"),
            await world.call("GET", f"/answers/{token}"),
        ):
            assert (late.status_code, late.json()["type"]) == (409, "/problems/survey-closed")

    async def test_ends_with_the_last_day_even_before_the_survey_is_closed(
        self, world: World
    ) -> None:
        _, token = await invited(world, closes_on=today().isoformat())
        async with world.database.reading(QE1) as session:
            tomorrow = days_later(1)
            with pytest.raises(SurveyIsClosed):
                await taking.to_answer(session, QE1, token, tomorrow)

    async def test_refuses_what_does_not_fit_and_keeps_the_link_good(self, world: World) -> None:
        survey, token = await invited(world)
        required, several, scale, text = [q["id"] for q in survey["questions"]]
        good = {"question_id": required, "choice": "yes"}
        wrong: list[tuple[Any, str]] = [
            ([], "questions[0]"),
            ([{"question_id": several, "choices": ["bus"]}], "questions[0]"),
            ([good, good], "body.answers[1].question_id"),
            ([{"question_id": str(new_id()), "choice": "yes"}], "body.answers[0].question_id"),
            ([{"question_id": required, "choice": "marker"}], "body.answers[0].choice"),
            ([{"question_id": required, "value": 1}], "body.answers[0].choice"),
            ([{"question_id": required, "choice": "yes", "text": "x"}], "body.answers[0].choice"),
            ([good, {"question_id": several, "choices": []}], "body.answers[1].choices"),
            (
                [good, {"question_id": several, "choices": ["bus", "bus"]}],
                "body.answers[1].choices",
            ),
            ([good, {"question_id": several, "choices": ["marker"]}], "body.answers[1].choices"),
            ([good, {"question_id": scale, "value": 6}], "body.answers[1].value"),
            ([good, {"question_id": scale, "value": 2.5}], "body.answers[1].value"),
            ([good, {"question_id": text, "text": "  "}], "body.answers[1].text"),
            ([good, {"question_id": text, "text": "x" * 2001}], "body.answers[1].text"),
            ([{**good, "who": "marker"}], "body.answers[0].who"),
        ]
        for answers, field in wrong:
            refused = await world.call("POST", f"/answers/{token}", {"answers": answers})
            assert refused.status_code == 422, answers
            assert refused.json()["errors"][0]["field"] == field, answers
            assert "marker" not in refused.text
        assert await world.count("responses") == 0
        assert (await world.answer(token, survey, choice="yes")).status_code == 201

    async def test_stores_no_time_of_day_by_which_answer_and_person_could_be_joined(
        self, world: World
    ) -> None:
        survey, token = await invited(world)
        await world.answer(token, survey, choice="yes")
        times = await world.rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'panel' "
            "AND table_name IN ('responses', 'invitations') AND data_type LIKE 'timestamp%'"
        )
        assert times == []


class TestChecking:
    def questions(self) -> list[Question]:
        given = SurveyIn.model_validate(survey_in()).questions
        return read_questions(stored_questions(given))

    @given(
        choice=st.sampled_from(["yes", "no"]),
        choices=st.none() | st.sets(st.sampled_from(["bus", "car", "foot"]), min_size=1).map(list),
        value=st.none() | st.integers(1, 5),
        text=st.none() | st.text("aé 漢\n.", min_size=1, max_size=50).filter(str.strip),
    )
    def test_keeps_whatever_fits_just_as_it_is(self, **given: Any) -> None:
        questions = self.questions()
        sent = {name: value for name, value in given.items() if value is not None}
        survey = {"questions": [{"id": str(q.id)} for q in questions]}
        answers = [AnswerIn.model_validate(a) for a in answers_of(survey, **sent)]
        kept = checked(questions, answers)
        expected = {**sent, **({"text": sent["text"].strip()} if "text" in sent else {})}
        assert list(kept.values()) == list(expected.values())

    @given(
        st.lists(
            st.fixed_dictionaries(
                {"question_id": st.integers(0, 4)},
                optional={
                    "choice": st.sampled_from(["yes", "maybe", ""]),
                    "choices": st.lists(st.sampled_from(["bus", "ship"]), max_size=3),
                    "value": st.integers(-3, 9),
                    "text": st.text(max_size=5),
                },
            ),
            max_size=5,
        )
    )
    def test_keeps_nothing_that_does_not_fit(self, sent: list[dict[str, Any]]) -> None:
        questions = self.questions()
        ids = [q.id for q in questions] + [new_id()]
        answers = [AnswerIn.model_validate({**a, "question_id": ids[a["question_id"]]})
                   for a in sent]  # fmt: skip
        try:
            kept = checked(questions, answers)
        except Invalid as refused:
            assert refused.fields
            return
        required, several, scale, text = [kept.get(str(q.id)) for q in questions]
        assert required == "yes"
        assert several in (None, ["bus"])
        assert scale is None or 1 <= scale <= 5
        assert text is None or text.strip()
