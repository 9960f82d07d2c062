"""Weighted estimates of a survey: what staff see, what is published, and what that gives away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.disclosure import Rule
from panel.results.schemas import CountOut, QuestionOut, ResultsOut
from panel.results.weighted import with_published_estimates
from panel.surveys.questions import Option, Question, SingleChoice
from panel.weighting import Margin, Raked, fold
from panel.weighting.service import Weighted
from panel_support.samples import system_file
from panel_support.world import World, load

pytestmark = pytest.mark.rule("panel.10")
RULE = Rule()
QUESTION = UUID(int=1)
OPTIONS = [Option(code=code, label=code) for code in ("a", "b", "c", "o0", "o1", "o2", "o3")]
QUESTIONS: list[Question] = [
    SingleChoice(id=QUESTION, kind="single_choice", text="?", options=OPTIONS)
]


def half_and_half(least_effective: int) -> Any:
    """A system in which half the people are women."""
    people = {"dimension": "sex", "place": "blackpool", "source": "census2021", "people": 500}
    return system_file(
        population=[people | {"category": "female"}, people | {"category": "male"}],
        settings={"least_effective": least_effective},
    )


async def closed(world: World, *, least_effective: int = 5, saying_no: int = 10) -> dict[str, Any]:
    """Of 40 people, some men say no, all others are women and say yes; the survey is closed."""
    await load(world.database, half_and_half(least_effective))
    men = await world.join_many(40, demographics={"sex": "female"})
    for man in men[:saying_no]:
        headers = man.own | {
            "If-Match": (await world.call("GET", "/me", headers=man.own)).headers["ETag"]
        }
        changed = await world.call(
            "PATCH", "/me", {"demographics": {"sex": "male"}}, headers=headers
        )
        assert changed.status_code == 200, changed.text
    survey = await world.open_survey()
    links = await world.links()
    addresses = {man.email for man in men[:saying_no]}
    for email, link in links.items():
        given = await world.answer(link, survey, choice="no" if email in addresses else "yes")
        assert given.status_code == 201, given.text
    assert (await world.call("POST", f"/surveys/{survey['id']}/close")).status_code == 200
    return survey


class TestOfASurvey:
    async def test_are_exact_for_staff_as_a_hand_computes(self, world: World) -> None:
        survey = await closed(world)
        address = f"/surveys/{survey['id']}/results?level=exact"
        exact = (await world.call("GET", address)).json()
        # Women weigh .5/.75 = 2/3, men .5/.25 = 2: n sum(w^2) / 40^2 = (30*4/9 + 10*4) / 40 = 4/3.
        assert exact["weighting"]["weighted_to"] == ["sex"]
        assert exact["weighting"]["design_effect"] == pytest.approx(4 / 3)
        assert exact["weighting"]["effective_n"] == pytest.approx(30)
        counts = exact["questions"][0]["counts"]
        assert [c["count"] for c in counts] == [30, 10]
        assert [c["weighted_percent"] for c in counts] == pytest.approx([50, 50])
        # 1.96 * sqrt(.25 / 30) = 17.89 points
        assert counts[0]["margin_points"] == pytest.approx(17.892, abs=0.001)

    async def test_are_published_whole_and_frozen(self, world: World) -> None:
        # 22 women weigh .5/.55 = 10/11 and 18 men .5/.45 = 10/9; the design effect is 1.0101. Seven
        # people of the other group would move a share by 100 * 7 * .202 * 1.25 / 40 = 4.4 points.
        survey = await closed(world, saying_no=18)
        read = await world.call("GET", f"/surveys/{survey['id']}/results")
        question = read.json()["questions"][0]
        assert [c["count"] for c in question["counts"]] == [20, 20]
        assert [c["weighted_percent"] for c in question["counts"]] == [45, 55]
        assert question["effective_n"] == 30
        # 1.96 * sqrt(.55 * .45 / 30) = 17.8 points, and 2.5 for the rounding
        assert [c["margin_points"] for c in question["counts"]] == [21, 21]
        assert read.json()["weighting"]["design_effect"] == 1.25
        await load(world.database, system_file())
        again = await world.call("GET", f"/surveys/{survey['id']}/results")
        assert again.json() == read.json()

    async def test_are_withheld_where_too_few_stand_behind_them(self, world: World) -> None:
        survey = await closed(world, least_effective=31, saying_no=18)
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert [c["weighted_percent"] for c in results["questions"][0]["counts"]] == [None, None]
        assert [c["count"] for c in results["questions"][0]["counts"]] == [20, 20]

    async def test_are_withheld_where_they_would_tell_what_a_group_said(self, world: World) -> None:
        """10 of 40 say no, and they weigh half of all: then they are the men."""
        survey = await closed(world)
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert [c["weighted_percent"] for c in results["questions"][0]["counts"]] == [None, None]
        assert [c["count"] for c in results["questions"][0]["counts"]] == [30, 10]

    async def test_leave_no_join_of_answers_to_people_behind(self, world: World) -> None:
        survey = await closed(world)
        columns = await world.rows(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND column_name LIKE '%weight%'"
        )
        assert {row[0] for row in columns} == {"systems"}
        rows = await world.rows("SELECT published::text FROM surveys WHERE id = $1", survey["id"])
        pseudonyms = await world.rows("SELECT encode(pseudonym, 'hex') FROM responses")
        assert not any(row[0] in rows[0][0] for row in pseudonyms)

    async def test_are_none_while_the_survey_is_open(self, world: World) -> None:
        await load(world.database, half_and_half(1))
        await world.join_many(1, demographics={"sex": "female"})
        survey = await world.open_survey()
        address = f"/surveys/{survey['id']}/results?level=exact"
        assert (await world.call("GET", address)).json()["weighting"] is None


def weighted_of(answers: list[tuple[str, float]]) -> Weighted:
    """Make weighted answers by hand, as (choice, weight)."""
    weights = np.array([weight for _, weight in answers])
    folded = fold(Margin("sex", {"female": 1, "male": 1}), ["female", "male"], 1)
    assert folded is not None
    said = [{str(QUESTION): choice} for choice, _ in answers]
    return Weighted(said, Raked(weights, 0, 0.0), [folded], [], 5, 1)


def published_of(counts: dict[str, int | None], answered: int | None) -> ResultsOut:
    """Make published counts of one question."""
    shown = [CountOut(code=code, label=code, count=count) for code, count in counts.items()]
    question = QuestionOut(
        question_id=QUESTION, question="?", kind="single_choice", required=True,
        answered=answered, counts=shown,
    )  # fmt: skip
    return ResultsOut(
        survey_id=QUESTION, level="published", invited=None, responded=answered,
        questions=[question], threshold=7, base=5, limits=[],
    )  # fmt: skip


@pytest.mark.rule("panel.8")
class TestDoNotUndoDisclosureControl:
    @given(
        figures=st.lists(st.sampled_from([10, 15, 20, 60, 200]), min_size=2, max_size=4),
        weights=st.lists(st.sampled_from([0.5, 1.0, 1.25, 3.0]), min_size=4, max_size=4),
        data=st.data(),
    )
    def test_two_surveys_with_the_same_counts_after_rounding_have_the_same_shares(
        self, figures: list[int], weights: list[float], data: st.DataObject
    ) -> None:
        """The attacker knows each option's mean weight: still the shares tell no true count."""
        counts = {f"o{i}": figure for i, figure in enumerate(figures)}
        answered = sum(figures)
        shares = []
        for _ in range(2):
            true = [data.draw(st.integers(*RULE.behind(figure))) for figure in figures]
            people = [(f"o{i}", weights[i]) for i, number in enumerate(true) for _ in range(number)]
            results = published_of(dict(counts), answered)
            out = with_published_estimates(results, QUESTIONS, weighted_of(people), RULE)
            shares.append([c.weighted_percent for c in out.questions[0].counts])
        assert shares[0] == shares[1]

    @settings(max_examples=30)
    @given(
        men=st.integers(20, 400),
        women=st.integers(20, 400),
        chose=st.integers(8, 60),
        among=st.integers(1, 7),
    )
    def test_how_many_of_a_group_chose_an_option_stays_in_doubt(
        self, men: int, women: int, chose: int, among: int
    ) -> None:
        """The attacker knows every weight, how many answered of each sex, and every true count:
        still several numbers of men among those who chose an option would give the same shares."""
        people = men + women
        assume(chose <= women and people - chose >= 8)
        counts: dict[str, int | None] = {
            "a": RULE.rounded(chose), "b": RULE.rounded(people - chose)
        }  # fmt: skip

        def shares(of_men: int) -> list[float | None]:
            weights = {"man": people / 2 / men, "woman": people / 2 / women}
            said = [("a", weights["man"])] * of_men + [("b", weights["man"])] * (men - of_men)
            said += [("a", weights["woman"])] * (chose - of_men)
            said += [("b", weights["woman"])] * (women - chose + of_men)
            results = published_of(dict(counts), RULE.rounded(people))
            out = with_published_estimates(results, QUESTIONS, weighted_of(said), RULE)
            return [c.weighted_percent for c in out.questions[0].counts]

        seen = shares(among)
        most = min(men, chose)
        possible = [n for n in range(most + 1) if shares(n) == seen]
        assert len(possible) >= 2
        wide = max(possible) - min(possible) >= RULE.threshold - 1
        assert wide or 0 in possible or most in possible

    @pytest.mark.parametrize(
        ("counts", "answered"),
        [({"a": None, "b": None, "c": 100}, 115), ({"a": 60, "b": 40}, None)],
    )
    def test_a_question_with_a_hidden_figure_has_no_estimate(
        self, counts: dict[str, int | None], answered: int | None
    ) -> None:
        people = [("a", 0.5)] * 60 + [("b", 1.75)] * 40 + [("c", 1.0)] * 100
        out = with_published_estimates(
            published_of(counts, answered), QUESTIONS, weighted_of(people), RULE
        )
        assert [c.weighted_percent for c in out.questions[0].counts] == [None] * len(counts)
        assert out.questions[0].effective_n is None
