"""Which quotas a survey may have, who sees how far they are, and what may be changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from common.clock import new_id
from common.web.conditional import etag
from panel_support import fieldwork
from panel_support.fieldwork import of_answer, of_sex
from panel_support.samples import survey_in
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.10")


def of(dimension: str, cell: str, at_most: int = 8) -> dict[str, Any]:
    return {"by": "dimension", "dimension": dimension, "cell": cell, "at_most": at_most}


class TestQuotasAreTaken:
    async def test_of_what_members_told_of_places_and_of_answers(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        plan = [of_sex("female", 8), of_sex("not_said", 20), of("place", "blackpool"),
                of("ethnic_group", "asian"), of_answer("yes", 100)]  # fmt: skip
        decided = await fieldwork.decide(world, draft, *plan)
        assert decided.status_code == 200, decided.text
        shown = (await world.call("GET", f"/surveys/{draft['id']}/quotas")).json()["quotas"]
        assert [(one["cell"], one["at_most"], one["taken"]) for one in shown] == [
            ("female", 8, None), ("not_said", 20, None), ("blackpool", 8, None),
            ("asian", 8, None), ("yes", 100, None),
        ]  # fmt: skip

    async def test_and_go_with_the_questions_of_a_draft(self, world: World) -> None:
        draft = await fieldwork.drafted(world, of_answer("yes", 10))
        version = (await world.call("GET", f"/surveys/{draft['id']}")).headers["etag"]
        changed = await world.call(
            "PATCH",
            f"/surveys/{draft['id']}",
            {"questions": survey_in()["questions"][2:]},
            headers={"If-Match": version},
        )
        assert changed.status_code == 200, changed.text
        assert await fieldwork.taken(world, draft) == {}


class TestQuotasAreRefused:
    @pytest.mark.parametrize(
        ("plan", "field", "message"),
        [
            ([of("shoe_size", "42")], "dimension", "not a dimension"),
            ([of_sex("unheard_of", 8)], "cell", "not a value that members can have"),
            ([of("age_band", "0-15")], "cell", "not a value that members can have"),
            ([of("ethnic_group", "asian_indian")], "cell", "not a value that members can have"),
            ([of("place", "lancashire")], "cell", "not asked"),
            ([of_sex("female", 0)], "at_most", "must not be 0"),
            ([of_sex("female", 7)], "at_most", "must be 8 or more"),
            ([of_answer("perhaps", 8)], "cell", "not one of the options"),
            ([{**of_answer("yes", 8), "question": 2}], "question", "must be a single choice"),
            ([{**of_answer("yes", 8), "question": 5}], "question", "must be 4 at most"),
        ],
    )
    async def test_that_can_never_be_met_or_would_tell_a_small_count(
        self, world: World, plan: list[dict[str, Any]], field: str, message: str
    ) -> None:
        draft = (await world.call("POST", "/surveys", survey_in(places=["blackpool"]))).json()
        refused = await fieldwork.decide(world, draft, *plan)
        assert refused.status_code == 422, refused.text
        assert refused.json()["type"] == "/problems/quotas-not-possible"
        (error,) = refused.json()["errors"]
        assert error["field"] == f"body.quotas[0].{field}"
        assert message in error["message"]

    async def test_that_name_one_cell_twice(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        refused = await fieldwork.decide(world, draft, of_sex("female", 8), of_sex("female", 9))
        assert refused.json()["errors"] == [
            {"field": "body.quotas[1].cell", "message": "has a quota already"}
        ]

    async def test_in_another_system_and_of_no_survey(self, world: World) -> None:
        draft = await fieldwork.drafted(world)
        for ics, survey_id in (("QKK", draft["id"]), ("QE1", str(new_id()))):
            for method, body in (("GET", None), ("PUT", {"quotas": []})):
                headers = {"If-Match": etag(1)} if body else None
                answer = await world.call(
                    method, f"/surveys/{survey_id}/quotas", body, ics=ics, headers=headers
                )
                assert answer.json()["type"] == "/problems/survey-not-found"

    async def test_at_opening_if_their_place_is_no_longer_asked(self, world: World) -> None:
        await world.join_many(1, place="blackpool")
        draft = await fieldwork.drafted(world, of("place", "lancashire"))
        refused = await world.call(
            "POST", f"/surveys/{draft['id']}/open", {"places": ["blackpool"]}
        )
        assert refused.json()["type"] == "/problems/quotas-not-possible"


class TestAnOpenSurvey:
    async def test_may_have_its_quotas_raised_and_nothing_else(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        await world.join_many(3, demographics={"sex": "female"})
        survey = await fieldwork.opened(world, of_sex("female", 2), of_answer("yes", 9))
        links = list((await world.links()).values())
        for link in links[:2]:
            assert (await world.answer(link, survey, choice="yes")).status_code == 201
        for plan in (
            [of_sex("female", 1), of_answer("yes", 9)],
            [of_sex("female", 9)],
            [of_sex("female", 9), of_answer("no", 9)],
        ):
            refused = await fieldwork.decide(world, survey, *plan)
            assert refused.json()["type"] == "/problems/quotas-stand", plan
        assert (await world.answer(links[2], survey, choice="yes")).status_code == 409
        raised = await fieldwork.decide(world, survey, of_sex("female", 3), of_answer("yes", 9))
        assert raised.status_code == 200, raised.text
        assert (await world.answer(links[2], survey, choice="yes")).status_code == 201
        assert await fieldwork.taken(world, survey) == {"female": 3, "yes": 3}

    async def test_that_has_closed_keeps_them(self, world: World) -> None:
        await world.join_many(1)
        survey = await fieldwork.opened(world, of_answer("yes", 9))
        await world.call("POST", f"/surveys/{survey['id']}/close")
        refused = await fieldwork.decide(world, survey, of_answer("yes", 10))
        assert refused.json()["type"] == "/problems/quotas-stand"


@pytest.mark.rule("panel.8")
class TestHowFarTheyAre:
    async def test_is_for_those_alone_who_may_see_exact_counts(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        await world.join_many(1, demographics={"sex": "female"})
        survey = await fieldwork.opened(world, of_sex("female", 9))
        (link,) = (await world.links()).values()
        await world.answer(link, survey, choice="yes")
        assert await fieldwork.taken(world, survey) == {"female": 1}
        path = world.path(f"/surveys/{survey['id']}/quotas")
        read = await world.http.get(path, headers=token(["panel:read"]))
        assert [one["taken"] for one in read.json()["quotas"]] == [None]
        raised = await world.http.put(
            path,
            headers={**token(["panel:manage"]), "If-Match": read.headers["etag"]},
            json={"quotas": [of_sex("female", 10)]},
        )
        assert [one["taken"] for one in raised.json()["quotas"]] == [None]

    async def test_of_an_anonymous_survey_is_told_when_it_has_closed(self, world: World) -> None:
        await world.join_many(2, demographics={"sex": "female"})
        survey = await fieldwork.opened(world, of_answer("yes", 9), anonymous=True)
        for link in (await world.links()).values():
            await world.answer(link, survey, choice="yes")
        assert await fieldwork.taken(world, survey) == {"yes": None}
        await world.call("POST", f"/surveys/{survey['id']}/close")
        assert await fieldwork.taken(world, survey) == {"yes": 2}
