"""What an insight report tells of a period, and of whom (rules 5, 6, 7 and 10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from briefs_support import change
from insight_reports_support import answers, decides, report, said
from insights_support import Library

pytestmark = [pytest.mark.rule("insights.7"), pytest.mark.rule("insights.10")]


class TestHeard:
    async def test_findings_of_the_period_are_told_beside_the_one_before(
        self, library: Library
    ) -> None:
        one = await library.published(heard_from=None, heard_to="2026-07-01")
        two = await library.published(themes=["urgent_care", "housing"], strength="strong")
        await library.published(heard_from=None, heard_to="2026-06-30")
        await library.published(heard_from=None, heard_to="2026-03-31")
        await library.published(heard_to="2026-10-01")
        made = await report(library.editor)
        content = made["content"]
        assert [each["reference"] for each in content["findings"]] == [
            two["reference"], one["reference"],
        ]  # fmt: skip
        assert (content["earlier_since"], content["earlier_until"]) == ("2026-04-01", "2026-06-30")
        assert content["earlier_findings"] == 1
        urgent = said(made, "themes")["urgent_care"]
        assert (urgent["findings"], urgent["earlier"]) == (2, 1)
        assert urgent["strongest"]["code"] == "strong"
        assert said(made, "themes")["housing"]["references"] == [two["reference"]]

    async def test_codes_of_a_framework_count_as_the_own_themes_that_they_map_to(
        self, library: Library
    ) -> None:
        one = await library.published(themes=["timeliness_of_care", "contacting_services"])
        two = await library.published(
            themes=["urgent_care", "food_and_drink_provision_and_facilities"]
        )
        made = await report(library.editor)
        themes = said(made, "themes")
        assert set(themes) == {"urgent_care", "food_and_drink_provision_and_facilities"}
        both = sorted([one["reference"], two["reference"]])
        assert themes["urgent_care"]["references"] == both
        assert (
            themes["food_and_drink_provision_and_facilities"]["label"]
            == "Food & drink provision & facilities"
        )

    async def test_the_trend_is_by_month_or_quarter_from_the_period_before(
        self, library: Library
    ) -> None:
        for day in ("2026-04-02", "2026-07-01", "2026-09-30", "2026-09-30"):
            await library.published(heard_from=None, heard_to=day)
        months = (await report(library.editor))["content"]["trend"]
        assert [one["findings"] for one in months] == [1, 0, 0, 1, 0, 2]
        assert [one["within"] for one in months] == [False] * 3 + [True] * 3
        quarters = (await report(library.editor, step="quarter"))["content"]["trend"]
        assert [(one["label"], one["findings"]) for one in quarters] == [
            ("April to June 2026", 1), ("July to September 2026", 3),
        ]  # fmt: skip

    async def test_strength_and_age_are_counted(self, library: Library) -> None:
        await library.published(strength=None, heard_from=None, heard_to="2026-07-01")
        await library.published(strength="strong")
        content = (await report(library.editor, as_of="2026-11-21"))["content"]
        assert [(one["code"], one["findings"]) for one in content["strengths"]] == [
            ("strong", 1), (None, 1),
        ]  # fmt: skip
        assert {one["code"]: one["findings"] for one in content["ages"]} == {
            "fresh": 1, "ageing": 1, "old": 0,
        }  # fmt: skip

    async def test_a_place_has_its_own(self, library: Library) -> None:
        one = await library.published()
        await library.published(places=["fylde"])
        await library.published(places=[])
        content = (await report(library.editor, place="blackpool"))["content"]
        assert [each["reference"] for each in content["findings"]] == [one["reference"]]
        assert content["whole_system"] == 1
        refused = await library.editor.post(
            "/insight-reports",
            {"since": "2026-07-01", "until": "2026-09-30", "place": "atlantis"},
        )
        assert refused.json()["errors"][0]["field"].startswith("body.place")


class TestCommunities:
    async def test_each_stands_for_itself(self, library: Library) -> None:
        await library.published(communities=["young_carers", "asian_indian"], people_heard=40)
        await library.published(communities=["young_carers"], people_heard=12)
        await library.published(communities=[])
        made = await report(library.editor)
        found = said(made, "communities")
        assert {code: one["findings"] for code, one in found.items()} == {
            "young_carers": 2, "asian_indian": 1,
        }  # fmt: skip
        assert found["young_carers"]["people"] == {"number": 50, "status": "rounded"}
        assert made["content"]["of_nobody_named"] == 1
        assert "total" not in str(made["content"].keys())

    async def test_a_small_number_hides_every_sum_that_it_is_in(self, library: Library) -> None:
        await library.published(communities=["young_carers", "asian_indian"], people_heard=40)
        await library.published(communities=["young_carers"], people_heard=7)
        made = await report(library.editor)
        found = said(made, "communities")
        assert found["young_carers"]["people"] == {"number": None, "status": "suppressed"}
        assert found["asian_indian"]["people"]["number"] == 40
        assert [one["people"]["number"] for one in made["content"]["findings"]].count(None) == 1

    async def test_who_was_not_heard_is_told(self, library: Library) -> None:
        await library.published(communities=["young_carers"])
        content = (await report(library.editor))["content"]
        missing = {one["code"] for one in content["not_heard"]}
        assert "homelessness" in missing
        assert "young_carers" not in missing


class TestDone:
    async def test_decisions_and_answers_are_told_with_their_findings(
        self, library: Library
    ) -> None:
        used, unused = await library.published(), await library.published()
        decision = await decides(library, used["id"])
        await answers(library, decision, used["id"])
        await decides(library, used["id"], reference="QE1-ICP-2026-0002", confidential=True)
        content = (await report(library.editor))["content"]
        [done] = content["done"]
        assert (done["reference"], done["findings"]) == ("QE1-ICP-2026-0001", [used["reference"]])
        assert [one["we_did"] for one in done["answers"]] == ["We show the wait."]
        assert content["unused"] == [unused["reference"]]

    async def test_an_answer_says_when_another_took_its_place_if_that_was_by_the_day(
        self, library: Library
    ) -> None:
        used = await library.published()
        decision = await decides(library, used["id"], decided_on=date(2026, 11, 20))
        first = await answers(library, decision, used["id"], on=date(2026, 11, 22))
        await answers(library, decision, used["id"], on=date(2026, 11, 25), corrects=first)
        library.clock.advance(timedelta(days=6))
        told = []
        for day in (24, 26):
            content = (await report(library.editor, as_of=f"2026-11-{day}"))["content"]
            told.append([one["corrected_on"] for one in content["done"][0]["answers"]])
        assert told == [[None], ["2026-11-25", None]]

    async def test_only_what_was_known_on_the_day_is_told(self, library: Library) -> None:
        used = await library.published()
        decision = await decides(library, used["id"], decided_on=date(2026, 11, 23))
        await answers(library, decision, used["id"], on=date(2026, 11, 25))
        library.clock.advance(timedelta(days=6))
        known = [
            (await report(library.editor, as_of=f"2026-11-{day}"))["content"]["done"]
            for day in (22, 24, 26)
        ]
        assert [[len(one["answers"]) for one in done] for done in known] == [[], [0], [1]]


class TestFeedback:
    async def import_(self, library: Library, scores: list[int], **change: Any) -> None:
        source = {
            "name": "Comments", "kind": "complaints_and_compliments", "visibility": "public",
            "mapping": {"text": "Comment", "said_on": {"column": "Date"},
                        "score": {"column": "Score", "best": 1, "worst": 5}},
        } | change  # fmt: skip
        made = (await library.editor.post("/feedback-sources", source)).json()
        lines = [f"{1 + n % 28:02}/08/2026,{score},Words {n}" for n, score in enumerate(scores)]
        lines += [f"03/05/2026,1,Before {n}" for n in range(12)]
        body = "\n".join(["Date,Score,Comment", *lines]).encode()
        sent = await library.editor.upload(f"/feedback-sources/{made['id']}/imports", body)
        assert sent.json()["accepted"] == len(lines), sent.text

    async def test_sources_have_volumes_and_how_they_felt(self, library: Library) -> None:
        await self.import_(library, [1] * 10 + [2] * 11 + [3] * 9 + [5] * 33)
        [one] = (await report(library.editor))["content"]["volumes"]
        assert (one["items"]["number"], one["earlier"]["number"]) == (65, 10)
        felt = [one[name]["number"] for name in ("positive", "neutral", "negative")]
        assert felt == [20, 10, 35]
        before = await report(library.editor, as_of="2026-11-20")
        assert before["content"]["volumes"] == []

    async def test_few_are_not_shown(self, library: Library) -> None:
        await self.import_(library, [1] * 30 + [3] * 7)
        [one] = (await report(library.editor))["content"]["volumes"]
        for name in ("positive", "neutral", "negative"):
            assert one[name] == {"number": None, "status": "suppressed"}

    async def test_what_partners_keep_is_not_counted_for_everybody(self, library: Library) -> None:
        await self.import_(library, [1] * 30, visibility="partners")
        assert (await report(library.editor))["content"]["volumes"] == []
        for_partners = await report(library.editor, visibility="partners")
        assert len(for_partners["content"]["volumes"]) == 1
        of_a_place = await report(library.editor, visibility="partners", place="fylde")
        assert of_a_place["content"]["volumes"] == []


class TestStanding:
    async def test_made_again_for_the_same_day_it_says_the_same(self, library: Library) -> None:
        one = await library.published()
        first = await report(library.editor)
        library.clock.advance(timedelta(days=2))
        await library.published()
        await change(library, one, title="Waiting by day")
        second = await report(library.editor, as_of=first["as_of"])
        assert second["digest"] == first["digest"]
        third = await report(library.editor)
        assert third["digest"] != first["digest"]
        again = (await library.editor.get(f"/insight-reports/{first['id']}")).json()
        assert again["as_made"]
        assert again["content"]["findings"][0]["title"] == one["content"]["title"]

    async def test_words_that_are_withdrawn_or_withheld_are_out(self, library: Library) -> None:
        gone = await library.published(title="Heliotrope")
        hidden = await library.published(title="Marigold")
        decision = await decides(library, gone["id"], title="Cornflower")
        await answers(library, decision, gone["id"])
        made = await report(library.editor)
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "It was wrong."}
        )
        await change(library, hidden, visibility="organisation")
        await decides(library, gone["id"], decision_id=decision, version=2, confidential=True,
                      title="Cornflower")  # fmt: skip
        for tail in ("", "/document.html"):
            text = (await library.editor.get(f"/insight-reports/{made['id']}{tail}")).text
            for word in ("Heliotrope", "Marigold", "Cornflower", "We show the wait."):
                assert word not in text, (tail, word)
        now = (await library.editor.get(f"/insight-reports/{made['id']}")).json()
        assert (len(now["blanked"]), now["as_made"]) == (3, False)
        assert len(now["content"]["findings"]) == 2

    async def test_days_to_come_are_refused(self, library: Library) -> None:
        asked = {"since": "2026-07-01", "until": "2026-09-30"}
        for wrong, field in (
            ({"as_of": "2027-01-01"}, "body.as_of"),
            ({"as_of": "2026-09-29"}, "body.until"),
            ({"until": "2026-12-31"}, "body.until"),
        ):
            refused = await library.editor.post("/insight-reports", {**asked, **wrong})
            assert refused.status_code == 422
            assert [one["field"] for one in refused.json()["errors"]] == [field]
        for wrong in ({"until": "2026-06-30"}, {"since": "2020-01-01"}):
            answer = await library.editor.post("/insight-reports", {**asked, **wrong})
            assert answer.status_code == 422
