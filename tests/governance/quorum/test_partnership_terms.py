"""The partnership's real terms of reference, clause by clause (document 003)."""

from __future__ import annotations

from uuid import UUID

import pytest

from governance.quorum.conditions import Member
from governance.quorum.evaluation import Finding, evaluate
from governance_terms import (
    ALL,
    BLACKPOOL,
    CHAIR,
    DIRECTORS,
    GROUPS,
    HEALTHWATCH,
    HOSPICES,
    ICB,
    LANCASHIRE,
    MEMBERS,
    QUORATE,
    RULE,
    VCFSE,
    WESTMORLAND,
    quorum,
    there,
)

pytestmark = pytest.mark.rule("governance.2")


def failing(finding: Finding) -> set[str]:
    """Name the innermost conditions that fail."""
    inner = {name for part in finding.parts for name in failing(part)}
    return inner or (set() if finding.holds else {finding.name})


def without(*posts: UUID) -> list[UUID]:
    return [post for post in QUORATE if post not in posts]


class TestClause81:
    def test_8_1_quorate_when_every_condition_holds(self) -> None:
        assert quorum(there(QUORATE)).quorate

    def test_8_1_thirty_percent_of_26_partners_are_8(self) -> None:
        seven = quorum(there(without(HOSPICES)))
        assert not seven.quorate
        assert failing(seven.finding) == {"30% of partners"}
        assert seven.finding.missing == 1
        assert set(seven.finding.parts[0].would_help) == set(ALL) - set(without(HOSPICES))

    def test_8_1_neither_chair_nor_deputy_chair(self) -> None:
        """The deputy chair is the first of the VCFSE's representatives."""
        people = [*without(CHAIR, VCFSE[0]), BLACKPOOL, WESTMORLAND]
        found = quorum(there(people))
        assert failing(found.finding) == {"chair or deputy chair"}
        assert set(found.finding.parts[1].would_help) == {CHAIR, VCFSE[0]}

    def test_8_1_the_deputy_chair_stands_for_the_chair(self) -> None:
        assert quorum(there([*without(CHAIR), BLACKPOOL])).quorate

    def test_8_1_three_founder_members(self) -> None:
        found = quorum(there([*without(ICB[1]), DIRECTORS[1]]))
        assert failing(found.finding) == {"founder members"}

    def test_8_1_of_the_founder_members_one_is_a_local_authority(self) -> None:
        people = [VCFSE[0], VCFSE[1], *ICB, DIRECTORS[0], HEALTHWATCH, HOSPICES]
        found = quorum(there(people))
        assert failing(found.finding) == {"founder members"}
        [founders] = [p for p in found.finding.parts[2].parts if not p.holds]
        assert set(founders.would_help) == {BLACKPOOL, CHAIR, WESTMORLAND, LANCASHIRE}

    def test_8_1_of_the_founder_members_one_is_the_icb(self) -> None:
        people = [BLACKPOOL, CHAIR, WESTMORLAND, LANCASHIRE, DIRECTORS[0], VCFSE[0], VCFSE[1],
                  HEALTHWATCH]  # fmt: skip
        found = quorum(there(people))
        assert failing(found.finding) == {"founder members"}
        [founders] = [p for p in found.finding.parts[2].parts if not p.holds]
        assert set(founders.would_help) == set(ICB)

    def test_8_1_one_director_of_health_and_care_integration(self) -> None:
        found = quorum(there([*without(DIRECTORS[0]), ICB[2]]))
        assert failing(found.finding) == {"director of health and care integration"}

    def test_8_1_two_other_partners_one_of_them_vcfse(self) -> None:
        people = [*without(VCFSE[0], VCFSE[1]), ICB[2], BLACKPOOL]
        found = quorum(there(people))
        assert failing(found.finding) == {"other partners"}
        [others] = [p for p in found.finding.parts[2].parts if not p.holds]
        assert set(others.would_help) == set(VCFSE)

    def test_8_1_the_other_partners_are_not_those_counted_already(self) -> None:
        """The only director is counted as director, so is no "other partner" as well."""
        people = [CHAIR, BLACKPOOL, WESTMORLAND, LANCASHIRE, *ICB, DIRECTORS[0], VCFSE[0]]
        found = quorum(there(people))
        assert not found.quorate
        apart = found.finding.parts[2]
        assert all(part.holds for part in apart.parts)
        assert (apart.holds, apart.missing) == (False, 1)

    def test_8_1_a_second_director_is_an_other_partner(self) -> None:
        people = [CHAIR, BLACKPOOL, WESTMORLAND, LANCASHIRE, *ICB, *DIRECTORS[:2], VCFSE[0]]
        assert quorum(there(people)).quorate

    def test_8_1_a_vacant_post_is_still_a_partner(self) -> None:
        members = [
            Member(m.post_id, m.sector, m.organisation, vacant=m.post_id not in QUORATE)
            for m in MEMBERS
        ]
        people = there(without(HOSPICES))
        found = evaluate(RULE, GROUPS, members, people, remote_agreed=False)
        assert found.finding.parts[0].missing == 1
        assert found.would_suffice == (HOSPICES,)

    def test_8_1_it_says_who_would_make_it_quorate(self) -> None:
        nobody = quorum([])
        assert nobody.would_suffice is not None
        assert quorum(there(nobody.would_suffice)).quorate
        for one in nobody.would_suffice:
            assert not quorum(there(set(nobody.would_suffice) - {one})).quorate


class TestClause82:
    def test_8_2_virtual_attendance_counts_where_agreed_in_advance(self) -> None:
        assert quorum(there(QUORATE, remote=True), remote_agreed=True).quorate

    def test_8_2_virtual_attendance_does_not_count_otherwise(self) -> None:
        people = there(without(CHAIR)) + there([CHAIR], remote=True)
        found = quorum(people)
        assert not found.quorate
        assert {s.why for s in found.standings if s.post_id == CHAIR} == {"remote_not_agreed"}


class TestClause83:
    def test_8_3_quorum_is_taken_after_conflicts_of_interest(self) -> None:
        found = quorum(there(QUORATE), conflicted={DIRECTORS[0]})
        assert not found.quorate
        assert failing(found.finding) == {"30% of partners",
                                          "director of health and care integration"}  # fmt: skip
        assert found.counted == 7

    def test_8_3_who_is_conflicted_cannot_mend_it(self) -> None:
        found = quorum(there(without(DIRECTORS[0])), conflicted=set(DIRECTORS))
        assert found.would_suffice is None


class TestClause84AndClause77:
    def test_8_4_nominated_deputies_count(self) -> None:
        people = there(without(CHAIR)) + there([CHAIR], deputy=True, deputy_approved=True)
        assert quorum(people).quorate

    def test_7_7_a_deputy_is_subject_to_the_approval_of_the_chair(self) -> None:
        found = quorum(there(without(HOSPICES)) + there([HOSPICES], deputy=True))
        assert not found.quorate
        assert {s.why for s in found.standings if s.post_id == HOSPICES} == {"deputy_not_approved"}


class TestClause72:
    def test_7_2_twenty_six_full_members(self) -> None:
        assert len(MEMBERS) == 26
