"""What the file of a made-up past of governance holds."""

from __future__ import annotations

from datetime import date

from governance.samples.record import activities_of, findings_of
from record_support import library, sample


class TestTheFile:
    def test_everything_is_marked_as_a_sample(self) -> None:
        record = sample()
        titles = [one.title for meeting in record.meetings for one in meeting.decisions]
        titles += [one.title for meeting in record.meetings for one in meeting.papers]
        titles += [one.said.title for one in record.plans]
        titles += [one.title for one in record.petitions]
        assert all(title.startswith("Sample: ") for title in titles)
        people = [one.name for meeting in record.meetings for one in meeting.in_attendance]
        people += [holder.name for b in record.bodies for p in b.posts for holder in p.holders]
        people += [one.name for one in record.questions]
        people += [one.name for one in record.petitions]
        assert all(name.endswith(" (sample)") for name in people)
        named = [one.name for one in record.bodies] + [one.place for one in record.meetings]
        assert all(name.endswith(" (sample)") for name in named)

    def test_it_cites_what_the_librarys_sample_has(self) -> None:
        known = {one["said"]["title"] for one in library()["findings"]}
        assert set(findings_of(sample())) <= known
        assert len(findings_of(sample())) >= 30
        assert set(activities_of(sample())) <= {
            one["said"]["title"] for one in library()["activities"]
        }

    def test_five_bodies_met_the_partnership_in_march_and_july_2024(self) -> None:
        held = [one for one in sample().meetings if one.present]
        assert {one.body for one in held} == {"ICP", "ICB", "PIEAC", "LPP", "JSC"}
        partnership = [one.held_on for one in held if one.body == "ICP"]
        assert partnership[:2] == [date(2024, 3, 25), date(2024, 7, 15)]
        [joint] = [one for one in sample().bodies if one.code == "JSC"]
        assert len(joint.posts) == 3
