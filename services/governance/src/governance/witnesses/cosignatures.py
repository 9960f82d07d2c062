"""Cosignatures as C2SP writes them: https://c2sp.org/tlog-cosignature, Ed25519, version 1.

A witness states that at a time the largest tree that it saw of a log had this root, and that it
grew out of what the witness had seen before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance.witnesses.errors import CosignatureWrong, NoSignatureLines

_TYPE = b"\x04"
"""Ed25519 with a timestamp, by C2SP's signed-note; a log's own signature is of type 1."""
_PUBLIC, _ID, _TIME, _SIGNATURE = 32, 4, 8, 64
_LATEST = 2**63 - 1
MOST_LINES = 16
"""So many signatures a note may have that everybody reads (signed-note)."""
_LINE = re.compile(r"\N{EM DASH} (?P<name>[^\s+]+) (?P<content>[A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True)
class WitnessKey:
    """The name and the public key of a witness."""

    name: str
    key_id: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """Read a verifier key: name, key id and public key, joined by plus signs.

        Raises:
            ValueError: if it is none of a witness with Ed25519, or its id does not fit it.
        """
        name, *rest = text.split("+", 2)
        try:
            content = base64.b64decode(rest[1], validate=True)
        except (IndexError, binascii.Error):
            content = b""
        if not re.fullmatch(r"\S+", name) or len(content) != 1 + _PUBLIC or content[:1] != _TYPE:
            raise ValueError("a witness's key is name+id+key, of cosignature/v1 with Ed25519")
        key_id = hashlib.sha256(name.encode() + b"\n" + content).digest()[:_ID]
        if key_id.hex() != rest[0]:
            raise ValueError("the key's id does not fit its name and key")
        return cls(name, key_id, content[1:])


@dataclass(frozen=True)
class Cosignature:
    """A line that verifies."""

    key: WitnessKey
    cosigned_at: int
    """Seconds since the epoch, as the witness states them."""
    line: str


def message(body: str, cosigned_at: int) -> bytes:
    """Give what a witness signs.

    Args:
        body: of the checkpoint, all its lines, without the signatures.
    """
    return f"cosignature/v1\ntime {cosigned_at}\n{body}".encode()


def request(old_size: int, proof: Sequence[bytes], note: str) -> str:
    """Write what a witness is sent (https://c2sp.org/tlog-witness, ``add-checkpoint``).

    Args:
        old_size: of the tree that the witness saw last; 0 for none.
        proof: that the checkpoint's tree grew from it (RFC 6962, 2.1.2).
        note: the checkpoint, signed by its log.
    """
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
    return f"old {old_size}\n{lines}\n{note}"


def body_of(note: str) -> str:
    """Give the text that a note's signatures are under."""
    return note[: note.rindex("\n\n") + 1]


def verified(lines: str, body: str, keys: Sequence[WitnessKey]) -> list[Cosignature]:
    """Give the cosignatures of known witnesses; lines of unknown keys are passed over.

    Raises:
        NoSignatureLines: if these are no signature lines.
        CosignatureWrong: if a line of a known key does not verify.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for name, content, line in _read(lines):
        key = known.get((name, content[:_ID]))
        if key is not None:
            found.append(Cosignature(key, _verify(key, body, content[_ID:]), line))
    return found


def _read(lines: str) -> list[tuple[str, bytes, str]]:
    if not lines.endswith("\n") or lines.count("\n") > MOST_LINES:
        raise NoSignatureLines
    read = []
    for line in lines[:-1].split("\n"):
        match = _LINE.fullmatch(line)
        try:
            content = base64.b64decode(match["content"], validate=True) if match else b""
        except binascii.Error:
            content = b""
        if match is None or len(content) <= _ID:
            raise NoSignatureLines
        read.append((match["name"], content, f"{line}\n"))
    return read


def _verify(key: WitnessKey, body: str, stamped: bytes) -> int:
    cosigned_at = int.from_bytes(stamped[:_TIME])
    if len(stamped) != _TIME + _SIGNATURE or cosigned_at > _LATEST:
        raise CosignatureWrong("has a line whose time or signature is of the wrong length")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(
            stamped[_TIME:], message(body, cosigned_at)
        )
    except (InvalidSignature, ValueError):
        raise CosignatureWrong("has a line that does not verify under this checkpoint") from None
    return cosigned_at
