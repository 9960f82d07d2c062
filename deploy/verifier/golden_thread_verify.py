#!/usr/bin/env python3
"""Verifies a Golden Thread decision log. One file, Python 3.10 or newer, nothing else needed.

    golden_thread_verify.py LOG --key KEY [--kept FILE] whole
    golden_thread_verify.py LOG --key KEY [--kept FILE] range FIRST END
    golden_thread_verify.py LOG --key KEY [--kept FILE] decision REFERENCE [--opened FILE]
    golden_thread_verify.py LOG --key KEY download FOLDER

LOG is the log's address (https://…/log/QE1) or a folder that `download` made; a folder needs no
network. KEY is the log's verifier key, taken once from where you trust it. FILE is a checkpoint
kept from an earlier visit: with it, nobody can show you another past, not even who holds the log's
key. `--keep FILE` writes the present checkpoint there after everything has been proved.

Witnesses watch that the log shows everybody the same. `--witness KEY`, once for each whom you
trust, asks that all of them have cosigned the checkpoint; `--quorum N`, that N of them have.

Formats: RFC 6962 (hashing, proofs), C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature and
signed-note, RFC 8032 (Ed25519), RFC 8785 (canonical JSON).

Exit status: 0 proved, 1 not proved, 2 wrong use.
"""

# It talks to who runs it, and opens the address that it was given.
# ruff: noqa: T201, S310
from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import time
import urllib.error
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

WIDTH = 256
HASH = 32
EMPTY = hashlib.sha256().digest()
EXACT = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly (RFC 7493)."""
PATIENCE = 8
"""How often a busy log is asked again."""
SKEW = 600
"""Seconds by which a witness's clock may be ahead of this one."""


class NotProved(Exception):
    """Something does not fit; the message says what."""


# --- Ed25519 (RFC 8032, section 5.1.7), verification alone: nothing here is secret --------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z."""


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


def _point(encoded: bytes) -> Point | None:
    """Read a point; None where the bytes are none, or not written in the one right way."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=4096)
def signature_is_good(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature by Ed25519 is of this key and message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= L or BASE is None:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(s, BASE), _add(commitment, _times(h, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# --- Signed notes and checkpoints ----------------------------------------------------------------


PLAIN, COSIGNATURE = b"\x01", b"\x04"
"""Types of keys: a log's, and a witness's."""
KINDS = {PLAIN: "a log's", COSIGNATURE: "a witness's"}


class Key(NamedTuple):
    """Whose signature is looked for."""

    name: str
    id: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """What a log signed of itself."""

    origin: str
    size: int
    root: bytes


def open_checkpoint(note: bytes, verifier_key: str) -> Checkpoint:
    """Read a checkpoint that bears a good signature by the key.

    Raises:
        NotProved: if it isn't a checkpoint of the key's log, or the key did not sign it.
    """
    key = _verifier_key(verifier_key, PLAIN)
    message, contents = _signatures(note, key)
    if not any(signature_is_good(key.public, message, content) for content in contents):
        raise NotProved("the checkpoint bears no good signature by the log's key")
    lines = message.decode().split("\n")
    if len(lines) < 4 or lines[0] != key.name or not re.fullmatch(r"0|[1-9][0-9]*", lines[1]):
        raise NotProved("the checkpoint is not of this log")
    root = _base64(lines[2].encode())
    if len(root) != HASH:
        raise NotProved("the checkpoint has no root hash")
    return Checkpoint(key.name, int(lines[1]), root)


def cosigned_at(note: bytes, witness_key: str) -> int | None:
    """Give the time (seconds since 1970) at which a witness says that it saw this checkpoint; None
    if it has not cosigned it.

    Raises:
        NotProved: if it has signed something else than this checkpoint, or in the future.
    """
    key = _verifier_key(witness_key, COSIGNATURE)
    message, contents = _signatures(note, key)
    times = []
    for content in contents:
        at = int.from_bytes(content[:8], "big")
        signed = f"cosignature/v1\ntime {at}\n".encode() + message
        if not signature_is_good(key.public, signed, content[8:]):
            raise NotProved(f"the cosignature by {key.name} is not of this checkpoint")
        if at > time.time() + SKEW:
            raise NotProved(f"the cosignature by {key.name} is from the future")
        times.append(at)
    return max(times, default=None)


def check_witnesses(note: bytes, witness_keys: list[str], quorum: int) -> dict[str, int]:
    """Check that enough witnesses have cosigned; gives when, by name. A key counts once.

    Raises:
        NotProved: if fewer have, or one has signed something else.
    """
    found = {}
    for text in witness_keys:
        key, at = _verifier_key(text, COSIGNATURE), cosigned_at(note, text)
        if at is not None:
            found[key.public] = (key.name, at)
    if len(found) < quorum:
        raise NotProved(f"{len(found)} of the witnesses have cosigned, and {quorum} are wanted")
    return dict(found.values())


def _signatures(note: bytes, key: Key) -> tuple[bytes, list[bytes]]:
    """Give what a note's signatures are under, and those that name the key."""
    text, blank, signatures = note.rpartition(b"\n\n")
    if not blank or not note.endswith(b"\n"):
        raise NotProved("the checkpoint is no signed note")
    prefix = "\N{EM DASH} ".encode() + key.name.encode() + b" "
    lines = [line for line in signatures.splitlines() if line.startswith(prefix)]
    contents = [_base64(line[len(prefix) :]) for line in lines]
    return text + b"\n", [content[4:] for content in contents if content[:4] == key.id]


def _verifier_key(text: str, kind: bytes) -> Key:
    parts = text.strip().split("+", 2)
    content = _base64(parts[-1].encode())
    if len(parts) != 3 or len(content) != 33 or content[:1] != kind:
        raise NotProved(f"the verifier key is not {KINDS[kind]} with Ed25519: name+id+key")
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + content).digest()[:4]
    if key_id.hex() != parts[1]:
        raise NotProved("the verifier key's id does not fit its name and key")
    return Key(parts[0], key_id, content[1:])


def _base64(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotProved("something that should be base64 is not") from None


# --- Merkle trees (RFC 6962 and RFC 9162, section 2.1) -------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """Hash a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(hashes: list[bytes]) -> bytes:
    """Give the root over hashes."""
    if not hashes:
        return EMPTY
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        rest = hashes[-1:] if len(hashes) % 2 else []
        hashes = [node_hash(left, right) for left, right in pairs] + rest
    return hashes[0]


def check_inclusion(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> None:
    """Check a proof that a leaf is in a tree (RFC 9162, 2.1.3.2)."""
    node, last, value = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            raise NotProved("an inclusion proof is too long")
        if node & 1 or node == last:
            value = node_hash(hash_, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, hash_)
        node, last = node >> 1, last >> 1
    if index >= size or last != 0 or value != root:
        raise NotProved(f"leaf {index} is not in the tree that was signed")


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]
) -> None:
    """Check a proof that a tree only grew (RFC 9162, 2.1.4.2); both have a leaf at least."""
    if old == new:
        if proof or old_root != new_root:
            raise NotProved("the log was rewritten since the kept checkpoint")
        return
    path = ([old_root] if old & (old - 1) == 0 else []) + proof
    if not 0 < old < new or not path:
        raise NotProved("a consistency proof does not fit its sizes")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for hash_ in path[1:]:
        if last == 0:
            raise NotProved("a consistency proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(hash_, before), node_hash(hash_, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, hash_)
        node, last = node >> 1, last >> 1
    if last != 0 or before != old_root or after != new_root:
        raise NotProved("the log was rewritten since the kept checkpoint")


# --- Reading a log -------------------------------------------------------------------------------


class Folder:
    """A log in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        """Give a file of the log."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            raise NotProved(f"{path} is missing") from None


class Web:
    """A log over HTTP. Waits where the log asks it to."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def read(self, path: str) -> bytes:
        """Give a file of the log."""
        for _ in range(PATIENCE):
            try:
                with urllib.request.urlopen(f"{self.address}/{path}", timeout=30) as answer:
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503):
                    raise NotProved(f"{path} is missing ({error.code})") from None
                wait = error.headers.get("Retry-After") or "5"
                time.sleep(min(int(wait), 60) if wait.isdecimal() else 5)
            except OSError as error:
                raise NotProved(f"{path} cannot be read: {type(error).__name__}") from None
        raise NotProved(f"{path} cannot be read: the log is too busy")


def tile_path(level: str, number: int, width: int) -> str:
    """Give a tile's address."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


class Log:
    """A log under one checkpoint. Nothing that it gives is trusted before a root proves it.

    Args:
        source: reads the log's files (`Folder`, `Web`).
    """

    def __init__(self, source: Any, checkpoint: Checkpoint) -> None:
        self.source = source
        self.checkpoint = checkpoint
        self._tiles: dict[tuple[str, int], bytes] = {}

    def entries(self, number: int) -> list[bytes]:
        """Give the entries of a bundle."""
        content = self._tile("entries", number)
        entries, at = [], 0
        while at < len(content):
            length = int.from_bytes(content[at : at + 2], "big")
            entries.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        wanted = min(WIDTH, self.checkpoint.size - number * WIDTH)
        if at != len(content) or len(entries) != wanted:
            raise NotProved(f"bundle {number} does not hold its {wanted} entries")
        return entries

    def hashes(self, level: int, number: int) -> list[bytes]:
        """Give the hashes of a tile."""
        content = self._tile(str(level), number)
        wanted = min(WIDTH, (self.checkpoint.size >> (8 * level)) - number * WIDTH)
        if len(content) != wanted * HASH:
            raise NotProved(f"tile {level}/{number} does not hold its {wanted} hashes")
        return [content[at : at + HASH] for at in range(0, len(content), HASH)]

    def entry(self, index: int) -> bytes:
        """Give an entry that is proved to be under the checkpoint."""
        entry = self.entries(index // WIDTH)[index % WIDTH]
        proof = self.inclusion(index)
        size, root = self.checkpoint.size, self.checkpoint.root
        check_inclusion(index, size, leaf_hash(entry), proof, root)
        return entry

    def inclusion(self, index: int) -> list[bytes]:
        """Make the proof of a leaf from tiles (RFC 6962, 2.1.1)."""
        low, high, path = 0, self.checkpoint.size, []
        while high - low > 1:
            middle = low + (1 << ((high - low - 1).bit_length() - 1))
            left = index < middle
            path.append(self._range(middle, high) if left else self._range(low, middle))
            low, high = (low, middle) if left else (middle, high)
        return path[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """Make the proof that the log grew from an older size (RFC 6962, 2.1.2)."""
        low, high, whole, path = 0, self.checkpoint.size, True, []
        while old < high:
            middle = low + (1 << ((high - low - 1).bit_length() - 1))
            if old <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._range(low, high))
        return path[::-1]

    def _range(self, low: int, high: int) -> bytes:
        height = (high - low).bit_length() - 1
        node = self._node(height, low >> height)
        middle = low + (1 << height)
        return node if middle == high else node_hash(node, self._range(middle, high))

    def _node(self, height: int, index: int) -> bytes:
        level, spare = divmod(height, 8)
        first = index << spare
        hashes = self.hashes(level, first // WIDTH)
        return tree_root(hashes[first % WIDTH :][: 1 << spare])

    def _tile(self, level: str, number: int) -> bytes:
        key = (level, number)
        if key not in self._tiles:
            filled = self.checkpoint.size >> (0 if level == "entries" else 8 * int(level))
            width = min(WIDTH, filled - number * WIDTH)
            if width < 1:
                raise NotProved(f"the log has no tile {level}/{number}")
            self._tiles[key] = self.source.read(tile_path(level, number, width))
        return self._tiles[key]


# --- What is verified ----------------------------------------------------------------------------


def open_log(source: Any, verifier_key: str, kept: bytes | None = None) -> Log:
    """Open a log at its present checkpoint, proved to continue the kept one.

    Raises:
        NotProved: if it does not.
    """
    log = Log(source, open_checkpoint(source.read("checkpoint"), verifier_key))
    if kept is not None:
        old = open_checkpoint(kept, verifier_key)
        if old.size > log.checkpoint.size:
            raise NotProved("the log is shorter than the kept checkpoint says: it was cut")
        if old.size:
            proof = log.consistency(old.size)
            check_consistency(old.size, log.checkpoint.size, old.root, log.checkpoint.root, proof)
    return log


def verify_whole(log: Log) -> int:
    """Verify every entry, tile and statement of a log; gives how many leaves it has.

    Raises:
        NotProved: at the first thing that does not fit.
    """
    size, level, hashes = log.checkpoint.size, 0, []
    bundles = range((size + WIDTH - 1) // WIDTH)
    for number in bundles:
        hashes += [leaf_hash(entry) for entry in log.entries(number)]
    if tree_root(hashes) != log.checkpoint.root:
        raise NotProved("the entries are not those that were signed")
    story = Story(log.checkpoint.origin)
    for number in bundles:
        for index, entry in enumerate(log.entries(number), number * WIDTH):
            story.hear(index, entry)
    while hashes:
        tiles = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        for number, tile in enumerate(tiles):
            if log.hashes(level, number) != tile:
                raise NotProved(f"tile {level}/{number} does not fit the entries")
        hashes = [tree_root(tile) for tile in tiles if len(tile) == WIDTH]
        level += 1
    return size


def verify_range(log: Log, first: int, end: int) -> int:
    """Verify the leaves from one place up to, not with, another; gives how many."""
    if not 0 <= first < end <= log.checkpoint.size:
        raise NotProved(f"the log has leaves 0 to {log.checkpoint.size - 1}")
    story = Story(log.checkpoint.origin, whole=False)
    for index in range(first, end):
        story.hear(index, log.entry(index))
    return end - first


def verify_decision(log: Log, reference: str) -> list[dict[str, Any]]:
    """Find every version of a decision, and prove each; gives what the log says, with its place.

    Every entry is held against the signed root: among entries that nobody proved, a later version
    could be hidden, and what was corrected would be shown as if it stood. A reference leads to one
    decision, with all that was said of it, under whatever reference.
    """
    places: dict[str, list[int]] = {}
    named, hashes = set(), []
    system = log.checkpoint.origin.rpartition("/")[2]
    for number in range((log.checkpoint.size + WIDTH - 1) // WIDTH):
        for index, entry in enumerate(log.entries(number), number * WIDTH):
            hashes.append(leaf_hash(entry))
            statement = read_statement(index, entry)
            if statement["system"] != system:
                raise NotProved(f"leaf {index} is of another system")
            places.setdefault(statement["id"], []).append(index)
            if reference in (statement["public"].get("reference"), statement["id"]):
                named.add(statement["id"])
    if tree_root(hashes) != log.checkpoint.root:
        raise NotProved("the entries are not those that were signed")
    if not named:
        raise NotProved("the log has no such decision")
    if len(named) > 1:
        raise NotProved("the log has more than one decision of that reference")
    found = [
        {"leaf_index": index, **read_statement(index, log.entries(index // WIDTH)[index % WIDTH])}
        for index in places[named.pop()]
    ]
    if [one["version"] for one in found] != list(range(1, len(found) + 1)):
        raise NotProved("the log does not have every version of it, in order")
    return found


def verify_opened(statement: dict[str, Any], opened: dict[str, Any]) -> list[str]:
    """Check the words that open a statement's commitments; gives the fields that were opened.

    A salt has 32 bytes: with a longer one, the beginning of the words could pass for salt, and
    their end for all of them.
    """
    commitments = statement.get("commitments")
    for field, opening in opened["openings"].items():
        salt, value = opening["salt"], canonical(opening["value"])
        if not re.fullmatch("[0-9a-f]{64}", salt):
            raise NotProved(f"{field} is opened with something that is no salt")
        digest = hashlib.sha256(bytes.fromhex(salt) + value).hexdigest()
        if not isinstance(commitments, dict) or commitments.get(field) != digest:
            raise NotProved(f"{field} is not what was recorded")
    return sorted(opened["openings"])


class Story:
    """What leaves say one after the other: each once, of one system, versions in order."""

    def __init__(self, origin: str, *, whole: bool = True) -> None:
        self._system = origin.rpartition("/")[2]
        self._whole = whole
        self._versions: dict[str, int] = {}

    def hear(self, index: int, entry: bytes) -> None:
        """Take the next leaf."""
        statement = read_statement(index, entry)
        if statement["system"] != self._system:
            raise NotProved(f"leaf {index} is of another system")
        subject, version = statement["id"], statement["version"]
        before = self._versions.get(subject, 0)
        if version <= before:
            raise NotProved(f"leaf {index} repeats what was said before")
        follows = statement["kind"].startswith("decision.") and (self._whole or before > 0)
        if follows and version != before + 1:
            raise NotProved(f"leaf {index} leaves out a version")
        self._versions[subject] = version


def read_statement(index: int, entry: bytes) -> dict[str, Any]:
    """Read a leaf: canonical JSON, of numbers that every reader reads alike."""
    try:
        statement: dict[str, Any] = json.loads(
            entry, parse_int=_whole_number, parse_float=_whole_number, parse_constant=_whole_number
        )
        sound = canonical(statement) == entry and isinstance(statement["public"], dict)
        sound = sound and type(statement["version"]) is int
        sound = sound and all(isinstance(statement[n], str) for n in ("system", "kind", "id"))
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise NotProved(f"leaf {index} is not a statement in canonical JSON")
    return statement


def _whole_number(text: str) -> int:
    """Read a number of JSON.

    Raises:
        ValueError: of a fraction, what is no number, and what is not exact in every language.
    """
    number = int(text)
    if abs(number) > EXACT:
        raise ValueError(text)
    return number


def canonical(value: Any) -> bytes:
    """Write JSON without fractions canonically (RFC 8785, for keys in ASCII)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def download(log: Log, folder: Path) -> int:
    """Copy a log into a folder; gives how many files were written."""
    size, paths = log.checkpoint.size, []
    folder.mkdir(parents=True, exist_ok=True)
    for number in range((size + WIDTH - 1) // WIDTH):
        paths.append(tile_path("entries", number, min(WIDTH, size - number * WIDTH)))
    level = 0
    while size >> (8 * level):
        count = size >> (8 * level)
        for number in range((count + WIDTH - 1) // WIDTH):
            paths.append(tile_path(str(level), number, min(WIDTH, count - number * WIDTH)))
        level += 1
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(log.source.read(path))
    return len(paths)


# --- The command ---------------------------------------------------------------------------------


def main(words: list[str] | None = None) -> int:
    """Run the command; gives its exit status."""
    parser = _options()
    options = parser.parse_args(words)
    if options.quorum is not None and not 1 <= options.quorum <= len(options.witness):
        parser.error("--quorum is a number from 1 to that of the witnesses named")
    web = options.log.startswith(("https://", "http://"))
    source = Web(options.log) if web else Folder(Path(options.log))
    try:
        note = source.read("checkpoint")
        kept = Path(options.kept).read_bytes() if options.kept else None
        log = open_log(_Noted(source, note), options.key, kept)
        print(f"{log.checkpoint.origin}: {log.checkpoint.size} leaves, signed by its key")
        print("continues the kept checkpoint" if kept else "no kept checkpoint was given")
        wanted = len(options.witness) if options.quorum is None else options.quorum
        for name, at in check_witnesses(note, options.witness, wanted).items():
            print(f"cosigned by {name} on {time.strftime('%Y-%m-%d %H:%M:%SZ', time.gmtime(at))}")
        _run(options, log, note)
        if options.keep:
            Path(options.keep).write_bytes(note)
    except NotProved as problem:
        print(f"NOT PROVED: {problem}", file=sys.stderr)
        return 1
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot go on: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print("PROVED")
    return 0


class _Noted:
    """A source whose checkpoint is read once, since it may grow between two readings."""

    def __init__(self, source: Any, note: bytes) -> None:
        self._source, self._note = source, note

    def read(self, path: str) -> bytes:
        content: bytes = self._note if path == "checkpoint" else self._source.read(path)
        return content


def _run(options: argparse.Namespace, log: Log, note: bytes) -> None:
    if options.command == "whole":
        print(f"{verify_whole(log)} leaves and every tile fit")
    elif options.command == "range":
        print(f"{verify_range(log, options.first, options.end)} leaves are in the log")
    elif options.command == "download":
        print(f"{download(log, Path(options.folder))} files written")
        (Path(options.folder) / "checkpoint").write_bytes(note)
    else:
        found = verify_decision(log, options.reference)
        for one in found:
            print(json.dumps(one, indent=2, ensure_ascii=False))
        for file in options.opened:
            opened = json.loads(Path(file).read_bytes())
            leaf = next((one for one in found if one["leaf_index"] == opened["leaf_index"]), None)
            if leaf is None:
                raise NotProved(f"{file} is of another decision")
            print(f"{file}: {', '.join(verify_opened(leaf, opened))} as recorded")


def _options() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("log", help="address or folder of the log")
    parser.add_argument("--key", required=True, help="the log's verifier key")
    parser.add_argument("--kept", help="file of a checkpoint that you kept")
    parser.add_argument("--keep", help="write the present checkpoint to this file once proved")
    parser.add_argument("--witness", action="append", default=[], help="a witness's verifier key")
    parser.add_argument("--quorum", type=int, help="so many witnesses are enough; all if unset")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("whole", help="verify every leaf and tile")
    some = commands.add_parser("range", help="verify some leaves")
    some.add_argument("first", type=int)
    some.add_argument("end", type=int)
    one = commands.add_parser("decision", help="verify a decision by its reference or id")
    one.add_argument("reference")
    words = "answer of .../versions/{version}/log-entry; may be given again"
    one.add_argument("--opened", action="append", default=[], help=words)
    commands.add_parser("download", help="copy the log").add_argument("folder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
