"""The system files: whole, consistent with themselves and with their sources."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import local_runner

DATA = Path(local_runner.__file__).parent / "data"
FILES = sorted((DATA / "systems").glob("*.json"))
SHARED_VOCABULARIES = {
    "access_arrangement",
    "age_band",
    "sex",
    "gender_identity",
    "ethnic_group",
    "disability",
    "imd_decile",
    "population_source",
    "involvement_spectrum",
    "level",
    "principle",
    "protected_characteristic",
    "inclusion_health_group",
    "source",
    "method",
    "activity_kind",
    "outcome",
    "assembly_kind",
    "assembly_category",
    "recommendation_answer",
    "consent_purpose",
    "objection_purpose",
    "interest",
    "lived_experience",
    "communication_need",
    "message_format",
}
SCOPES = {
    "panel:read",
    "panel:manage",
    "panel:personal",
    "panel:enrol",
    "panel:entry",
    "insights:read",
    "insights:deposit",
    "insights:publish",
    "insights:manage",
    "insights:label",
    "governance:read",
    "governance:manage",
    "governance:ask",
    "governance:assurance",
    "governance:personal",
    "gateway:manage",
}

System = dict[str, Any]


def read(file: Path) -> System:
    content: System = json.loads(file.read_text("utf-8"))
    return content


def named(code: str) -> System:
    return read(DATA / "systems" / f"{code}.json")


def terms(system: System, vocabulary: str) -> dict[str, Any]:
    return {
        term["code"]: term
        for entry in system["vocabularies"]
        if entry["code"] == vocabulary
        for term in entry["terms"]
    }


def dated(value: Any) -> list[tuple[str, str | None]]:
    """Every span of dates anywhere in a file."""
    if isinstance(value, list):
        return [span for item in value for span in dated(item)]
    if not isinstance(value, dict):
        return []
    spans = [
        (value[a], value[b]) for a, b in (("valid_from", "valid_to"), ("from", "to")) if a in value
    ]
    return spans + [span for item in value.values() for span in dated(item)]


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def system(request: pytest.FixtureRequest) -> System:
    return read(request.param)


class TestEverySystem:
    def test_the_three_systems_are_there(self) -> None:
        assert [file.stem for file in FILES] == ["QE1", "QKK", "QYG"]

    def test_a_file_is_named_after_its_code(self) -> None:
        assert [read(file)["code"] for file in FILES] == [file.stem for file in FILES]

    def test_has_the_shared_vocabularies_and_its_own_themes(self, system: System) -> None:
        codes = [entry["code"] for entry in system["vocabularies"]]
        assert set(codes) == SHARED_VOCABULARIES | {"theme", "core20plus5"}
        assert len(codes) == len(set(codes))

    def test_shares_its_shared_vocabularies_with_the_others(self, system: System) -> None:
        reference = {entry["code"]: entry for entry in read(FILES[0])["vocabularies"]}
        for entry in system["vocabularies"]:
            if entry["code"] in SHARED_VOCABULARIES:
                assert entry == reference[entry["code"]]

    def test_no_term_is_twice_and_every_parent_is_a_term(self, system: System) -> None:
        for entry in system["vocabularies"]:
            codes = [term["code"] for term in entry["terms"]]
            assert len(codes) == len(set(codes)), entry["code"]
            assert {term["parent"] for term in entry["terms"]} <= {None, *codes}, entry["code"]

    def test_every_span_of_dates_is_in_order(self, system: System) -> None:
        spans = dated(system)
        assert len(spans) > 40
        for begin, end in spans:
            assert end is None or date.fromisoformat(begin) <= date.fromisoformat(end)

    def test_an_authority_lies_in_one_place_and_one_locality(self, system: System) -> None:
        for place in system["places"]:
            if place["localities"]:
                within = [
                    gss for locality in place["localities"] for gss in locality["authorities"]
                ]
                assert sorted(within) == sorted(place["authorities"])
        authorities = [gss for place in system["places"] for gss in place["authorities"]]
        assert len(authorities) == len(set(authorities))

    def test_every_source_of_population_is_called_by_a_name(self, system: System) -> None:
        named = set(terms(system, "population_source"))
        assert {row["source"] for row in system["population"]} == named

    def test_population_is_complete_and_in_the_vocabularies(self, system: System) -> None:
        seen = {(row["place"], row["dimension"], row["category"]) for row in system["population"]}
        assert len(seen) == len(system["population"])
        broad = {"asian", "black", "mixed", "white", "other"}
        unasked = {"prefer_not_to_say"}
        for place in system["places"]:
            expected = {(place["code"], "total", "all")}
            for dimension in ("age_band", "sex", "ethnic_group", "disability", "imd_decile"):
                known = set(terms(system, dimension)) - unasked
                if dimension == "ethnic_group":
                    known -= broad
                expected |= {(place["code"], dimension, category) for category in known}
            assert {row for row in seen if row[0] == place["code"]} == expected

    def test_the_categories_of_a_place_add_up_to_its_people(self, system: System) -> None:
        for place in system["places"]:
            sums: Counter[str] = Counter()
            for row in system["population"]:
                if row["place"] == place["code"]:
                    sums[row["dimension"]] += row["people"]
            for dimension, people in sums.items():
                # Age bands are of mid-2020, so they may differ more than by rounding.
                assert people == pytest.approx(place["population"], rel=0.06), dimension

    def test_ids_are_uuids_and_unique_across_all_systems(self) -> None:
        ids = [
            item["id"]
            for file in FILES
            for kind in ("organisations", "bodies")
            for item in read(file)[kind]
        ]
        ids += [post["id"] for f in FILES for body in read(f)["bodies"] for post in body["posts"]]
        assert len(ids) == len(set(ids))
        assert all(str(UUID(text)) == text for text in ids)

    def test_every_quorum_names_posts_of_its_body(self, system: System) -> None:
        for body in system["bodies"]:
            posts = {post["id"] for post in body["posts"]}
            groups = body["terms"]["groups"]
            assert groups["chair"]
            assert {post for group in groups.values() for post in group} <= posts
            assert body["terms"]["quorum"]["condition"]["all"]

    def test_every_holder_of_a_post_is_marked_as_a_sample(self, system: System) -> None:
        holders = [h for b in system["bodies"] for p in b["posts"] for h in p["holders"]]
        assert holders
        assert all(holder["name"].endswith(" (sample)") for holder in holders)

    def test_every_role_has_known_scopes_and_no_personal_data(self, system: System) -> None:
        for key in system["api_keys"]:
            assert key["scopes"]
            assert set(key["scopes"]) <= SCOPES, key["name"]
        organisations = {organisation["id"] for organisation in system["organisations"]}
        assert {k["organisation_id"] for k in system["api_keys"]} <= {None, *organisations}

    def test_organisations_lie_in_known_places(self, system: System) -> None:
        places = {place["code"] for place in system["places"]}
        for organisation in system["organisations"]:
            assert set(organisation["places"]) <= places

    def test_its_evidence_ages_by_its_own_themes_and_known_communities(
        self, system: System
    ) -> None:
        known = {entry["code"] for entry in system["vocabularies"]}
        [rule] = system["evidence"]
        assert set(rule["half_lives"]) < set(terms(system, "theme"))
        assert set(rule["measured_against"]) <= known
        for link in rule["heard_through"]:
            assert link["community"] in terms(system, link["of"])
            assert set(link["codes"]) <= set(terms(system, link["vocabulary"]))

    def test_names_the_licence_of_its_population(self, system: System) -> None:
        assert "Open Government Licence v3.0" in system["attribution"]["population"]


class TestLancashireAndSouthCumbria:
    def test_has_its_four_places_and_the_three_localities_of_lancashire(self) -> None:
        places = {place["name"]: place for place in named("QE1")["places"]}
        assert set(places) == {"Blackburn with Darwen", "Blackpool", "South Cumbria", "Lancashire"}
        assert len(places["Lancashire"]["localities"]) == 3
        assert len(places["Lancashire"]["authorities"]) == 12

    def test_its_people_are_about_those_of_its_own_strategy(self) -> None:
        known = {
            "Blackburn with Darwen": 150,
            "Blackpool": 138,
            "South Cumbria": 186,
            "Lancashire": 1200,
        }
        for place in named("QE1")["places"]:
            assert place["population"] / 1000 == pytest.approx(known[place["name"]], rel=0.04)

    @pytest.mark.rule("governance.1")
    @pytest.mark.rule("governance.2")
    def test_its_partnership_has_26_full_members_in_14_sectors(self) -> None:
        body = next(body for body in named("QE1")["bodies"] if body["code"] == "ICP")
        full = [post for post in body["posts"] if post.get("standing", "full") == "full"]
        assert len(full) == 26
        assert len({post["sector"] for post in full}) == 14
        assert body["terms"]["notice_working_days"] == 7
        share, _, apart = body["terms"]["quorum"]["condition"]["all"]
        assert share["share_percent"] == 30
        founders, _, others = apart["apart"]
        assert founders["at_least"] == 3
        assert others["including"][0]["name"] == "VCFSE"


class TestVocabularies:
    def test_ethnic_groups_are_the_19_of_the_census_in_5_broad_groups(self) -> None:
        groups = terms(named("QE1"), "ethnic_group")
        broad = {t["parent"] for t in groups.values()} - {None}
        assert len(broad) == 5
        assert sum(t["parent"] is not None for t in groups.values()) == 19

    @pytest.mark.parametrize(
        ("vocabulary", "size"),
        [
            ("protected_characteristic", 9),
            ("inclusion_health_group", 8),
            ("principle", 10),
            ("involvement_spectrum", 5),
            ("level", 3),
            ("activity_kind", 3),
            ("outcome", 9),
            ("consent_purpose", 6),
            ("source", 14),
            ("method", 15),
        ],
    )
    def test_has_as_many_terms_as_the_field_knows(self, vocabulary: str, size: int) -> None:
        assert len(terms(named("QE1"), vocabulary)) == size


class TestSampleComments:
    def rows(self) -> list[dict[str, str]]:
        with (DATA / "samples" / "fft_comments.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def test_has_the_oddities_of_real_files(self) -> None:
        rows = self.rows()
        assert len(rows) == 66
        assert any(row["FFT answer"] == "Did not answer" for row in rows)
        assert any("\xa0" in row["Service type 1"] for row in rows)
        assert any("\n" in (row["FFT answer"] or "") for row in rows)
        assert any(row["Date"] == "31/02/2025" for row in rows)

    def test_has_the_header_of_the_real_file(self) -> None:
        real = Path(__file__).parents[3] / "shared" / "data" / "fft_comments.csv"
        with real.open(encoding="utf-8", newline="") as stream:
            assert list(self.rows()[0]) == next(csv.reader(stream))
