"""Sealed fields open only in their place, with a key that is known."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.crypto.sealing import CannotOpen, Sealer, blind_index

PLACE = b"QE1/panel.members/email/0191"
OLD, NEW = bytes(32), bytes(range(32))


class TestSealer:
    @given(plain=st.binary(max_size=200), place=st.binary(max_size=50))
    def test_what_is_sealed_opens_in_its_place(self, plain: bytes, place: bytes) -> None:
        sealer = Sealer({"k1": OLD}, "k1")

        assert sealer.open(sealer.seal(plain, place), place) == plain

    def test_it_shows_nothing_and_never_the_same_twice(self) -> None:
        sealer = Sealer({"k1": OLD}, "k1")
        one, two = (sealer.seal(b"ada@example.org", PLACE) for _ in range(2))

        assert b"ada" not in one
        assert one != two

    def test_it_does_not_open_elsewhere(self) -> None:
        sealer = Sealer({"k1": OLD}, "k1")

        with pytest.raises(CannotOpen):
            sealer.open(sealer.seal(b"x", PLACE), b"QKK/panel.members/email/0191")

    @given(data=st.data())
    def test_an_altered_one_does_not_open(self, data: st.DataObject) -> None:
        sealer = Sealer({"k1": OLD}, "k1")
        sealed = bytearray(sealer.seal(b"some words", PLACE))
        position = data.draw(st.integers(0, len(sealed) - 1))
        sealed[position] ^= data.draw(st.integers(1, 255))

        with pytest.raises(CannotOpen):
            sealer.open(bytes(sealed), PLACE)

    @given(st.binary(max_size=60))
    def test_what_was_never_sealed_does_not_open(self, content: bytes) -> None:
        with pytest.raises(CannotOpen):
            Sealer({"k1": OLD}, "k1").open(content, PLACE)

    def test_an_older_key_still_opens_and_the_current_one_seals(self) -> None:
        sealed = Sealer({"k1": OLD}, "k1").seal(b"x", PLACE)
        both = Sealer({"k1": OLD, "k2": NEW}, "k2")

        assert both.open(sealed, PLACE) == b"x"
        with pytest.raises(CannotOpen, match="not known"):
            Sealer({"k1": OLD}, "k1").open(both.seal(b"x", PLACE), PLACE)


class TestParse:
    def test_the_first_key_seals(self) -> None:
        text = ",".join(
            f"{name}:{base64.b64encode(key).decode()}" for name, key in (("k2", NEW), ("k1", OLD))
        )
        sealer = Sealer.parse(text)

        assert sealer.current == "k2"
        assert sealer.open(Sealer({"k1": OLD}, "k1").seal(b"x", PLACE), PLACE) == b"x"

    @pytest.mark.parametrize("text", ["", "k1", "k1:", "k1:AAAA", ":AAAA", "k1:???"])
    def test_what_is_no_key_is_refused_without_repeating_it(self, text: str) -> None:
        with pytest.raises(ValueError, match="seal") as refused:
            Sealer.parse(text)
        assert "AAAA" not in str(refused.value)

    def test_the_current_key_must_be_known(self) -> None:
        with pytest.raises(ValueError, match="current"):
            Sealer({"k1": OLD}, "k2")


class TestBlindIndex:
    def test_equal_values_have_equal_indexes_under_one_key_only(self) -> None:
        assert blind_index(NEW, "ada@example.org") == blind_index(NEW, "ada@example.org")
        assert blind_index(NEW, "ada@example.org") != blind_index(OLD, "ada@example.org")
        assert blind_index(NEW, "ada@example.org") != blind_index(NEW, "bob@example.org")
        assert len(blind_index(NEW, "")) == 32

    def test_a_short_key_is_refused(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            blind_index(b"short", "x")
