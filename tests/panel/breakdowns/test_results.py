"""Results by group over HTTP: decided before closing, made once, weighted where that is safe."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from panel.breakdowns.audit import withdraw
from panel.breakdowns.counting import tally_of
from panel.breakdowns.grouping import NOT_SAID, Grouped
from panel.breakdowns.schemas import ByDimensionIn
from panel.breakdowns.tables import joint, part_of
from panel.disclosure import Rule, protect
from panel.results.repository import tally
from panel.results.service import published_results
from panel.results.weighted import coded, with_published_estimates
from panel.surveys.questions import Question, read_questions
from panel.systems.schemas import SystemFile
from panel.weighting import Margin, Raked, fold
from panel.weighting.service import Weighted
from panel_support.kinds import options, read
from panel_support.samples import system_file, vocabulary
from panel_support.world import QE1, World, load

pytestmark = [pytest.mark.rule("panel.8"), pytest.mark.rule("panel.10")]

BY_SEX = {"by": "dimension", "dimension": "sex", "questions": [1, 3]}
RULE = Rule()


async def asked(world: World, plan: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Open a survey to 20 women and 24 men, of whom 18 and 2 say yes; gives it, still open."""
    women = await world.join_many(20, name="woman", demographics={"sex": "female"})
    await world.join_many(24, name="man", demographics={"sex": "male"})
    survey = await world.open_survey(**changes)
    decided = await decide(world, survey, plan)
    assert decided.status_code == 200, decided.text
    links = await world.links()
    for email, link in links.items():
        number = int(email.split("@")[0].split("-")[1])
        of_yes = 18 if email in {woman.email for woman in women} else 2
        given = await world.answer(
            link, survey, choice="yes" if number < of_yes else "no", value=number % 2 + 1
        )
        assert given.status_code == 201, given.text
    return survey


async def decide(world: World, survey: dict[str, Any], plan: list[dict[str, Any]]) -> Any:
    tag = (await world.call("GET", f"/surveys/{survey['id']}")).headers["ETag"]
    return await world.call(
        "PUT", f"/surveys/{survey['id']}/breakdowns", {"breakdowns": plan},
        headers={"If-Match": tag},
    )  # fmt: skip


async def close(world: World, survey: dict[str, Any]) -> dict[str, Any]:
    closed = await world.call("POST", f"/surveys/{survey['id']}/close")
    assert closed.status_code == 200, closed.text
    found: dict[str, Any] = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
    return found


class TestPublished:
    async def test_are_made_on_closing_for_each_group_and_frozen(self, world: World) -> None:
        survey = await asked(world, [BY_SEX])
        results = await close(world, survey)
        (by_sex,) = results["breakdowns"]
        assert (by_sex["by"], by_sex["label"]) == ("dimension", "Sex")
        groups = {group["label"]: group for group in by_sex["groups"]}
        assert list(groups) == ["Female", "Male", "Not said"]
        assert [groups[name]["responded"] for name in groups] == [20, 25, 0]
        first = {n: [c["count"] for c in g["questions"][0]["counts"]] for n, g in groups.items()}
        # 2 of 20 women say no and 2 of 24 men yes: neither shows, nor what would give them away.
        assert first["Female"] == [None, None]
        assert first["Male"] == [None, None]
        assert [q["kind"] for q in groups["Male"]["questions"]] == ["single_choice", "scale"]
        await world.join_many(3, name="later")
        again = await world.call("GET", f"/surveys/{survey['id']}/results")
        assert again.json() == results

    async def test_are_of_another_question_where_the_plan_says_so(self, world: World) -> None:
        plan = [{"by": "question", "question": 1, "questions": [3]}]
        results = await close(world, await asked(world, plan, anonymous=True))
        groups = results["breakdowns"][0]["groups"]
        assert [(group["code"], group["responded"]) for group in groups] == [
            ("yes", 20),
            ("no", 25),
        ]

    async def test_are_never_of_a_group_that_was_not_planned(self, world: World) -> None:
        survey = await asked(world, [BY_SEX])
        await close(world, survey)
        more = await decide(world, survey, [BY_SEX, BY_SEX | {"dimension": "age_band"}])
        assert more.json()["type"] == "/problems/breakdowns-stand"
        read = (await world.call("GET", f"/surveys/{survey['id']}/breakdowns")).json()
        assert read == {"breakdowns": [BY_SEX], "decided": True}

    async def test_of_a_segments_survey_are_not_by_what_is_known_of_members(
        self, world: World
    ) -> None:
        await world.join_many(20, demographics={"sex": "female"})
        segment = {"name": "Women", "criteria": {"demographics": {"sex": ["female"]}}}
        saved = (await world.call("POST", "/segments", segment)).json()
        draft = (await world.call("POST", "/surveys", survey_of_one())).json()
        await decide(world, draft, [BY_SEX | {"questions": [1]}])
        opened = await world.call(
            "POST", f"/surveys/{draft['id']}/open", {"segment_id": saved["id"]}
        )
        assert opened.status_code == 200, opened.text
        results = await close(world, draft)
        assert results["breakdowns"] == []

    async def test_have_no_place_that_was_not_asked_nor_ages_below_the_least(
        self, world: World
    ) -> None:
        await world.join_many(9, place="blackpool", demographics={"age_band": "16-24"})
        plan = [{"by": "dimension", "dimension": d, "questions": [n]}
                for d, n in (("place", 1), ("age_band", 3))]  # fmt: skip
        survey = await world.open_survey(places=["blackpool"])
        await decide(world, survey, plan)
        results = await close(world, survey)
        codes = [[group["code"] for group in one["groups"]] for one in results["breakdowns"]]
        assert codes == [["blackpool", "not_said"], ["16-24", "75+", "not_said"]]


@pytest.mark.rule("panel.8")
class TestTheEvent:
    async def test_bears_the_groups_the_weighting_and_who_is_missing(self, world: World) -> None:
        people = {"dimension": "sex", "place": "blackpool", "source": "census2021"}
        halves = [people | {"category": "female", "people": 900},
                  people | {"category": "male", "people": 100}]  # fmt: skip
        await load(world.database, system_file(population=halves))
        results = await close(world, await asked(world, [BY_SEX]))
        sent = dict(await world.events())["panel.survey.closed.v1"]
        assert [(one["by"], one["group"], one["responded"]) for one in sent["groups"]] == [
            ("Sex", "Female", 20), ("Sex", "Male", 25), ("Sex", "Not said", 0),
        ]  # fmt: skip
        assert sent["weighting"]["weighted_to"] == ["sex"]
        assert sent["limits"] == results["limits"]
        missing = "Fewer of these answered than their share of the population: Female (sex)."
        assert missing in sent["limits"]
        assert any("figures are not shown" in limit for limit in sent["limits"])


@pytest.mark.rule("panel.8")
class TestWeighting:
    async def test_does_not_tell_which_hidden_group_is_small(self, world: World) -> None:
        """Of 3 and 8 that are hidden, 3 would count as one with its neighbour, and 8 alone."""
        sizes = {"16-24": 3, "25-34": 40, "35-44": 30, "75+": 8}
        row = {"dimension": "age_band", "place": "blackpool", "source": "census2021", "people": 900}
        bands = [row | {"category": band} for band in sizes]
        settings = {"weighting_dimensions": ["age_band"]}
        file = system_file(population=bands, settings=settings)
        others = [one for one in file.vocabularies if one.code != "age_band"]
        ages = vocabulary("age_band", {band: band for band in sizes})
        changed = file.model_dump(mode="json", exclude={"vocabularies"})
        known = [one.model_dump(mode="json") for one in others]
        changed |= {"vocabularies": [*known, ages]}
        await load(world.database, SystemFile.model_validate(changed))
        survey = await self._answered(world, sizes)
        groups = {g["code"]: g["responded"] for g in survey["breakdowns"][0]["groups"]}
        assert (groups["16-24"], groups["75+"]) == (None, None)
        assert survey["weighting"]["weighted_to"] == ["age_band"]
        assert survey["weighting"]["joined"] == []
        assert not [limit for limit in survey["limits"] if "count as one" in limit]

    @staticmethod
    async def _answered(world: World, sizes: dict[str, int]) -> dict[str, Any]:
        for band, size in sizes.items():
            await world.join_many(size, name=band.strip("+"), demographics={"age_band": band})
        survey = await world.open_survey()
        plan = [{"by": "dimension", "dimension": "age_band", "questions": [1]}]
        assert (await decide(world, survey, plan)).status_code == 200
        for link in (await world.links()).values():
            await world.answer(link, survey, choice="yes")
        return await close(world, survey)


class TestThePlan:
    async def test_that_gives_away_is_refused_in_words_that_help(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_of_one())).json()
        refused = await decide(
            world, draft, [BY_SEX | {"questions": [1]}, BY_SEX | {"questions": [1]}]
        )
        assert refused.json()["type"] == "/problems/breakdowns-give-away"
        unknown = await decide(world, draft, [BY_SEX | {"questions": [1], "dimension": "shoes"}])
        assert unknown.json()["type"] == "/problems/breakdowns-not-possible"

    async def test_of_more_figures_than_are_protected_in_time_is_refused(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft = (await world.call("POST", "/surveys", survey_of_one())).json()
        plan = [BY_SEX | {"questions": [1]}]
        monkeypatch.setattr("panel.breakdowns.planning.MAX_FIGURES", 8)
        refused = await decide(world, draft, plan)
        assert refused.json()["type"] == "/problems/breakdowns-not-possible"
        [said] = refused.json()["errors"]
        assert (said["field"], "more than 8 figures" in said["message"]) == (
            "body.breakdowns[0].questions", True,
        )  # fmt: skip
        monkeypatch.undo()
        assert (await decide(world, draft, plan)).status_code == 200

    async def test_is_gone_when_the_questions_change(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_of_one())).json()
        decided = await decide(world, draft, [BY_SEX | {"questions": [1]}])
        assert decided.json()["breakdowns"]
        await world.call(
            "PATCH", f"/surveys/{draft['id']}", {"questions": survey_of_one()["questions"]},
            headers={"If-Match": decided.headers["ETag"]},
        )  # fmt: skip
        read = await world.call("GET", f"/surveys/{draft['id']}/breakdowns")
        assert read.json()["breakdowns"] == []

    async def test_of_another_system_is_not_found(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_of_one())).json()
        read = await world.call("GET", f"/surveys/{draft['id']}/breakdowns", ics="QKK")
        assert read.status_code == 404


class TestExact:
    async def test_are_for_staff_by_any_group(self, world: World) -> None:
        survey = await asked(world, [])
        await close(world, survey)
        read = await world.call("POST", f"/surveys/{survey['id']}/exact-breakdown", BY_SEX)
        groups = {group["code"]: group for group in read.json()["groups"]}
        assert [c["count"] for c in groups["female"]["questions"][0]["counts"]] == [18, 2]
        assert [c["count"] for c in groups["male"]["questions"][0]["counts"]] == [2, 22]


class TestCounting:
    async def test_agrees_with_the_count_by_the_database(self, world: World) -> None:
        survey = await asked(world, [])
        questions = read_questions(survey["questions"])
        rows = await world.rows("SELECT answers FROM responses")
        async with world.database.reading(QE1) as session:
            counted = await tally(session, QE1, survey["id"], questions)
        by_hand = tally_of(questions, [row[0] for row in rows])
        assert dict(by_hand.chosen) == dict(counted.chosen)
        assert dict(by_hand.answered) == dict(counted.answered)
        assert by_hand.responded == counted.responded


class TestEstimates:
    async def test_by_group_are_made_of_the_weights_of_the_group(self, world: World) -> None:
        people = {"dimension": "sex", "place": "blackpool", "source": "census2021", "people": 500}
        halves = [people | {"category": "female"}, people | {"category": "male"}]
        await load(world.database, system_file(population=halves, settings={"least_effective": 5}))
        results = await close(world, await asked(world, [BY_SEX]))
        female = results["breakdowns"][0]["groups"][0]
        assert results["weighting"]["weighted_to"] == ["sex"]
        # All women weigh the same: shares are those of the published counts, 10 of 20.
        assert [c["weighted_percent"] for c in female["questions"][1]["counts"]][:2] == [50, 50]
        assert female["questions"][1]["effective_n"] == 20

    def test_of_the_whole_are_withdrawn_where_they_would_narrow_a_hidden_group(self) -> None:
        """All men say b but 3, and men weigh twice as much: the share of those who say a tells
        how many men there are among them."""
        assert withdrawn(man=2.0) == [True]

    def test_of_the_whole_stay_where_all_weigh_the_same(self) -> None:
        assert withdrawn(man=1.0) == [False]


def withdrawn(*, man: float) -> list[bool]:
    """Say of each question whether its estimates were withdrawn."""
    questions: list[Question] = read(
        [{"kind": "single_choice", "text": "?", "required": True, "options": options("a", "b")}]
    )
    key = str(questions[0].id)
    people = [("a", "f")] * 69 + [("b", "f")] * 100 + [("a", "m")] * 3 + [("b", "m")] * 30
    answers = [{key: choice} for choice, _ in people]
    sexes = [sex for _, sex in people]
    one = ByDimensionIn(by="dimension", dimension="sex", questions=[1])
    labels = {"f": "Female", "m": "Male", NOT_SAID: "Not said"}
    parts = [part_of(questions, Grouped(one, "sex", "Sex", labels, sexes), answers, 0)]
    table = joint(questions, tally_of(questions, answers), parts)
    figures = protect(table, RULE, exact=True)
    weights = np.array([man if sex == "m" else 1.0 for sex in sexes])
    folded = fold(Margin("sex", {"f": 1, "m": 1}), sexes, 1)
    assert folded is not None
    weighted = Weighted(answers, Raked(weights / weights.mean(), 0, 0.0), [folded], [], 5, 1)
    found = published_results(questions[0].id, questions, figures, RULE)
    found = with_published_estimates(found, questions, weighted, RULE)
    assert found.questions[0].effective_n is not None
    kept = withdraw(
        found.questions, questions, parts, weighted=coded(questions, weighted), table=table,
        figures=figures, rule=RULE,
    )  # fmt: skip
    return [question.effective_n is None for question in kept]


def survey_of_one() -> dict[str, Any]:
    """Make a draft of one question."""
    question = {"kind": "single_choice", "text": "?", "options": options("a", "b")}
    return {"title": "t", "purpose": "p", "questions": [question]}
