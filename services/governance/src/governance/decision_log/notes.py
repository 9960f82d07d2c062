"""Signed notes (https://c2sp.org/signed-note) and the checkpoints (tlog-checkpoint) in them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common.crypto.keys import read_keys

_ED25519 = b"\x01"


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself at one size."""

    origin: str
    tree_size: int
    root_hash: bytes

    def text(self) -> str:
        """Write what is signed: origin, size and root, a line each."""
        return f"{self.origin}\n{self.tree_size}\n{base64.b64encode(self.root_hash).decode()}\n"


class Signer:
    """Signs in the name of one log.

    Args:
        name: the log's public name, which is also its origin line.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.name = name
        self._public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        named = name.encode() + b"\n" + _ED25519 + self._public
        self._id = hashlib.sha256(named).digest()[:4]

    @property
    def verifier_key(self) -> str:
        """Give what a verifier has to know: name, key id and public key."""
        public = base64.b64encode(_ED25519 + self._public).decode()
        return f"{self.name}+{self._id.hex()}+{public}"

    def line(self, text: str) -> str:
        """Give the line of a signature under a text."""
        signature = base64.b64encode(self._id + self._key.sign(text.encode())).decode()
        return f"\N{EM DASH} {self.name} {signature}\n"


def signed(checkpoint: Checkpoint, signers: Sequence[Signer]) -> str:
    """Give a checkpoint with the signatures of its log's keys."""
    text = checkpoint.text()
    return text + "\n" + "".join(signer.line(text) for signer in signers)


def read_log_keys(path: Path) -> list[Ed25519PrivateKey]:
    """Read the private keys of logs from a JSON Web Key Set; every one of them signs.

    Raises:
        ValueError: if the file is no key set, or holds a public key.
        OSError: if it can't be read.
    """
    keys = [key.private_key for key in read_keys(path).keys]
    private = [key for key in keys if isinstance(key, Ed25519PrivateKey)]
    if len(private) != len(keys):
        raise ValueError("a log's key set holds private keys of Ed25519")
    return private
