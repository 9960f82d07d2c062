"""Which files that were imported before a file begins with."""

from __future__ import annotations

import hashlib
import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.feedback.beginnings import Beginning, Earlier, beginnings
from insights.feedback.forms import Form
from insights.feedback.mapping import Mapping
from insights.feedback.reading import scan

pytestmark = pytest.mark.rule("insights.11")

ALL = 2**31 - 1


def earlier(body: bytes, number: int = 1) -> Earlier:
    return Earlier(UUID(int=number), len(body), hashlib.sha256(body).digest())


def begun(body: bytes, *before: bytes, form: Form = "csv", delimiter: str = ",") -> list[Beginning]:
    """Tell which of some files a file begins with."""
    file = io.BytesIO(body)
    mapping = Mapping.model_validate({"text": "Comment", "delimiter": delimiter})
    seen = scan(file, "auto")
    imports = [earlier(one, number) for number, one in enumerate(before)]
    return beginnings(file, seen, form, mapping, imports)


class TestBeginnings:
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_a_last_line_may_have_no_end(self, end: bytes) -> None:
        old = b"Id,Comment\n1,a\n2,b"
        assert begun(old + end + (b"" if end == b"\r" else b"3,c"), old) == [
            Beginning(UUID(int=0), ALL)
        ]

    @pytest.mark.parametrize("cut", [b"\r", b"\r\n"])
    def test_a_line_end_may_be_cut_in_two(self, cut: bytes) -> None:
        assert begun(b"Id,Comment\r\n1,a\r\n2,b\r\n", b"Id,Comment\r\n1,a" + cut) == [
            Beginning(UUID(int=0), ALL)
        ]

    @pytest.mark.parametrize(
        ("cut", "line"),
        [
            (b"Id,Comment\n1,a\n2,b", 3),
            (b'Id,Comment\n1,a\n2,b more\n3,"one\ntwo"', 4),
            (b"Id,Comment\n1,a\n2,b more\n3,", 4),
            (b"Id,Com", 1),
        ],
    )
    def test_a_row_that_goes_on_is_another_row(self, cut: bytes, line: int) -> None:
        whole = b'Id,Comment\n1,a\n2,b more\n3,"one\ntwo"" three"\n4,d\n'
        assert whole.startswith(cut)
        assert begun(whole, cut) == [Beginning(UUID(int=0), line)]

    def test_of_several_that_broke_off_each_has_its_row(self) -> None:
        whole = b'Id,Comment\n1,a\n2,"b\nc"\n\n3,d e\n4,f g\n'
        cuts = [whole[: whole.index(end) + 1] for end in (b"omment", b",a", b'c"', b"d e", b"f g")]
        assert [one.before for one in begun(whole, *cuts, cuts[3])] == [1, 2, 3, 6, 6, 7]

    def test_a_mark_at_the_beginning_is_of_the_file(self) -> None:
        old = b"\xef\xbb\xbfId,Comment\n1,a\n"
        assert begun(old + b"2,b\n", old, old[3:]) == [Beginning(UUID(int=0), ALL)]

    @given(st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=12), st.data())
    def test_every_file_that_it_begins_with_is_found_and_no_other(
        self, parts: list[bytes], data: st.DataObject
    ) -> None:
        body = b"Id,Comment\n" + b"\n".join(part.hex().encode() for part in parts) + b"\n"
        lengths = data.draw(st.lists(st.integers(1, len(body)), max_size=6))
        others = [body[:n][::-1] for n in lengths]
        truly = {n for n, other in enumerate(others) if body.startswith(other)}
        found = begun(body, *others, *(body[:n] for n in lengths))
        assert {one.import_id.int for one in found} == truly | {
            n + len(others) for n in range(len(lengths))
        }
