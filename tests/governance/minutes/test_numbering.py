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


AGENDA = [
    "Welcome and apologies", "Declarations of interest", "Minutes of the last meeting",
    "Winter plan", "Carers' breaks", "Digital front door", "Any other business",
]  # fmt: skip
LARGE = ["I", "II", "III", "IV", "V", "VI", "VII"]
HEAD = "Fen Board\n\nMinutes of the meeting held on 2 September 2024\n\nPresent\n\nMira Oakley\n\n"


def minutes_of(headings: list[str]) -> str:
    said = [
        "",
        "",
        "",
        "RESOLVED:\n\n(a) that the plan be noted; and\n\n(b) that it be paid for.\n",
    ]
    bodies = [*said, "Members talked.\n", "Members talked.\n", "None.\n"]
    return HEAD + "\n".join(
        f"{h}\n\n{body}" for h, body in zip(headings, bodies, strict=True)
    )  # fmt: skip


@pytest.mark.rule("governance.14")
class TestSigns:
    @pytest.mark.parametrize(
        ("form", "numbers"),
        [
            ("{}. ", LARGE), ("{} ", LARGE), ("{}\t", LARGE), ("({}) ", LARGE),
            ("Item {}: ", LARGE),
            ("{} – ", LARGE), ("{}) ", [n.lower() for n in LARGE]), ("{}.\n", LARGE),
            ("{}. ", list("ABCDEFG")), ("({}) ", list("abcdefg")), ("{}) ", list("CDEFGHI")),
            ("{}. ", ["XXXVIII", "XXXIX", "XL", "XLI", "XLII", "XLIII", "XLIV"]),
        ],
    )  # fmt: skip
    def test_roman_numerals_and_letters_number_items(self, form: str, numbers: list[str]) -> None:
        text = minutes_of([form.format(n) + t for n, t in zip(numbers, AGENDA, strict=True)])
        draft = read_minutes(text)
        assert [(i.number.text, i.title.text) for i in draft.items] == [
            *zip(numbers, AGENDA, strict=True)
        ]
        [resolution] = draft.resolutions
        assert resolution.item == numbers[3]
        assert [p.text.text for p in resolution.parts] == [
            "that the plan be noted; and", "that it be paid for.",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "listed",
        [
            "(a) buses from Fen\n\n(b) questions of cost\n\n(c) any other business of the Trust",
            "(a) Buses from Fen\n\n(b) Questions of cost\n\n(c) Trams",
            "A. Smith\n\nB. Jones\n\nC. Okoro",
            "A. Buses from Fen\n\nB. Trams\n\nC. Boats",
            "A. Apologies;\n\nB. Questions; and\n\nC. Welcome;",
            "I. Welcome\n\nII. Trams",
        ],
    )
    def test_what_is_only_listed_is_no_item(self, listed: str) -> None:
        assert read_minutes(f"{HEAD}The Chair spoke of:\n\n{listed}\n").items == []

    def test_letters_within_a_numbered_item_are_none(self) -> None:
        listed = "A. Apologies\n\nB. Questions\n\nC. Welcome\n\n"
        text = "".join(f"{n}. {title}\n\n{listed}" for n, title in enumerate(AGENDA, 1))
        assert [i.number.text for i in read_minutes(HEAD + text).items] == list("1234567")

    @pytest.mark.parametrize("heading", ["B. Minutes", "II. Minutes of 3 May 2024", "IV MINUTES"])
    def test_an_item_about_minutes_begins_no_minutes(self, heading: str) -> None:
        text = minutes_of([f"{n}. {t}" for n, t in zip(LARGE, AGENDA, strict=True)])
        text = text.replace("III. Minutes of the last meeting", heading)
        assert [p.name.text for p in read_minutes(text).present] == ["Mira Oakley"]
