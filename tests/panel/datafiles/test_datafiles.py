"""The answers to a closed survey as files: whole, explained, and nobody's."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import Any

import pytest

from common.db.engine import raw_connection
from common.testing.http import TestKeys
from panel.datafiles import layout, repository
from panel_support.kinds import read, routed_questions
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.10")

NHS = "943 476 5919"


async def a_survey(
    world: World, said: list[dict[str, Any]], *, close: bool = True, **changes: Any
) -> tuple[dict[str, Any], list[Member]]:
    """Let people answer a survey, in the order of ``said``."""
    people = await world.join_many(len(said))
    survey = await world.open_survey(**changes)
    links = await world.links()
    for person, given_ in zip(people, said, strict=True):
        done = await world.answer(links[person.email], survey, **given_)
        assert done.status_code == 201, done.text
    if close:
        assert (await world.call("POST", f"/surveys/{survey['id']}/close")).status_code == 200
    return survey, people


async def as_csv(world: World, survey: dict[str, Any]) -> list[dict[str, str]]:
    read = await world.call("GET", f"/surveys/{survey['id']}/exports/answers.csv")
    assert read.status_code == 200, read.text
    assert read.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(read.text)))


async def as_json(world: World, survey: dict[str, Any]) -> list[dict[str, Any]]:
    read = await world.call("GET", f"/surveys/{survey['id']}/exports/answers.jsonl")
    assert read.status_code == 200, read.text
    return [json.loads(line) for line in read.text.splitlines()]


class TestAFile:
    async def test_has_a_line_for_each_person_and_a_column_for_each_thing(
        self, world: World
    ) -> None:
        said: list[dict[str, Any]] = [
            {"choice": "yes", "choices": ["bus", "foot"], "value": 4, "text": "More, please"},
            {"choice": "no"},
        ]
        survey, _ = await a_survey(world, said)
        rows = sorted(await as_csv(world, survey), key=lambda row: row["q1"], reverse=True)
        assert rows == [
            {
                "q1": "yes", "q2_bus": "1", "q2_car": "0", "q2_foot": "1", "q3": "4",
                "q4": "More, please", "q4_personal_data": "",
            },
            {
                "q1": "no", "q2_bus": "", "q2_car": "", "q2_foot": "", "q3": "", "q4": "",
                "q4_personal_data": "",
            },
        ]  # fmt: skip

    async def test_says_the_same_as_json_lines(self, world: World) -> None:
        survey, _ = await a_survey(world, [{"choice": "yes", "choices": ["bus"], "text": "Hm"}])
        assert await as_json(world, survey) == [
            {"q1": "yes", "q2": ["bus"], "q4": {"text": "Hm", "personal_data": []}}
        ]

    async def test_is_the_same_however_many_pieces_it_is_read_in(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        survey, _ = await a_survey(world, [{"choice": "yes", "value": n} for n in range(1, 6)])
        whole = await as_csv(world, survey)
        monkeypatch.setattr(repository, "PIECE", 2)
        assert await as_csv(world, survey) == whole
        assert len(whole) == 5

    async def test_of_every_kind_of_question_has_the_columns_of_its_codebook(
        self, world: World
    ) -> None:
        await world.join_many(1)
        survey = await world.open_survey(questions=routed_questions())
        (link,) = (await world.links()).values()
        ids = [question["id"] for question in survey["questions"]]
        body = {
            "answers": [
                {"question_id": ids[0], "choice": "yes"},
                {"question_id": ids[1], "choices": ["bus"]},
                {"question_id": ids[2], "ranking": ["care", "time"]},
                {"question_id": ids[3], "rows": {"staff": "good"}},
                {"question_id": ids[4], "number": 12},
                {"question_id": ids[5], "day": "2026-02-03"},
                {"question_id": ids[6], "value": 2},
                {"question_id": ids[7], "choice": "far"},
                {"question_id": ids[8], "text": "More\nbuses"},
            ]
        }
        assert (await world.call("POST", f"/answers/{link}", body)).status_code == 201
        await world.call("POST", f"/surveys/{survey['id']}/close")
        (row,) = await as_csv(world, survey)
        assert row == {
            "q1": "yes", "q2_bus": "1", "q2_car": "0", "q2_foot": "0", "q3_time": "2",
            "q3_cost": "", "q3_care": "1", "q4_staff": "good", "q4_food": "", "q5": "12",
            "q6": "2026-02-03", "q7": "2", "q8": "far", "q9": "More\nbuses",
            "q9_personal_data": "",
        }  # fmt: skip
        codebook = (await world.call("GET", f"/surveys/{survey['id']}/codebook")).json()
        named = [column["name"] for q in codebook["questions"] for column in q["columns"]]
        assert named == list(row)

    async def test_is_not_given_twice_to_who_has_it(self, world: World) -> None:
        survey, people = await a_survey(world, [{"choice": "yes"}, {"choice": "no"}])
        address = f"/surveys/{survey['id']}/exports/answers.csv"
        tag = (await world.call("GET", address)).headers["ETag"]
        again = await world.call("GET", address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        await world.call("POST", "/me/erasure", headers=people[0].own)
        newer = await world.call("GET", address, headers={"If-None-Match": tag})
        assert newer.status_code == 200
        assert newer.text.splitlines()[1:] == ["no,,,,,,"]


class TestWhoMayReadIt:
    @pytest.mark.parametrize("form", ["answers.csv", "answers.jsonl"])
    async def test_only_who_may_see_personal_data(
        self, world: World, token_keys: TestKeys, form: str
    ) -> None:
        survey, _ = await a_survey(world, [{"choice": "yes"}])
        path = world.path(f"/surveys/{survey['id']}/exports/{form}")
        refused = await world.http.get(path, headers=token_keys.token(["panel:read"], ics="QE1"))
        assert refused.status_code == 403
        foreign = await world.call("GET", f"/surveys/{survey['id']}/exports/{form}", ics="QKK")
        assert foreign.status_code == 404

    async def test_nobody_while_answers_come_in(self, world: World) -> None:
        survey, _ = await a_survey(world, [{"choice": "yes"}], close=False)
        for form in ("answers.csv", "answers.jsonl"):
            read = await world.call("GET", f"/surveys/{survey['id']}/exports/{form}")
            assert read.json()["type"] == "/problems/answers-still-coming"


class TestNobodyCanTellWhoseALineIs:
    async def test_by_anything_that_is_kept_of_the_person(self, world: World) -> None:
        survey, people = await a_survey(world, [{"choice": "yes", "text": f"Word {n}"}
                                                for n in range(5)])  # fmt: skip
        rows = await world.rows("SELECT encode(pseudonym, 'hex') FROM responses")
        text = json.dumps([await as_csv(world, survey), await as_json(world, survey)])
        for person in people:
            assert person.member_id not in text
            assert person.email not in text
        assert not [row[0] for row in rows if row[0] in text]
        assert "202" not in text, "a year would be a day of answering"

    async def test_by_its_place_in_the_file(self, world: World) -> None:
        """The same is said by the same people in two orders: the files are alike to the byte, so
        whoever knows an order learns nothing from them."""
        said = [{"choice": "yes", "value": n % 5 + 1, "text": f"Word {n}"} for n in range(8)]
        first, people = await a_survey(world, said)
        second = await world.open_survey()
        links = await world.links()
        for person, given_ in zip(people, reversed(said), strict=True):
            done = await world.answer(links[person.email], second, **given_)
            assert done.status_code == 201, done.text
        await world.call("POST", f"/surveys/{second['id']}/close")
        # Ids of questions are part of what is hashed: let both surveys have the same.
        for one, other in zip(first["questions"], second["questions"], strict=True):
            await self._as_owner(world, second["id"], other["id"], one["id"])
        assert await as_csv(world, second) == await as_csv(world, first)

    @staticmethod
    async def _as_owner(world: World, survey: str, before: str, after: str) -> None:
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE responses SET answers = replace(answers::text, $2, $3)::jsonb "
                "WHERE survey_id = $1", survey, before, after,
            )  # fmt: skip
            await connection.execute(
                "UPDATE surveys SET questions = replace(questions::text, $2, $3)::jsonb "
                "WHERE id = $1", survey, before, after,
            )  # fmt: skip


class TestOpenAnswers:
    async def test_bear_a_note_of_what_reads_like_personal_data(self, world: World) -> None:
        texts = {
            f"My NHS number is {NHS}": ["nhs_number"],
            "Ring 07700 900123 or write to jo@example.org": ["email", "telephone"],
            "I live at FY1 3AD, born 3 March 1962": ["date_of_birth", "postcode"],
            "The bus is late": [],
        }
        survey, _ = await a_survey(world, [{"choice": "yes", "text": text} for text in texts])
        lines = await as_json(world, survey)
        assert {line["q4"]["text"]: line["q4"]["personal_data"] for line in lines} == texts
        noted = {row["q4"]: row["q4_personal_data"] for row in await as_csv(world, survey)}
        assert noted == {text: " ".join(kinds) for text, kinds in texts.items()}

    @pytest.mark.parametrize(
        "text", ["=1+1", "+44", "-2", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")']
    )
    async def test_are_no_formula_to_a_spreadsheet(self, world: World, text: str) -> None:
        survey, _ = await a_survey(world, [{"choice": "yes", "text": text}])
        (row,) = await as_csv(world, survey)
        assert row["q4"] == f"'{text}"


class TestTheCodebook:
    async def test_gives_kinds_codes_routing_and_versions(self, world: World) -> None:
        survey = (
            await world.call("POST", "/surveys", {
                "title": "t", "purpose": "p", "questions": routed_questions()
            })
        ).json()  # fmt: skip
        codebook = (await world.call("GET", f"/surveys/{survey['id']}/codebook")).json()
        assert (codebook["version"], codebook["anonymous"]) == (1, False)
        questions = {question["name"]: question for question in codebook["questions"]}
        assert [q["kind"] for q in codebook["questions"]] == [q["kind"] for q in routed_questions()]
        assert questions["q2"]["shown_if"] == {
            "question": "q1", "any_of": [{"code": "yes", "label": "Yes"}],
        }  # fmt: skip
        assert questions["q4"]["rows"][0] == {"code": "staff", "label": "Staff"}
        assert [band["label"] for band in questions["q5"]["options"]] == [
            "0 to 29 minutes", "30 to 59 minutes", "60 to 120 minutes",
        ]  # fmt: skip
        assert questions["q3"]["columns"][2]["values"].startswith("rank, 1 (best) to 3")

    async def test_is_a_table_too_and_no_formula_in_it(self, world: World) -> None:
        questions = [{"kind": "free_text", "text": "=cmd()"},
                     {"kind": "single_choice", "text": "Why?", "options": [
                         {"code": "a", "label": "-1"}, {"code": "b", "label": "B"}]}]  # fmt: skip
        draft = {"title": "t", "purpose": "p", "questions": questions}
        survey = (await world.call("POST", "/surveys", draft)).json()
        read = await world.call("GET", f"/surveys/{survey['id']}/exports/codebook.csv")
        rows = list(csv.DictReader(io.StringIO(read.text)))
        assert [row["column"] for row in rows] == ["q1", "q1_personal_data", "q2"]
        assert rows[0]["means"] == "'=cmd()"
        assert rows[2]["values"] == "a = -1; b = B"


def test_columns_are_named_apart() -> None:
    names = [c.name for _, of_one in layout.columns(read(routed_questions())) for c in of_one]
    assert all(first != second for first, second in pairwise(sorted(names)))
