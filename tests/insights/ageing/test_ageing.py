"""Old findings are marked as such wherever they are shown."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from insights.load import load_system
from insights_support import Library, system_file

pytestmark = pytest.mark.rule("insights.6")

RULE: dict[str, Any] = {
    "valid_from": "2022-07-01",
    "half_life_days": 400,
    "half_lives": {"urgent_care": 100},
    "strengths": {"emerging": 1, "moderate": 2, "strong": 4},
    "unrated_strength": 0.5,
    "measured_against": ["inclusion_health_group"],
}


async def load(library: Library, *rules: dict[str, Any]) -> None:
    """Load the system again, with rules of its own."""
    text = orjson.dumps({**system_file(), "evidence": list(rules)})
    await load_system(library.database, text)


async def shown(library: Library, finding: dict[str, Any], as_of: str = "2026-11-21") -> Any:
    """Give the age of a finding as it is read, listed and found, if all three agree."""
    reader, asked = library.reader, f"as_of={as_of}"
    read = (await reader.get(f"/findings/{finding['id']}?{asked}")).json()["ageing"]
    [listed] = (await reader.get(f"/findings?{asked}")).json()["items"]
    [found] = (await reader.get(f"/search?{asked}")).json()["items"]
    assert read == listed["ageing"] == found["ageing"]
    return read


class TestAgeing:
    async def test_a_finding_tells_its_age_where_it_is_read_listed_and_found(
        self, library: Library
    ) -> None:
        await load(library, RULE)
        finding = await library.published(heard_to="2026-09-30")
        assert await shown(library, finding) == {
            "as_of": "2026-11-21",
            "heard_on": "2026-09-30",
            "age_days": 52,
            "half_life_days": 100,
            "weight": 0.6974,
            "state": "fresh",
        }

    @pytest.mark.parametrize(
        ("as_of", "state"),
        [("2027-01-07", "fresh"), ("2027-01-08", "ageing"), ("2027-04-18", "old")],
    )
    async def test_it_grows_old_with_its_theme(
        self, library: Library, as_of: str, state: str
    ) -> None:
        await load(library, RULE)
        finding = await library.published(heard_to="2026-09-30")
        assert (await shown(library, finding, as_of))["state"] == state

    async def test_without_a_day_it_is_told_as_of_today(self, library: Library) -> None:
        finding = await library.published()
        read = (await library.reader.get(f"/findings/{finding['id']}")).json()
        assert read["ageing"]["as_of"] == library.now.date().isoformat()

    async def test_where_the_day_of_hearing_is_not_told_publication_stands_in(
        self, library: Library
    ) -> None:
        finding = await library.published(heard_from=None, heard_to=None)
        assert (await shown(library, finding))["heard_on"] == "2026-11-21"

    async def test_a_draft_that_tells_no_day_has_no_age(self, library: Library) -> None:
        assert (await library.draft(heard_from=None, heard_to=None))["ageing"] is None

    async def test_what_was_withdrawn_tells_no_age(self, library: Library) -> None:
        finding = await library.published()
        await library.editor.act(
            f"/findings/{finding['id']}/withdraw", finding["revision"], {"reason": "An error."}
        )
        read = (await library.reader.get(f"/findings/{finding['id']}")).json()
        assert (read["content"], read["ageing"]) == (None, None)


class TestRules:
    async def test_another_rule_holds_from_its_day(self, library: Library) -> None:
        slower = {**RULE, "valid_from": "2027-01-01", "half_lives": {"urgent_care": 1000}}
        await load(library, {**RULE, "valid_to": "2027-01-01"}, slower)
        finding = await library.published()
        assert (await shown(library, finding, "2026-12-31"))["half_life_days"] == 100
        assert (await shown(library, finding, "2027-01-01"))["half_life_days"] == 1000

    async def test_a_system_that_brings_none_has_the_librarys_own(self, library: Library) -> None:
        finding = await library.published()
        assert (await shown(library, finding))["half_life_days"] == 730

    async def test_a_day_before_any_rule_is_refused(self, library: Library) -> None:
        for path in ("/search", "/findings", "/gaps"):
            answer = await library.reader.get(f"{path}?as_of=2020-01-01")
            assert answer.status_code == 422, path


class TestPublicAge:
    @pytest.mark.parametrize(
        ("as_of", "state", "words"),
        [
            ("2026-10-01", "fresh", "This is recent evidence."),
            ("2028-11-01", "ageing", "This evidence is getting old."),
            ("2036-10-01", "old", "This evidence is old. Things may have changed since."),
        ],
    )
    async def test_anyone_is_told_in_words(
        self, library: Library, as_of: str, state: str, words: str
    ) -> None:
        thing = await library.published(heard_to="2026-09-30")
        path = f"/published-findings/{thing['id']}/age?as_of={as_of}"
        told = (await library.nobody.get(path)).json()
        assert (told["ageing"]["state"], told["in_words"]) == (state, words)

    async def test_nothing_is_told_of_what_is_not_for_everybody(self, library: Library) -> None:
        gone = await library.published()
        await library.editor.act(f"/findings/{gone['id']}/withdraw", 3, {"reason": "Wrong."})
        for thing in (gone, await library.published(visibility="partners"), await library.draft()):
            answer = await library.nobody.get(f"/published-findings/{thing['id']}/age")
            assert answer.status_code == 404
