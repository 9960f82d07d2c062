"""The shape of API keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.keys.format import ALPHABET, digest, mint, parse
from gateway_support import QE1


class TestMint:
    def test_a_key_can_be_read_back(self) -> None:
        key = mint(QE1)
        assert parse(key.text) == key
        assert key.ics == "QE1"
        assert key.text.startswith(f"gt_{key.prefix}_")

    def test_no_two_are_alike(self) -> None:
        assert len({mint(QE1).text for _ in range(200)}) == 200

    def test_its_representation_does_not_show_the_secret(self) -> None:
        key = mint(QE1)
        assert key.text not in repr(key)


class TestParse:
    @given(position=st.integers(0, 37), letter=st.sampled_from(ALPHABET))
    def test_a_changed_character_is_noticed(self, position: int, letter: str) -> None:
        key = mint(QE1)
        start = len(key.text) - 38
        at = start + position
        changed = key.text[:at] + letter + key.text[at + 1 :]
        assert (parse(changed) is None) == (changed != key.text)

    @given(st.text(max_size=80))
    def test_anything_else_is_no_key(self, text: str) -> None:
        assert parse(text) is None

    def test_swapped_neighbours_are_noticed(self) -> None:
        text = mint(QE1).text
        body = text[:-8] + text[-7] + text[-8] + text[-6:]
        assert body == text or parse(body) is None


class TestDigest:
    def test_without_the_pepper_a_guess_cannot_be_tested(self) -> None:
        key = mint(QE1)
        assert digest(key, b"one pepper") != digest(key, b"another pepper")
