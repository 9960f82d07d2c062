"""The panel's own files of answers, read by the mapping that is made of their codebook."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_support import stored
from insights.feedback.answers import mapping_of
from insights.feedback.fitting import COLUMNS
from insights.feedback.forms import Form, open_rows
from insights.feedback.importing import batches, fit
from insights.feedback.schemas import CodebookIn
from insights_support import Library
from panel.datafiles.codebook import codebook
from panel.datafiles.files import as_csv, as_json_lines
from panel.datafiles.layout import kinds_of_personal_data
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions

from .test_imports import TODAY

pytestmark = pytest.mark.rule("insights.11")

IDS = [str(UUID(int=n + 1)) for n in range(3)]
QUESTIONS: list[dict[str, Any]] = [
    {"kind": "free_text", "text": "What would help?"},
    {"kind": "scale", "text": "How easy?", "minimum": 1, "maximum": 5},
    {"kind": "free_text", "text": "What went well?"},
]
ASKED = [
    {"id": id_, "required": False, "show_if": None, **one}
    for id_, one in zip(IDS, QUESTIONS, strict=True)
]
SAID: list[dict[str, Any]] = [
    {IDS[0]: "=More buses, please", IDS[1]: 4, IDS[2]: "The staff"},
    {IDS[0]: "Ring me: 07700 900123"},
    {IDS[1]: 2, IDS[2]: "'Quiet\nrooms"},
    {IDS[0]: "=More buses, please"},
]


async def written(form: str, said: list[dict[str, Any]]) -> bytes:
    async def pieces() -> AsyncIterator[list[dict[str, Any]]]:
        yield said

    write = as_csv if form == "csv" else as_json_lines
    return b"".join([part async for part in write(read_questions(ASKED), pieces())])


def book(questions: list[dict[str, Any]] = ASKED) -> dict[str, Any]:
    survey = Survey(
        id=UUID(int=9), title="t", purpose="p", version=1, state="closed", opened_at=None,
        closed_at=None, closes_on=None, places=[], anonymous=True, questions=questions,
    )  # fmt: skip
    return codebook(survey).model_dump(mode="json")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_open_answers_come_in_with_their_questions(library: Library, form: str) -> None:
    address = f"/feedback-mappings/from-codebook?file={form}"
    mapping = await library.editor.post(address, book())
    assert mapping.status_code == 200, mapping.text
    data = {"name": "Survey", "kind": "complaints_and_compliments", "mapping": mapping.json()}
    made = await library.editor.post("/feedback-sources", data)
    assert made.status_code == 201, made.text
    path = f"/feedback-sources/{made.json()['id']}/imports"
    media_type = "text/csv" if form == "csv" else "application/jsonl"
    body = await written(form, SAID)
    report = (await library.editor.upload(path, body, media_type)).json()
    assert (report["accepted"], report["blank"], report["rejected_rows"]) == (4, 3, 1)
    assert report["rejected"][0]["reason"].startswith("is noted as holding personal data")
    assert "07700" not in str(report)
    assert await stored(library) == [
        "'Quiet\nrooms",
        "=More buses, please",
        "=More buses, please",
        "The staff",
    ]
    items = (await library.editor.get("/feedback?q=staff")).json()["items"]
    assert items[0]["question"] == "What went well?"
    again = (await library.editor.upload(path, body, media_type)).json()
    assert (again["accepted"], again["duplicates"]) == (0, 4)


async def test_a_question_that_is_mapped_later_comes_in_alone(library: Library) -> None:
    mapping = {"answers": [{"column": "a", "question": "First?"}]}
    data = {"name": "Survey", "kind": "complaints_and_compliments", "mapping": mapping}
    made = (await library.editor.post("/feedback-sources", data)).json()
    own = f"/feedback-sources/{made['id']}"
    body = b"a,b,ward\nyes,yes,1\nno,,2\n"
    first = (await library.editor.upload(f"{own}/imports", body)).json()
    mapping = {"answers": [*mapping["answers"], {"column": "b", "question": "Second?"}]}
    wider = {"mapping": {**mapping, "service": "ward"}}
    assert (await library.editor.patch(own, wider, 1)).status_code == 200
    again = (await library.editor.upload(f"{own}/imports", body)).json()
    assert [(r["accepted"], r["duplicates"]) for r in (first, again)] == [(2, 0), (1, 2)]
    assert await stored(library) == ["no", "yes", "yes"]


async def test_a_file_without_the_column_of_a_question_is_refused(library: Library) -> None:
    mapping = (await library.editor.post("/feedback-mappings/from-codebook", book())).json()
    data = {"name": "Survey", "kind": "complaints_and_compliments", "mapping": mapping}
    made = (await library.editor.post("/feedback-sources", data)).json()
    answer = await library.editor.upload(f"/feedback-sources/{made['id']}/imports", b"q1,q2\nx,1\n")
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {
        "mapping.answers[0].note",
        "mapping.answers[1].column",
        "mapping.answers[1].note",
    }


async def test_a_survey_without_open_questions_gives_no_mapping(library: Library) -> None:
    answer = await library.editor.post("/feedback-mappings/from-codebook", book(ASKED[1:2]))
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("no-open-questions")


async def test_several_answers_of_a_line_may_be_wrong_in_one_way(library: Library) -> None:
    asked = [{"column": name, "question": f"{name}?"} for name in ("a", "b")]
    mapping = {"answers": asked, "said_on": {"column": "day"}}
    data = {"name": "Survey", "kind": "complaints_and_compliments", "mapping": mapping}
    made = (await library.editor.post("/feedback-sources", data)).json()
    body = b"a,b,day\nx,y,never\n"
    answer = await library.editor.upload(f"/feedback-sources/{made['id']}/imports", body)
    assert answer.status_code == 201, answer.text
    report = answer.json()
    assert report["rejected_rows"] == 2
    assert [(r["line"], r["field"]) for r in report["rejected"]] == [(2, "said_on")]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=6
    )
)
async def test_every_answer_comes_back_as_it_was_said(form: Form, texts: list[str]) -> None:
    file = io.BytesIO(await written(form, [{IDS[0]: text} for text in texts]))
    of_all = mapping_of(CodebookIn.model_validate(book()), "csv" if form == "csv" else "jsonl")
    mapping = of_all.model_copy(update={"answers": of_all.answers[:1]})
    _, opened = open_rows(file, form, "utf-8", ",")
    with opened as rows:
        entries, fitted = fit(rows, mapping, today=TODAY, key=b"key")
        records = [record for batch in batches(entries, fitted) for record in batch.records]
    read = [record[COLUMNS.index("text")] for record in records]
    expected = [
        text.replace("\xa0", " ").strip() for text in texts if not kinds_of_personal_data(text)
    ]
    assert read == [text for text in expected if text]
