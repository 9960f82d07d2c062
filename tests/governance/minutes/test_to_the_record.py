"""Documents of every kind from the upload to the record, and days that cannot be (rule 14)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance_support import ICP, SHORT_MINUTES, Governance, corrected, imported
from minutes_documents import FORMS, board

pytestmark = pytest.mark.rule("governance.14")

HERE = Path(__file__).parent
BLOCKS, ANSWER = board("trust_board")
ROMAN = json.loads((HERE / "fresh/first/icb_board_roman.json").read_text(encoding="utf-8"))
SENT = {form: (make(BLOCKS), ANSWER) for form, make in FORMS.items()} | {
    f"roman {form}": (make(ROMAN["blocks"]), ROMAN["answer"]) for form, make in FORMS.items()
}
for name, file in (("meeting", "xml"), ("page", "html")):
    SENT[f"moderngov {file}"] = (
        (HERE / f"moderngov/{name}.{file}").read_bytes(),
        json.loads((HERE / f"moderngov/{name}.json").read_text(encoding="utf-8")),
    )


class TestFromTheDocumentToTheRecord:
    @pytest.mark.parametrize("form", SENT)
    async def test_each_kind_is_recorded_whole(self, governance: Governance, form: str) -> None:
        data, answer = SENT[form]
        kind = "text/plain" if form.endswith("txt") else "application/octet-stream"
        sent = await governance.post(
            f"/minutes-imports?body_id={ICP}", content=data, headers={"Content-Type": kind}
        )
        assert sent.status_code == 201, sent.text
        path = f"/minutes-imports/{sent.json()['id']}"
        if form == "moderngov html":  # Its page has no list of those present.
            refused = await governance.post(f"{path}/record")
            assert [e["field"] for e in refused.json()["errors"]] == ["doubts.nobody_present"]
            await governance.patch(path, 1, json={"accept_doubts": ["nobody_present"]})
        made = await governance.post(f"{path}/record")
        assert made.status_code == 200, made.text
        meeting = f"/meetings/{made.json()['meeting_id']}"
        assert (await governance.get(meeting)).json()["held_on"] == answer["date"]
        items = (await governance.get(f"{meeting}/items")).json()["items"]
        assert [[i["number"], i["title"]] for i in items] == answer["items"]
        numbers = {item["id"]: item["number"] for item in items}
        parts = []
        for decision_id in made.json()["decision_ids"]:
            decision = (await governance.get(f"/decisions/{decision_id}")).json()
            assert decision["source"]["first_line"] > 0
            parts += [[numbers[decision["item_id"]], part["text"]] for part in decision["parts"]]
        assert parts == answer["parts"]


class TestDays:
    @pytest.mark.parametrize(
        ("year", "words"), [("2031", "lies in the future"), ("1890", "does not fit a record")]
    )
    async def test_a_day_that_cannot_be_is_named_and_nothing_is_recorded(
        self, governance: Governance, year: str, words: str
    ) -> None:
        text = SHORT_MINUTES.replace("Monday, 2 September 2024", f"2 September {year}")
        draft = await imported(governance, text)
        refused = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("minutes-do-not-fit")
        [error] = refused.json()["errors"]
        assert error["field"] == "meeting.held_on"
        assert words in error["message"]
        assert (await governance.get("/meetings")).json()["items"] == []
        assert await governance.told() == []
        await corrected(governance, draft, {"path": "date", "value": "2024-09-02"})
        recorded = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert recorded.status_code == 200
