"""What reads like personal data, and what doesn't."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common import personal_data
from common.personal_data import check, find, is_nhs_number, texts_of

NHS = "943 476 5919"
"""A number of the range that the NHS keeps for tests; its check digit is right."""


def kinds(text: str) -> list[str]:
    return [kind for _, _, kind in find(text)]


def found_by_every_search(text: str) -> list[tuple[int, int, str]]:
    """Find the same by looking for every kind, whatever the text holds."""
    plain, origin = personal_data._plain(text)
    hits: list[tuple[int, int, str]] = []
    for kind, pattern in personal_data._PATTERNS.items():
        for match in pattern.finditer(plain):
            if kind == "nhs_number" and not is_nhs_number(match.group()):
                continue
            start, end = origin[match.start()], origin[match.end() - 1] + 1
            if not any(start < e and s < end for s, e, _ in hits):
                hits.append((start, end, kind))
    return sorted(hits)


_BITS = st.sampled_from(
    [
        "born", "BIRTH", "birthday ", "bırthday ", "date of birth ", "D.O.B ", "dob ", "d.ob: ",
        "1.2.1934", "3/4/1956", "1960-01-02", "2 May 1970", "May 2, 1970", "1934", "12", "7",
        "SW1A 1AA", "sw1a1aa", "GIR 0AA", "M1 1AE", "1AA", "é", " ", "-", "@", "a@b.org", NHS,
        "020 7946 0000", "+44 20 7946 0000", "９４３ ４７６ ５９１９", "\u200b", "the bus", "\t",
    ]
)  # fmt: skip


class TestASearchThatIsLeftOut:
    @given(st.lists(_BITS, max_size=8).map("".join) | st.text("ab19@. -/SW1A", max_size=20))
    @example("GIR 0AA")
    @example("é")
    @example("do.b 2 May 1970")
    @example("d.ob 2 May 1970")
    @example("bırthday 2 May 1970")
    @example("born 1.2.34")
    @example("on 2 May 1970")
    @example("May 2, 1970")
    @example("a[at]b.org")
    @example("a(AT)b.org")
    @example("DOB 2 May 1970")
    @example("d.o.b. 2 May 1970")
    @example("Birthdate May 2, 1970")
    @example("the 1.2.1934")
    @example("1934-01-02")
    @example("a@b.org")
    @example("sw1a 2aa")
    def test_would_have_found_nothing(self, text: str) -> None:
        assert find(text) == found_by_every_search(text)

    def test_is_every_one_of_most_texts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(personal_data, "_PATTERNS")
        assert find("The bus came late many times, and the stop has no seat.") == []


@pytest.mark.rule("insights.2")
class TestFind:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            (f"My number is {NHS}.", "nhs_number"),
            ("9434765919", "nhs_number"),
            ("943-476-5919", "nhs_number"),
            ("943.476.5919", "nhs_number"),
            ("943 / 476 / 5919", "nhs_number"),
            ("943_476_5919", "nhs_number"),
            ("943, 476, 5919", "nhs_number"),
            ("943\u00a0476\u00a05919", "nhs_number"),
            ("943\u200b4765919", "nhs_number"),
            ("９４３ ４７６ ５９１９", "nhs_number"),
            ("write to jo.bloggs+nhs@mail.example.co.uk please", "email"),
            ("JO@EXAMPLE.ORG", "email"),
            ("jo [at] example.org", "email"),
            ("JO(AT)EXAMPLE.ORG", "email"),
            ("ring 01253 550 199", "telephone"),
            ("(01253) 550199", "telephone"),
            ("07700 900123", "telephone"),
            ("+44 7700 900123", "telephone"),
            ("+44 (0)20 7946 0018", "telephone"),
            ("0044 20 7946 0018", "telephone"),
            ("447700900123", "telephone"),
            ("44 7700 900 123", "telephone"),
            ("I live at FY1 3AD now", "postcode"),
            ("sw1a1aa", "postcode"),
            ("FY1-3AD", "postcode"),
            ("FY1   3AD", "postcode"),
            ("EC1A\u00a01BB", "postcode"),
            ("I was born on 3 March 1962", "date_of_birth"),
            ("DOB: 03/04/2001", "date_of_birth"),
            ("her date of birth is 2001-04-03", "date_of_birth"),
            ("born March 3rd, 1962", "date_of_birth"),
            ("me, 12.05.1958", "date_of_birth"),
            ("1958-05-12", "date_of_birth"),
        ],
    )
    def test_it_finds(self, text: str, kind: str) -> None:
        assert kinds(text) == [kind]

    @pytest.mark.parametrize(
        "text",
        [
            "943 476 5918",
            "In 2021 and 2022 we heard 1234567890 times",
            "FY1 and the wards of PR4",
            "30 of 40 people, 14 to 21 days, 75.5%",
            "ISBN 978-0-306-40615-7",
            "QE1-F-2026-0001",
            "at home @ night",
            "01/02/2022 to 03/04/2022",
            "born in Preston; the ward closed on 3 March 2020",
            "The NHS began on 5 July 1948.",
            "the Act of April 1, 1974",
            "44 of 1958 people; 44 712 345 678",
            "since 1948, and again in 1974",
            "version 10.2.1974.3",
            "",
        ],
    )
    def test_it_lets_be(self, text: str) -> None:
        assert kinds(text) == []

    def test_the_position_is_that_of_the_text_as_it_stands(self) -> None:
        text = "Nähe\u200b: 943\u200b4765919!"
        [(start, end, _)] = find(text)
        assert text[start:end] == "943\u200b4765919"

    @given(st.text())
    def test_positions_lie_within_any_text_and_do_not_overlap(self, text: str) -> None:
        last = 0
        for start, end, _ in find(text):
            assert last <= start < end <= len(text)
            last = end

    @given(st.integers(0, 999_999_999), st.text("abc ,", max_size=9))
    def test_each_number_with_its_check_digit_is_found(self, first: int, before: str) -> None:
        digits = f"{first:09}"
        check_digit = (
            11 - sum(w * int(d) for w, d in zip(range(10, 1, -1), digits, strict=True)) % 11
        ) % 11
        if check_digit == 10 or len(set(digits)) == 1:
            return
        assert is_nhs_number(f"{digits}{check_digit}")
        assert kinds(f"{before} {digits}{check_digit} ") != []


class TestCheck:
    def test_a_hit_names_the_field_and_never_what_it_found(self) -> None:
        content = {"title": "Fine", "quotations": [{"text": f"I am {NHS}", "consent": True}]}
        [hit] = check(texts_of(content, ("title", "quotations")))
        assert (hit.field, hit.start, hit.end) == ("quotations[0].text", 5, 17)
        assert "943" not in hit.message
