"""What tests of the decision log share: the verifier, and logs made in memory."""

from __future__ import annotations

import hashlib
import runpy
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.decision_log import merkle, notes, statements, tiles
from governance.decision_log.notes import Checkpoint, Signer
from governance.decision_log.statements import Statement
from governance.decision_log.tiles import TilePath

TOOL = Path(__file__).parents[1] / "deploy/verifier/golden_thread_verify.py"
VERIFIER: dict[str, Any] = runpy.run_path(str(TOOL))
NotProved: type[Exception] = VERIFIER["NotProved"]
ORIGIN = "log.example/log/QE1"
Files = dict[str, bytes]


def key(seed: int = 1) -> Ed25519PrivateKey:
    """Give a key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([seed])).digest())


SIGNER = Signer(ORIGIN, key())


class Memory:
    """A log's files in memory, as the verifier reads them."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise NotProved(f"{path} is missing")
        return self.files[path]


def entry(number: int, version: int = 1, words: str = "Walk-in clinic") -> bytes:
    """Write a leaf of a decision."""
    statement = Statement(
        kind="decision.recorded" if version == 1 else "decision.corrected",
        subject_id=UUID(int=number),
        version=version,
        recorded_at=datetime(2026, 11, 21, 12, 0, number % 60, tzinfo=UTC),
        public={
            "reference": f"QE1-ICP-2026-{number:04d}",
            "outcome": "approved",
            "body_id": str(UUID(int=1)),
        },
        committed={"title": words},
    )
    return statements.write(
        "QE1", statement, random=lambda size: bytes([number % 256]) * size
    ).entry


def log_of(entries: Sequence[bytes], signer: Signer = SIGNER) -> Files:
    """Lay a log out in its files, as a server would show it, signed."""
    tree = tiles.Tree()
    tree.grow([merkle.leaf_hash(one) for one in entries])
    files: Files = {}
    for (level, number), content in tree.changed().items():
        files[str(TilePath(level, number, len(content) // tiles.HASH))] = content
    for number in range(0, (len(entries) + tiles.WIDTH - 1) // tiles.WIDTH):
        some = entries[number * tiles.WIDTH : (number + 1) * tiles.WIDTH]
        files[str(TilePath(None, number, len(some)))] = tiles.bundle(some)
    signed = Checkpoint(signer.name, tree.size, tree.root())
    files["checkpoint"] = notes.signed(signed, [signer]).encode()
    return files


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """Hash a tree as RFC 6962, section 2.1, defines it, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [naive_root(leaves)]
    k = 1
    while k * 2 < n:
        k *= 2
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def folder(directory: Path, files: Files) -> Path:
    """Write a log into a folder."""
    for path, content in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return directory


def run_verifier(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the file alone: no site packages, no environment of ours."""
    command = [sys.executable, "-I", "-S", str(TOOL), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
