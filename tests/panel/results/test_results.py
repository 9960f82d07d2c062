"""Results of a survey: exact for those who may see them, published for all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from panel.answers.checking import checked
from panel.answers.schemas import AnswerIn
from panel.disclosure import Rule, protect
from panel.results.tables import linked
from panel.results.tallies import Tally
from panel.surveys.questions import Question, read_questions, stored_questions
from panel.surveys.schemas import SurveyIn
from panel_support.attacker import infer
from panel_support.samples import answers_of, survey_in
from panel_support.world import QE1, World

RULE = Rule()


def the_questions() -> list[Question]:
    return read_questions(stored_questions(SurveyIn.model_validate(survey_in()).questions))


def tally_of(questions: list[Question], invited: int, people: list[dict[str, Any]]) -> Tally:
    """Count people's answers by hand, to compare with what is published of them."""
    survey = {"questions": [{"id": str(q.id)} for q in questions]}
    answered = dict.fromkeys([str(q.id) for q in questions], 0)
    chosen: dict[tuple[str, str], int] = {}
    for said in people:
        answers = [AnswerIn.model_validate(a) for a in answers_of(survey, **said)]
        for key, value in checked(questions, answers).items():
            answered[key] += 1
            for code in value if isinstance(value, list) else [str(value)]:
                chosen[key, code] = chosen.get((key, code), 0) + 1
    return Tally(invited, len(people), answered, chosen, {}, {})


people = st.lists(
    st.fixed_dictionaries(
        {"choice": st.sampled_from(["yes", "yes", "yes", "no"])},
        optional={
            "choices": st.sets(
                st.sampled_from(["bus", "car", "foot"]), min_size=1
            ).map(sorted),
            "value": st.sampled_from([1, 3, 3, 3, 5]),
        },
    ),
    max_size=40,
)  # fmt: skip


@pytest.mark.rule("panel.8")
class TestWhatIsPublished:
    async def test_is_rounded_and_suppressed_to_all_who_may_read(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        survey = await world.closed_survey(["yes"] * 12 + ["no"] * 9)
        address = world.path(f"/surveys/{survey['id']}/results")
        read = await world.http.get(address, headers=token(["panel:read"]))
        results = read.json()
        assert results["level"] == "published"
        assert (results["invited"], results["responded"]) == (20, 20)
        assert [c["count"] for c in results["questions"][0]["counts"]] == [10, 10]
        assert (results["threshold"], results["base"]) == (7, 5)

    async def test_hides_a_small_option_and_the_one_that_would_give_it_away(
        self, world: World
    ) -> None:
        survey = await world.closed_survey(["yes"] * 12 + ["no"] * 3)
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert [c["count"] for c in results["questions"][0]["counts"]] == [None, None]

    async def test_goes_by_the_rule_of_the_system(self, world: World) -> None:
        from panel_support.samples import system_file
        from panel_support.world import load

        settings = {"suppression_threshold": 3, "rounding_base": 3, "minimum_age": 16}
        await load(world.database, system_file(settings=settings))
        survey = await world.closed_survey(["yes"] * 5 + ["no"] * 4)
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert [c["count"] for c in results["questions"][0]["counts"]] == [6, 3]

    @pytest.mark.parametrize(
        ("threshold", "base", "raised", "shown"),
        [(1, 1, 3, [None, None]), (4, 5, 5, [None, None]), (3, 10, 10, [None, None])],
    )
    async def test_a_threshold_that_was_loaded_before_it_was_refused_is_raised(
        self, world: World, threshold: int, base: int, raised: int, shown: list[int | None]
    ) -> None:
        """Closing failed under such a row: nothing was left to hide, or the rule was none."""
        numbers = {"threshold": threshold, "base": base}
        row = "UPDATE systems SET suppression_threshold = :threshold, rounding_base = :base"
        async with world.database.transaction(QE1) as session:
            await session.execute(text(f"{row} WHERE ics = 'QE1'"), numbers)
        survey = await world.closed_survey(["yes"])
        answer = await world.call("GET", f"/surveys/{survey['id']}/results")
        assert answer.status_code == 200, answer.text
        results = answer.json()
        assert (results["threshold"], results["base"]) == (raised, base)
        assert [c["count"] for c in results["questions"][0]["counts"]] == shown

    async def test_is_nothing_while_the_survey_is_open(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey()
        refused = await world.call("GET", f"/surveys/{survey['id']}/results")
        assert refused.status_code == 409
        assert refused.json()["type"] == "/problems/results-not-published"

    @given(people=people, unreached=st.integers(0, 12))
    def test_gives_an_attacker_no_small_count(
        self, people: list[dict[str, Any]], unreached: int
    ) -> None:
        questions = the_questions()
        table = linked(questions, tally_of(questions, len(people) + unreached, people))
        figures = protect(table, RULE)
        inferred = infer(table, figures, RULE)
        for key, figure in figures.items():
            if figure is None:
                assert inferred[key][0] <= 1, key
                assert inferred[key][1] >= RULE.threshold, key
            else:
                assert figure == RULE.rounded(table.counts[key])

    @given(people=people)
    def test_knows_that_everyone_who_answered_several_choices_chose_one_at_least(
        self, people: list[dict[str, Any]]
    ) -> None:
        questions = the_questions()
        table = linked(questions, tally_of(questions, len(people), people))
        several = str(questions[1].id)
        made, further = f"{several} choices", f"{several} further choices"
        assert table.counts[made] - table.counts[further] == table.counts[f"{several} answered"]


class TestExactCounts:
    async def test_are_for_staff_with_the_permission(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        survey = await world.closed_survey(["yes"] * 2 + ["no"])
        address = world.path(f"/surveys/{survey['id']}/results?level=exact")
        refused = await world.http.get(address, headers=token(["panel:read"]))
        assert refused.status_code == 403
        exact = (await world.http.get(address, headers=world.headers["QE1"])).json()
        assert (exact["level"], exact["invited"], exact["responded"]) == ("exact", 3, 3)
        assert [c["count"] for c in exact["questions"][0]["counts"]] == [2, 1]

    async def test_count_every_kind_of_question_by_its_own_means(self, world: World) -> None:
        await world.join_many(2)
        survey = await world.open_survey()
        one, other = (await world.links()).values()
        await world.answer(one, survey, choice="yes", choices=["bus", "foot"], value=5, text="a")
        await world.answer(other, survey, choice="no", choices=["bus"])
        address = f"/surveys/{survey['id']}/results?level=exact"
        questions = (await world.call("GET", address)).json()["questions"]
        assert [q["answered"] for q in questions] == [2, 2, 1, 1]
        counts = [[c["count"] for c in q["counts"]] for q in questions]
        assert counts == [[1, 1], [2, 0, 1], [0, 0, 0, 0, 1], []]


class TestComments:
    async def test_are_listed_in_pages_for_staff_with_the_permission(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        await world.join_many(3)
        survey = await world.open_survey()
        for number, link in enumerate((await world.links()).values()):
            await world.answer(link, survey, choice="yes", text=f"Comment {number}")
        question = survey["questions"][3]["id"]
        address = f"/surveys/{survey['id']}/comments?question_id={question}"
        refused = await world.http.get(world.path(address), headers=token(["panel:read"]))
        assert refused.status_code == 403
        page = (await world.call("GET", f"{address}&limit=2")).json()
        rest = (await world.call("GET", f"{address}&cursor={page['next_cursor']}")).json()
        texts = [c["text"] for c in page["items"] + rest["items"]]
        assert sorted(texts) == ["Comment 0", "Comment 1", "Comment 2"]
        assert rest["next_cursor"] is None
