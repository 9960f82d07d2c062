"""The layout of C2SP tlog-tiles, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_log_support import VERIFIER, naive_root
from governance.decision_log import merkle, tiles
from governance.decision_log.tiles import TilePath, Tree, read_path

pytestmark = pytest.mark.rule("governance.12")


class TestPaths:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("tile/0/x001/x234/067", TilePath(0, 1234067)),
            ("tile/0/x001/x234/067.p/8", TilePath(0, 1234067, 8)),
            ("tile/entries/x001/x234/067", TilePath(None, 1234067)),
            ("tile/entries/273.p/112", TilePath(None, 273, 112)),
            ("tile/0/000", TilePath(0, 0)),
            ("tile/1/x001/000.p/1", TilePath(1, 1000, 1)),
            ("tile/63/000", TilePath(63, 0)),
        ],
    )
    def test_the_specifications_forms(self, text: str, path: TilePath) -> None:
        assert read_path(text) == path
        assert str(path) == text

    @pytest.mark.parametrize(
        "text",
        [
            "tile/0/67", "tile/0/x000/067", "tile/00/067", "tile/64/067", "tile/0/001/067",
            "tile/0/x067", "tile/0/067.p/0", "tile/0/067.p/256", "tile/0/067.p/08",
            "tile/0/067.p/", "tile/0/067/", "tile/-1/067", "tile/8/data/067", "tile/0/٠٦٧",
            "tile/entries", "tile/0/067\n", "checkpoint", "",
        ],
    )  # fmt: skip
    def test_one_file_has_one_address(self, text: str) -> None:
        assert read_path(text) is None

    @given(st.none() | st.integers(0, 7), st.integers(0, 10**15), st.integers(1, 256))
    def test_addresses_are_read_as_written(
        self, level: int | None, number: int, width: int
    ) -> None:
        path = TilePath(level, number, width)
        assert read_path(str(path)) == path
        name = "entries" if level is None else str(level)
        assert VERIFIER["tile_path"](name, number, width) == str(path)


class TestBundles:
    def test_each_entry_follows_its_length_in_two_bytes(self) -> None:
        assert tiles.bundle([b"ab", b"", b"c" * 258]) == b"\0\2ab\0\0\1\2" + b"c" * 258

    def test_an_entry_that_is_too_long_is_refused(self) -> None:
        with pytest.raises(ValueError, match="65535"):
            tiles.bundle([b"x" * 65536])


class TestTree:
    def test_a_tile_holds_the_roots_of_the_full_tiles_below_it(self) -> None:
        leaves = [number.to_bytes(4) for number in range(70_000)]
        tree = Tree()
        tree.grow([merkle.leaf_hash(leaf) for leaf in leaves])
        made = tree.changed()
        assert sorted(made) == [
            *((0, number) for number in range(274)), (1, 0), (1, 1), (2, 0),
        ]  # fmt: skip
        assert {len(made[0, n]) for n in range(273)} == {256 * 32}
        assert len(made[0, 273]) == (70_000 - 273 * 256) * 32
        assert made[0, 5][32:64] == merkle.leaf_hash(leaves[5 * 256 + 1])
        assert made[1, 0][32:64] == naive_root(leaves[256:512])
        assert len(made[1, 1]) == 17 * 32
        assert made[2, 0] == naive_root(leaves[:65536])

    def test_it_grows_from_its_right_edge_alone_to_the_same_bytes(self) -> None:
        hashes = [merkle.leaf_hash(number.to_bytes(4)) for number in range(1100)]
        whole = Tree()
        whole.grow(hashes)
        kept: dict[tiles.TileKey, bytes] = {}
        size = 0
        for step in (1, 1, 253, 1, 1, 255, 256, 300, 32):
            edge = tiles.right_edge(size)
            tree = Tree(size, {key: kept[key] for key in edge})
            tree.grow(hashes[size : size + step])
            size += step
            kept |= tree.changed()
            assert tree.root() == whole.hash_of((0, size))
        assert kept == whole.changed()

    def test_it_refuses_tiles_that_do_not_end_where_it_does(self) -> None:
        tree = Tree(2, {(0, 0): b"x" * 32})
        with pytest.raises(ValueError, match="does not end"):
            tree.grow([b"y" * 32])
        with pytest.raises(KeyError):
            tree.root()
