"""Check a civic lottery again, with nothing but Python: one file, no dependency.

python -m panel.selection.verify DOCUMENT.json DIGITS [ROOT]

DOCUMENT is what was published before the draw, DIGITS the three digits from the public source that
it names, ROOT the commitment as it was known before the draw. Prints the root and the panel that
was drawn. Ends with 1 where the document is not what was committed to, or breaks its own rules.

The root is RFC 6962's over these leaves, in this order, each canonical JSON (keys sorted, no
spaces, UTF-8): the terms (seats, quotas), each entry of the pool, each panel.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

PANELS = 1000
"""As many as three digits can tell apart."""


def canonical(value: Any) -> bytes:
    """Write JSON the one way that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def merkle_root(leaves: list[bytes]) -> bytes:
    """Hash leaves into a root as RFC 6962, section 2.1, does."""
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def root_of(document: dict[str, Any]) -> str:
    """Give the root of a published document, in hexadecimal."""
    leaves = [{"terms": document["terms"]}]
    leaves += [{"pool": at, "entry": entry} for at, entry in enumerate(document["pool"])]
    leaves += [{"panel": at, "people": people} for at, people in enumerate(document["panels"])]
    return merkle_root([canonical(leaf) for leaf in leaves]).hex()


def drawn(document: dict[str, Any], digits: str) -> list[str]:
    """Give the panel that three digits pick.

    Raises:
        ValueError: if they are not three digits, or the document can't be drawn from.
    """
    if len(digits) != 3 or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a draw is three digits, 000 to 999")
    panels = document["panels"]
    if len(panels) != PANELS:
        raise ValueError("a document has 1,000 panels")
    pool, seats = set(map(_pseudonym, document["pool"])), document["terms"]["seats"]
    if len(pool) != len(document["pool"]):
        raise ValueError("a pseudonym comes twice in the pool")
    for people in panels:
        if len(set(people)) != seats or len(people) != seats or not pool.issuperset(people):
            raise ValueError("a panel does not have its seats filled from the pool")
    chosen: list[str] = panels[int(digits)]
    return chosen


def _pseudonym(entry: dict[str, Any]) -> str:
    pseudonym: str = entry["pseudonym"]
    return pseudonym


def main(arguments: list[str]) -> int:
    """Check, and print; give the status to end with."""
    if len(arguments) not in {2, 3}:
        print(__doc__)  # noqa: T201 - it is a command
        return 2
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    root = root_of(document)
    print(f"root {root}")  # noqa: T201
    if arguments[2:] and arguments[2] != root:
        print("this is not what was committed to")  # noqa: T201
        return 1
    try:
        people = drawn(document, arguments[1])
    except ValueError as wrong:
        print(wrong)  # noqa: T201
        return 1
    print(f"panel {arguments[1]}", *people, sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
