"""JSON Web Key Sets on disk: made on first run, rotated by key id, read again when they change.

    python -m common.crypto.keys generate --private keys/private.json --public keys/public.json
    python -m common.crypto.keys rotate --private keys/private.json --public keys/public.json

The first key of the private set signs. The public set holds every key whose tokens may still be
about, so a rotation refuses nobody. Keys are Ed25519 (RFC 8037); a key id is the RFC 7638
thumbprint.
"""

from __future__ import annotations

import base64
import os
import runpy
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import Key, KeySet, OKPKey

KEPT = 2
"""How many private keys are kept: the one that signs and the one before it."""

ALGORITHM = "Ed25519"
"""The JOSE name of EdDSA over Curve25519 (RFC 9864, which retires the name EdDSA)."""


def generate_key() -> OKPKey:
    """Make a signing key that bears its thumbprint as key id."""
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}, private=True)
    parameters: dict[str, Any] = {"use": "sig", "alg": ALGORITHM, "kid": key.thumbprint()}
    return OKPKey.import_key(key.as_dict(private=True) | parameters)


def derived_key(seed: bytes) -> OKPKey:
    """Give the signing key that 32 secret bytes stand for, always the same one."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    parts = {"d": seed, "x": private.public_key().public_bytes_raw()}
    encoded = {n: base64.urlsafe_b64encode(b).decode().rstrip("=") for n, b in parts.items()}
    named = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": ALGORITHM}
    entry: dict[str, Any] = named | encoded
    return OKPKey.import_key(entry | {"kid": OKPKey.import_key(entry).thumbprint()})


def public_keys(keys: KeySet) -> KeySet:
    """Give the same keys without their private parts."""
    return KeySet([_okp(key.as_dict(private=False)) for key in keys.keys])


def read_keys(path: Path) -> KeySet:
    """Read a key set.

    Raises:
        ValueError: if the file is no JSON Web Key Set of Ed25519 keys with ids.
        OSError: if it can't be read.
    """
    content = orjson.loads(path.read_bytes())
    if not isinstance(content, dict) or not isinstance(content.get("keys"), list):
        raise ValueError("not a JSON Web Key Set: it needs a member `keys` with a list")
    keys: list[Key] = [_okp(entry) for entry in content["keys"]]
    if not keys or any(key.kid is None for key in keys):
        raise ValueError("a key set holds at least one key, and each has a `kid`")
    return KeySet(keys)


def write_keys(keys: KeySet, path: Path, *, private: bool) -> None:
    """Write a key set in one step; private ones can be read by their owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"keys": [key.as_dict(private=private) for key in keys.keys]}
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    mode = 0o600 if private else 0o644
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
    temporary.chmod(mode)
    temporary.replace(path)


def generate(private: Path, public: Path) -> None:
    """Make a first pair of files; leaves them alone where the private one is there."""
    if not private.exists():
        write_keys(KeySet([generate_key()]), private, private=True)
    write_keys(public_keys(read_keys(private)), public, private=False)


def rotate(private: Path, public: Path) -> None:
    """Put a new signing key first, and keep the one before it until its tokens have expired.

    Publish the public file first in a cluster: the order of writing here is public, then private.
    """
    keys = KeySet([generate_key(), *read_keys(private).keys[: KEPT - 1]])
    write_keys(public_keys(keys), public, private=False)
    write_keys(keys, private, private=True)


def _okp(entry: dict[str, Any]) -> OKPKey:
    if entry.get("kty") != "OKP" or entry.get("crv") != "Ed25519":
        raise ValueError("only Ed25519 keys are taken (kty OKP, crv Ed25519)")
    return OKPKey.import_key(entry)


if __name__ == "__main__":
    runpy.run_module("common.crypto.key_commands", run_name="__main__", alter_sys=True)
