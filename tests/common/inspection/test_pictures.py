"""Pictures without what their camera told."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from common.inspection.pictures import without_words
from inspection_support import photo


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.tobytes()


class TestWithoutWords:
    def test_a_photograph_loses_its_place_and_no_pixel(self) -> None:
        clean, had = without_words(photo())
        assert had
        assert b"Heliotrope" not in clean
        with Image.open(io.BytesIO(clean)) as picture:
            assert not picture.getexif()
        assert pixels(clean) == pixels(photo())

    @pytest.mark.parametrize("orientation", [2, 6, 8])
    def test_which_way_up_it_is_stays(self, orientation: int) -> None:
        clean, _ = without_words(photo(orientation))
        with Image.open(io.BytesIO(clean)) as picture:
            assert dict(picture.getexif()) == {0x0112: orientation}
        assert b"Heliotrope" not in clean

    def test_its_colours_stay(self) -> None:
        out = io.BytesIO()
        Image.new("RGB", (4, 4)).save(out, "JPEG", icc_profile=b"colours", comment=b"Jane Roe")
        clean, had = without_words(out.getvalue())
        assert had
        assert b"colours" in clean
        assert b"Jane Roe" not in clean

    def test_a_drawing_loses_what_its_editor_wrote_and_what_follows_its_end(self) -> None:
        said = PngImagePlugin.PngInfo()
        said.add_text("Author", "Jane Roe")
        out = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(out, "PNG", pnginfo=said)
        data = out.getvalue() + b"Jane Roe again"
        clean, had = without_words(data)
        assert had
        assert b"Jane Roe" not in clean
        assert pixels(clean) == pixels(out.getvalue())

    @pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff", b"GIF89a"])
    def test_what_is_cut_off_or_of_another_kind_comes_back(self, data: bytes) -> None:
        clean, _ = without_words(data)
        assert clean in {data, b"\xff\xd8"}
