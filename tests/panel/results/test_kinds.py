"""Results of every kind of question, and of questions that only some were shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from panel.disclosure import Rule, protect
from panel.results.tables import linked
from panel.results.weighted import coded
from panel_support.attacker import infer
from panel_support.kinds import FIELDS, read, routed_questions, tally_by_hand
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.10")
RULE = Rule()
QUESTIONS = read(routed_questions())

person = st.fixed_dictionaries(
    {1: st.sampled_from(["yes", "yes", "no", "maybe"]), 5: st.sampled_from([1, 40, 90]),
     8: st.sampled_from(["far", "far", "dear"])},
    optional={
        2: st.sets(st.sampled_from(["bus", "car", "foot"]), min_size=1).map(sorted),
        3: st.permutations(["time", "cost", "care"]).map(list),
        4: st.dictionaries(st.sampled_from(["staff", "food"]), st.sampled_from(["good", "bad"]),
                           min_size=1),
        6: st.sampled_from(["2026-01-20", "2026-03-01"]),
        7: st.sampled_from([1, 3, 3]),
        9: st.just("More."),
    },
)  # fmt: skip
SHORT: dict[int, Any] = {1: "yes", 5: 1, 8: "far"}


async def answered(world: World, people: list[dict[int, Any]]) -> dict[str, Any]:
    """Let people answer the routed survey."""
    await world.join_many(len(people))
    survey = await world.open_survey(questions=routed_questions())
    ids = [question["id"] for question in survey["questions"]]
    for link, said in zip((await world.links()).values(), people, strict=True):
        answers = [{"question_id": ids[n - 1], FIELDS[n - 1]: v} for n, v in said.items()]
        taken = await world.call("POST", f"/answers/{link}", {"answers": answers})
        assert taken.status_code == 201, taken.text
    return survey


class TestCounts:
    async def test_are_by_first_choice_row_band_and_month(self, world: World) -> None:
        people: list[dict[int, Any]] = [
            {1: "yes", 2: ["bus", "car"], 3: ["care", "time"], 4: {"staff": "good", "food": "bad"},
             5: 29, 6: "2026-01-20", 7: 1, 8: "far"},
            {1: "yes", 2: ["car"], 3: ["time"], 4: {"staff": "bad"}, 5: 30, 6: "2026-03-31"},
            {1: "no", 2: ["bus"], 3: ["cost"], 5: 120, 9: "Hidden."},
        ]  # fmt: skip
        survey = await answered(world, people)
        address = f"/surveys/{survey['id']}/results"
        exact = (await world.call("GET", f"{address}?level=exact")).json()["questions"]
        by_text = {q["question"]: q for q in exact}
        found = {t: (q["answered"], [c["count"] for c in q["counts"]]) for t, q in by_text.items()}
        assert found == {
            "Did you go?": (3, [2, 1, 0]),
            "How?": (2, [1, 2, 0]),
            "What matters?": (2, [1, 0, 1]),
            "How was it?: Staff": (2, [1, 1]),
            "How was it?: Food": (1, [0, 1]),
            "How long?": (3, [1, 1, 1]),
            "When?": (2, [1, 0, 1]),
            "How easy?": (1, [1, 0, 0]),
            "Why so?": (1, [1, 0]),
            "What else?": (0, []),
        }
        assert [c["mean_rank"] for c in by_text["What matters?"]["counts"]] == [1.5, None, 1]
        assert [q["row"] for q in exact if q["kind"] == "matrix"] == ["staff", "food"]

    async def test_are_published_and_sent_without_mean_ranks(self, world: World) -> None:
        said = {1: "yes", 2: ["bus"], 3: ["care", "time"], 4: {"staff": "good"}, 5: 29}
        survey = await answered(world, [said] * 10)
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        ranking = next(q for q in results["questions"] if q["kind"] == "ranking")
        assert [c["count"] for c in ranking["counts"]] == [0, 0, 10]
        assert [c["mean_rank"] for c in ranking["counts"]] == [None, None, None]
        sent = dict(await world.events())["panel.survey.closed.v1"]["results"]
        assert [r["question"] for r in sent if r["kind"] == "matrix"] == [
            "How was it?: Staff", "How was it?: Food"
        ]  # fmt: skip

    def test_are_weighted_by_what_an_answer_counts_under(self) -> None:
        from panel.weighting.service import Weighted

        ids = [str(q.id) for q in QUESTIONS]
        answers = [{ids[2]: ["care", "time"], ids[3]: {"food": "bad"}, ids[4]: 45}]
        weighted = Weighted(answers, None, [], [], 5, 1)  # type: ignore[arg-type]
        [counted] = coded(QUESTIONS, weighted).answers
        assert counted == {ids[2]: ["care"], f"{ids[3]}.food": ["bad"], ids[4]: ["30"]}


@pytest.mark.rule("panel.8")
class TestDisclosure:
    @settings(max_examples=25)
    @example(people=[SHORT] * 8 + [SHORT | {1: "maybe"}], unreached=0)
    @given(people=st.lists(person, max_size=45), unreached=st.integers(0, 10))
    def test_gives_an_attacker_no_small_count(
        self, people: list[dict[int, Any]], unreached: int
    ) -> None:
        table = linked(QUESTIONS, tally_by_hand(QUESTIONS, unreached, people))
        figures = protect(table, RULE, exact=True)
        inferred = infer(table, figures, RULE)
        for key, figure in figures.items():
            if figure is None:
                assert inferred[key][0] <= 1, key
                assert inferred[key][1] >= RULE.threshold, key
            else:
                assert figure == RULE.rounded(table.counts[key])

    @given(people=st.lists(person, min_size=1, max_size=20))
    def test_knows_that_a_required_question_is_answered_by_all_who_were_shown_it(
        self, people: list[dict[int, Any]]
    ) -> None:
        tally = tally_by_hand(QUESTIONS, 0, people)
        table = linked(QUESTIONS, tally)
        first, number = QUESTIONS[0].id, QUESTIONS[4].id
        told = next(one for one in table.sums if one.total == f"{first} any of no yes")
        assert set(told.parts) == {f"{first} option no", f"{first} option yes"}
        bands = next(one for one in table.sums if f"{number} option 30" in one.parts)
        assert bands.total == told.total
