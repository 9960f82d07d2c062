"""Answers against the categories of the population."""

from __future__ import annotations

import pytest

from panel.representation.groups import Figure, Margin, Profile, by_headings, margins, tally

pytestmark = pytest.mark.rule("panel.7")

ETHNIC = Margin("ethnic_group", {"asian_indian": 30, "asian_other": 10, "white": 60}, of_age=False)
PARENTS = {"asian_indian": "asian", "asian_other": "asian", "white_irish": "white"}


def ages(**people: int) -> list[Figure]:
    return [
        Figure("blackpool", "age_band", band.replace("_", "-").strip("a"), n, "mid2020")
        for band, n in people.items()
    ]


class TestMargins:
    def test_bands_below_the_minimum_age_are_left_out(self) -> None:
        figures = [*ages(a0_15=20, a16_24=10, a25_34=12)]
        figures.append(Figure("blackpool", "age_band", "75+", 9, "mid2020"))
        found = margins(figures, ["age_band"], 16)["age_band"]
        assert found.people == {"16-24": 10, "25-34": 12, "75+": 9}
        assert found.of_age

    def test_a_band_that_the_minimum_age_cuts_stays(self) -> None:
        assert "16-24" in margins(ages(a16_24=10), ["age_band"], 18)["age_band"].people

    def test_other_dimensions_are_of_all_ages(self) -> None:
        figures = [Figure("blackpool", "sex", sex, 5, "census2021") for sex in ("female", "male")]
        assert not margins(figures, ["sex"], 16)["sex"].of_age

    def test_places_are_added_and_empty_groups_left_out(self) -> None:
        figures = [
            Figure("blackpool", "sex", "female", 5, "census2021"),
            Figure("lancashire", "sex", "female", 7, "census2021"),
            Figure("lancashire", "sex", "male", 0, "census2021"),
        ]
        assert margins(figures, ["sex", "disability"], 16)["sex"].people == {"female": 12}

    def test_headings_stand_for_what_is_below(self) -> None:
        assert by_headings(ETHNIC, PARENTS).people == {"asian": 40, "white": 60}


class TestTally:
    def profile(self, term: str | None, members: int) -> Profile:
        return Profile("blackpool", {} if term is None else {"ethnic_group": term}, members)

    def test_what_was_not_said_is_apart(self) -> None:
        said = [
            self.profile("asian_indian", 4),
            self.profile("prefer_not_to_say", 3),
            self.profile(None, 2),
            self.profile("martian", 1),
        ]
        assert tally(said, ETHNIC, PARENTS) == {
            "asian_indian": 4, "asian_other": 0, "white": 0,
            "prefer_not_to_say": 3, "no_answer": 2, "other_answer": 1,
        }  # fmt: skip

    def test_an_answer_counts_for_its_heading_where_the_population_is_by_headings(self) -> None:
        assert tally([self.profile("white_irish", 5)], ETHNIC, PARENTS)["white"] == 5
