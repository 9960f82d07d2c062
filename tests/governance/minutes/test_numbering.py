"""Minutes made at random in the forms that boards use are read back whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.minutes.reading import read_minutes

TITLES = [
    "Welcome", "Declarations of interest", "Winter plan", "Dental access survey",
    "Report of the Chief Officer", "Any other business", "Carers' breaks", "Digital front door",
]  # fmt: skip
PARTS = [
    "the report be noted", "the plan be approved for one year", "officers write to the surgery",
    "a further report be brought back in June, with the views of carers",
    "the Chair be given delegated authority to sign the agreement",
]  # fmt: skip
ROMAN = ["i", "ii", "iii", "iv", "v"]
MARKERS: dict[str, Callable[[int], str]] = {
    "(a)": lambda n: f"({'abcde'[n]}) ",
    "a)": lambda n: f"{'abcde'[n]}) ",
    "(i)": lambda n: f"({ROMAN[n]}) ",
    "- i.": lambda n: f"- {ROMAN[n]}. ",
    "(1)": lambda n: f"({n + 1}) ",
    "bullet": lambda _: "• ",
    "dash": lambda _: "- ",
}
LEADS = ["Resolved: That", "RESOLVED – That", "RESOLVED that", "Agreed:", "Decision:"]
HEADINGS = [
    "{n}. {title}", "{n} {title}", "**{n}. {title}**", "## {n}. {title}", "Item {n}: {title}",
    "- {n}. {title}",
]  # fmt: skip


@dataclass(frozen=True)
class Made:
    text: str
    items: list[tuple[str, str]]
    parts: list[tuple[str, str]]


@st.composite
def minutes(draw: st.DrawFn) -> Made:
    start = draw(st.integers(1, 140))
    heading = draw(st.sampled_from(HEADINGS))
    lead = draw(st.sampled_from(LEADS))
    marker = MARKERS[draw(st.sampled_from(sorted(MARKERS)))]
    wrap = draw(st.booleans())
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    lines = [
        "Fylde Sands Board", "", "Minutes of the meeting held on Monday 2 September 2024", "",
        "Present", "", "Mira Oakley", "Tom Alder", "",
    ]  # fmt: skip
    items, parts = [], []
    for offset in range(draw(st.integers(2, 6))):
        number, title = str(start + offset), draw(st.sampled_from(TITLES))
        items.append((number, title))
        lines += [heading.format(n=number, title=title), "", "Members discussed the paper.", ""]
        chosen = draw(st.lists(st.sampled_from(PARTS), max_size=4, unique=True))
        if len(chosen) == 1:
            lines += [f"{lead} {chosen[0]}", ""]
            parts.append((number, chosen[0]))
        elif chosen:
            printed = [marker(n) + part for n, part in enumerate(chosen)]
            if wrap:
                printed = [part.replace(" be ", " be\n", 1) for part in printed]
            lines += [lead, "", gap.join(printed), ""]
            parts += [(number, part) for part in chosen]
    return Made("\n".join(lines), items, parts)


@pytest.mark.rule("governance.14")
class TestReadBack:
    @given(minutes())
    @settings(max_examples=100, deadline=None)
    def test_items_and_parts_come_back_whole(self, made: Made) -> None:
        draft = read_minutes(made.text)
        assert [(i.number.text, i.title.text) for i in draft.items] == made.items
        read = [
            (r.item, part.text.text.removeprefix("That ").removeprefix("that "))
            for r in draft.resolutions
            for part in r.parts
        ]
        assert read == made.parts
