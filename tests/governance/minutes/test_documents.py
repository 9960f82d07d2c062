"""Minutes as text, PDF, Word and web pages, against hand-made answers, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from governance.minutes.content import content_of
from governance.minutes.documents.kinds import read
from governance.minutes.reading import read_minutes
from governance.minutes.reading.draft import MinutesDraft
from governance_support import REAL_PACK
from minutes_documents import BOARDS, FORMS, Block, board
from minutes_scoring import Score, facts_of, scores

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in BOARDS.glob("*.json"))
LANCASHIRE = json.loads((HERE / "lancashire.json").read_text(encoding="utf-8"))


def text_as(form: str, blocks: Sequence[Block]) -> str:
    data = FORMS[form](blocks)
    return data.decode() if form == "txt" else read(data)[1].text


def draft_as(form: str, blocks: Sequence[Block]) -> MinutesDraft:
    return read_minutes(text_as(form, blocks))


@pytest.mark.rule("governance.14")
class TestBoards:
    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("name", NAMES)
    def test_nearly_everything_is_read_in_every_format(self, name: str, form: str) -> None:
        blocks, answer = board(name)
        draft = draft_as(form, blocks)
        total = sum(scores(draft, answer).values(), Score(0, 0, 0))
        wrong = {
            field: (facts_of(draft)[field], answer[field])
            for field, s in scores(draft, answer).items()
            if s.precision < 1 or s.recall < 1
        }
        assert total.precision >= 0.97, wrong
        assert total.recall >= 0.97, wrong

    @pytest.mark.parametrize("form", FORMS)
    def test_precision_and_recall_are_printed_for_each_field_and_format(self, form: str) -> None:
        totals: dict[str, Score] = {}
        for name in NAMES:
            blocks, answer = board(name)
            for field, score in scores(draft_as(form, blocks), answer).items():
                totals[field] = totals.get(field, Score(0, 0, 0)) + score
        for field, score in totals.items():
            print(f"{form:5} {field:14} precision {score.precision:.2f}  recall "
                  f"{score.recall:.2f}  of {score.there}")  # fmt: skip
        for field in ("date", "present", "apologies", "items", "resolutions", "parts", "movers",
                      "in_place_of", "chairs", "next_meeting"):  # fmt: skip
            assert totals[field].precision >= 0.97, field
            assert totals[field].recall >= 0.97, field


@pytest.mark.rule("governance.14")
class TestConfidence:
    def test_what_is_of_high_confidence_is_right(self) -> None:
        tally = {level: [0, 0] for level in ("high", "low")}
        for name in NAMES:
            blocks, answer = board(name)
            for form in FORMS:
                for level, right in _judged(draft_as(form, blocks), answer):
                    tally[level][0] += right
                    tally[level][1] += 1
        for level, (held, all_) in tally.items():
            print(f"confidence {level:5} right {held} of {all_}")
        assert tally["high"][0] / tally["high"][1] >= 0.97
        assert tally["low"][1] > 0

    @pytest.mark.parametrize(
        ("old", "new", "path", "why"),
        [
            ("Mr Tunde Bakare\tNon", "Mr Bakare\tNon", ("present", 3, "confidence"), "one word"),
            ("RESOLVED that the integrated performance report be noted.",
             "RESOLVED that the lift be mended.", ("resolutions", 1, "outcome_confidence"),
             "Only the lead"),
            ("contract.", "contract, the risk being noted.",
             ("resolutions", 0, "outcome_confidence"), "several kinds"),
        ],
    )  # fmt: skip
    def test_low_confidence_says_why(
        self, old: str, new: str, path: tuple[Any, ...], why: str
    ) -> None:
        text = text_as("txt", board("trust_board")[0])
        assert old in text
        node: Any = content_of(read_minutes(text.replace(old, new)))
        for step in path:
            node = node[step]
        assert node["level"] == "low"
        assert why in node["why"]

    def test_a_resolution_in_a_sentence_is_of_low_confidence(self) -> None:
        content = content_of(draft_as("txt", board("place_partnership")[0]))
        said = [one["confidence"] for one in content["resolutions"]]
        assert [one["level"] for one in said] == ["low", "low"]
        formal = content_of(draft_as("txt", board("trust_board")[0]))
        assert {one["confidence"]["level"] for one in formal["resolutions"]} == {"high"}


def _judged(draft: MinutesDraft, answer: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Give, for each entry of a draft that is judged, its level and whether it is right."""
    content = content_of(draft)
    for kind in ("present", "in_attendance", "apologies"):
        for one in content[kind]:
            yield one["confidence"]["level"], one["name"]["text"] in answer[kind]
    for one in content["items"]:
        right = [one["number"]["text"], one["title"]["text"]] in answer["items"]
        yield one["confidence"]["level"], right
    for one in content["resolutions"]:
        parts = [[one["item"], part["text"]["text"]] for part in one["parts"]]
        yield one["confidence"]["level"], all(part in answer["parts"] for part in parts)
        outcome = [one["item"], one["outcome"] and one["outcome"]["code"]]
        if one["outcome_confidence"]:
            yield one["outcome_confidence"]["level"], outcome in answer["outcomes"]


def blocks_of_pack() -> list[Block]:
    blocks: list[Block] = []
    for line in REAL_PACK.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 1:
            blocks.append(["table", [cells]])
        elif line.strip():
            blocks.append(["para", line.replace("<p>", "").replace("</p>", " ")])
    return blocks


@pytest.mark.rule("governance.14")
class TestRealMinutes:
    @pytest.mark.parametrize("form", FORMS)
    def test_the_real_pack_is_read_alike_in_every_format(self, form: str) -> None:
        draft = draft_as(form, blocks_of_pack())
        read_ = scores(draft, LANCASHIRE)
        wrong = {name: s for name, s in read_.items() if s.precision < 1 or s.recall < 1}
        assert wrong == {}
        assert draft.unread == []


@pytest.mark.rule("governance.14")
class TestNothingInvented:
    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("name", NAMES)
    def test_every_word_of_the_text_stands_in_the_document(self, name: str, form: str) -> None:
        blocks, _ = board(name)
        said = " ".join(_words(blocks)).replace("\u00a0", " ")
        known = set(said.split())
        for line in text_as(form, blocks).replace("**", " ").replace("##", " ").split("\n"):
            strange = [w for w in line.split() if w not in known and not _is_label(w)]
            assert strange == [], line


def _words(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    return [word for entry in node for word in _words(entry)]


def _is_label(word: str) -> bool:
    """Say whether a word is a number that the format computes, or a running line's."""
    return word.strip("().•") in {*map(str, range(60)), "i", "ii", "iii", "iv", "a", "b", "c", "",
                                  "Minutes", "–", "draft"}  # fmt: skip
