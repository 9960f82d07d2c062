"""Hashing and proofs: RFC 6962's own vectors, and an oracle that follows its text word by word."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_log_support import VERIFIER, naive_path, naive_proof, naive_root
from governance.decision_log import merkle, tiles

pytestmark = pytest.mark.rule("governance.12")

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
GROWTH = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
"""The vectors that the reference implementations of Certificate Transparency test with."""


def tree_of(leaves: list[bytes]) -> tiles.Tree:
    tree = tiles.Tree()
    tree.grow([merkle.leaf_hash(leaf) for leaf in leaves])
    return tree


def many(count: int) -> list[bytes]:
    return [number.to_bytes(4) for number in range(count)]


class TestVectors:
    def test_the_empty_tree(self) -> None:
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        assert tree_of([]).root().hex() == merkle.root([]).hex() == empty

    @pytest.mark.parametrize("size", range(1, 9))
    def test_roots(self, size: int) -> None:
        hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]
        assert merkle.root(hashes).hex() == ROOTS[size - 1]
        assert tree_of(LEAVES[:size]).root().hex() == ROOTS[size - 1]
        assert VERIFIER["tree_root"](hashes).hex() == ROOTS[size - 1]

    @pytest.mark.parametrize(("index", "size"), PATHS)
    def test_inclusion(self, index: int, size: int) -> None:
        tree = tree_of(LEAVES[:size])
        path = [tree.hash_of(one).hex() for one in merkle.inclusion_ranges(index, size)]
        assert path == PATHS[index, size]

    @pytest.mark.parametrize(("old", "new"), GROWTH)
    def test_consistency(self, old: int, new: int) -> None:
        tree = tree_of(LEAVES[:new])
        proof = [tree.hash_of(one).hex() for one in merkle.consistency_ranges(old, new)]
        assert proof == GROWTH[old, new]


class TestOracle:
    def test_every_proof_of_every_small_tree(self) -> None:
        leaves = many(40)
        for size in range(1, len(leaves) + 1):
            tree, some = tree_of(leaves[:size]), leaves[:size]
            assert tree.root() == naive_root(some)
            for at in range(size):
                path = [tree.hash_of(one) for one in merkle.inclusion_ranges(at, size)]
                assert path == naive_path(at, some)
                leaf = merkle.leaf_hash(some[at])
                VERIFIER["check_inclusion"](at, size, leaf, path, tree.root())
                proof = [tree.hash_of(one) for one in merkle.consistency_ranges(at + 1, size)]
                assert proof == naive_proof(at + 1, some)
                VERIFIER["check_consistency"](
                    at + 1, size, naive_root(some[: at + 1]), tree.root(), proof
                )

    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def test_larger_trees(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 1500))
        at = data.draw(st.integers(0, size - 1))
        leaves = many(size)
        tree = tree_of(leaves)
        assert tree.root() == naive_root(leaves)
        path = [tree.hash_of(one) for one in merkle.inclusion_ranges(at, size)]
        assert path == naive_path(at, leaves)
        proof = [tree.hash_of(one) for one in merkle.consistency_ranges(at + 1, size)]
        assert proof == naive_proof(at + 1, leaves)

    @settings(max_examples=200, deadline=None)
    @given(st.integers(1, 2**40), st.data())
    def test_proofs_of_huge_trees_have_their_length_and_read_few_tiles(
        self, size: int, data: st.DataObject
    ) -> None:
        at = data.draw(st.integers(0, size - 1))
        ranges = merkle.inclusion_ranges(at, size)
        assert len(ranges) <= (size - 1).bit_length()
        covered = sorted([*ranges, (at, at + 1)])
        assert covered[0][0] == 0
        assert covered[-1][1] == size
        assert all(one[1] == other[0] for one, other in itertools.pairwise(covered))
        assert len(tiles.keys_of([*ranges, (0, size)])) <= 12

    @pytest.mark.parametrize(("at", "size"), [(-1, 3), (3, 3), (0, 0)])
    def test_there_is_no_proof_of_what_is_not_there(self, at: int, size: int) -> None:
        with pytest.raises(ValueError, match="no such leaf"):
            merkle.inclusion_ranges(at, size)

    @pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3)])
    def test_a_tree_does_not_shrink(self, old: int, new: int) -> None:
        with pytest.raises(ValueError, match="grows"):
            merkle.consistency_ranges(old, new)
