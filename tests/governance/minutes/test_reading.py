"""Minutes written afresh in the forms that boards use, against hand-made answers."""

from __future__ import annotations

import json
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pytest

from governance.minutes.reading import read_minutes
from minutes_scoring import Score, facts_of, scores

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.json"))


def answer(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.rule("governance.14")
class TestOtherForms:
    @pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
    def test_nearly_everything_is_read_and_nothing_wrongly(self, case: Path) -> None:
        draft = read_minutes(case.with_suffix(".txt").read_text(encoding="utf-8"))
        expected = answer(case)
        read = scores(draft, expected)
        total = reduce(add, read.values())
        wrong = {
            name: (facts_of(draft)[name], expected[name])
            for name, s in read.items()
            if s.precision < 1 or s.recall < 1
        }
        assert total.precision >= 0.97, wrong
        assert total.recall >= 0.95, wrong

    def test_precision_and_recall_are_printed_for_each_field(self) -> None:
        totals: dict[str, Score] = {}
        for case in CASES:
            draft = read_minutes(case.with_suffix(".txt").read_text(encoding="utf-8"))
            for name, score in scores(draft, answer(case)).items():
                totals[name] = totals.get(name, Score(0, 0, 0)) + score
        for name, score in totals.items():
            print(f"{name:16} precision {score.precision:.2f}  recall {score.recall:.2f}"
                  f"  of {score.there}")  # fmt: skip
        for name in ("date", "items", "resolutions", "parts"):
            assert totals[name].precision == totals[name].recall == 1, name


class TestPack:
    def test_other_minutes_in_a_pack_are_named_and_not_mixed_in(self) -> None:
        one = (HERE / "cases/brackets.txt").read_text(encoding="utf-8")
        other = (HERE / "cases/agreed.txt").read_text(encoding="utf-8")
        draft = read_minutes(f"{one}\n\n{other}")
        alone = read_minutes(one)
        assert facts_of(draft) == facts_of(alone)
        assert [span.first_line for span in draft.other_spans] == [one.count("\n") + 3]
        assert "other_minutes" in {doubt.code for doubt in draft.doubts}

    def test_papers_without_minutes_give_no_meeting(self) -> None:
        draft = read_minutes("Agenda\n\n1. Welcome\n2. Budget\n\nReport Title\tBudget 2025\n")
        assert draft.span is None
        assert [doubt.code for doubt in draft.doubts] == ["no_minutes"]


class TestDoubts:
    def test_a_weekday_that_does_not_fit_the_date_must_be_settled(self) -> None:
        text = (HERE / "cases/brackets.txt").read_text(encoding="utf-8")
        draft = read_minutes(text.replace("Tuesday 14 May", "Monday 14 May"))
        assert [d.code for d in draft.doubts if d.blocking] == ["weekday"]

    def test_a_number_left_out_is_pointed_at(self) -> None:
        text = (HERE / "cases/brackets.txt").read_text(encoding="utf-8")
        draft = read_minutes(text.replace("4. BETTER CARE FUND 2024/25", ""))
        assert "gap" in {doubt.code for doubt in draft.doubts}

    def test_a_date_that_does_not_exist_is_not_read(self) -> None:
        text = (HERE / "cases/brackets.txt").read_text(encoding="utf-8")
        draft = read_minutes(text.replace("Tuesday 14 May 2024", "Tuesday 31 June 2024"))
        assert "no_date" in {doubt.code for doubt in draft.doubts}


class TestUnread:
    def test_lines_that_were_not_placed_are_listed(self) -> None:
        text = (HERE / "cases/brackets.txt").read_text(encoding="utf-8")
        strange = text.replace(
            "Apologies for absence", "~~ scan quality poor ~~\n\nApologies for absence"
        )
        assert [piece.text for piece in read_minutes(strange).unread] == ["~~ scan quality poor ~~"]
