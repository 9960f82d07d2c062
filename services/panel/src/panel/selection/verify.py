"""Check a civic lottery again, with nothing but Python: one file, no dependency.

python3 golden_thread_lottery.py DOCUMENT.json DIGITS [ROOT] [POOL.json]
python -m panel.selection.verify DOCUMENT.json DIGITS [ROOT] [POOL.json]

DOCUMENT is what was published before the draw, DIGITS the three digits from the public source that
it names, ROOT the commitment as it was known before the draw. Prints the root, the terms, the panel
that was drawn, and its reserves in their order. Ends with 1 where the document is not what was
committed to, or breaks its own rules, and with 2 where it is no such document.

In place of DIGITS the file DRAWS.json can be given, the published entries of digits: where some
were entered wrongly and corrected, every entry is printed, with when and why. The last one draws.
Look the digits up in the source yourself: no program can tell which of them are right.

POOL is for auditors: the whole pool opened, a list of pseudonym, salt and values, and household of
those who told theirs. With it every commitment is made again, and every one of the 1,000 panels is
held to the quotas, and to have nobody of the household of another.

The root is RFC 6962's over these leaves, in this order, each canonical JSON (keys sorted, no
spaces, UTF-8): the terms (seats, quotas), each entry of the pool, each panel, the reserves of each.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

PANELS = 1000
"""As many as three digits can tell apart."""
_COMMITTED = ("household", "pseudonym", "salt", "values")


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
    some = enumerate(document.get("reserves", []))
    leaves += [{"reserves": at, "people": people} for at, people in some]
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
    reserves = document.get("reserves", [])
    if reserves and len(reserves) != PANELS:
        raise ValueError("not every panel has its reserves")
    for people, others in zip(panels, reserves, strict=False):
        if len(set(others)) != len(others) or not pool.difference(people).issuperset(others):
            raise ValueError("reserves come twice, sit on their panel, or are not in the pool")
    chosen: list[str] = panels[int(digits)]
    return chosen


def check_opened(document: dict[str, Any], opened: list[dict[str, Any]]) -> int:
    """Hold every commitment and every panel to the opened pool; give how many are not opened,
    since they left. A panel with any of those is held to maximums, and to minimums as far as is
    known.

    Raises:
        ValueError: if a commitment is of something else, or a panel breaks a quota, or has two of
            one household.
    """
    values = {one["pseudonym"]: one["values"] for one in opened}
    commitments = {
        one["pseudonym"]: hashlib.sha256(
            canonical({name: one[name] for name in _COMMITTED if one.get(name) is not None})
        ).hexdigest()
        for one in opened
    }
    published = {entry["pseudonym"]: entry["values"] for entry in document["pool"]}
    if any(published.get(name) != commitment for name, commitment in commitments.items()):
        raise ValueError("somebody's commitment is not of the values that were opened")
    homes = {one["pseudonym"]: one.get("household") for one in opened}
    for at, people in enumerate(document["panels"]):
        shared = [homes[one] for one in people if homes.get(one) is not None]
        if len(set(shared)) != len(shared):
            raise ValueError(f"panel {at:03} has two of one household")
        known = [values[one] for one in people if one in values]
        unknown = len(people) - len(known)
        for category, value, least, most in document["terms"]["quotas"]:
            have = sum(one.get(category) == value for one in known)
            if have > most or have + unknown < least:
                raise ValueError(f"panel {at:03} has {have} of {category} {value}")
    return len(published) - len(values)


def _pseudonym(entry: dict[str, Any]) -> str:
    pseudonym: str = entry["pseudonym"]
    return pseudonym


def terms_told(document: dict[str, Any]) -> list[str]:
    """Tell what was fixed before the draw, a line each: above all where the digits come from.

    Raises:
        ValueError: if the digits may have been known when the document was committed to.
    """
    terms = document["terms"]
    committed_on, draw_on = terms.get("committed_on"), terms.get("draw_on")
    if committed_on and draw_on and draw_on <= committed_on:
        raise ValueError(f"committed on {committed_on} to digits of {draw_on}: not a later day")
    names = ("title", "seats", "source", "committed_on", "draw_on")
    told = [f"{name} {terms[name]}" for name in names if name in terms]
    quotas = terms.get("quotas", [])
    return told + [f"quota {of} {value} {least} to {most}" for of, value, least, most in quotas]


def digits_in_force(document: dict[str, Any], draws: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """Give the digits of the last entry, and what is to be told of all of them, a line each.

    Raises:
        ValueError: if entries are missing, a correction gives no reason or corrects nothing, or
            digits were entered before the day of the draw.
    """
    if not draws or [one["number"] for one in draws] != list(range(1, len(draws) + 1)):
        raise ValueError("these are not all entries of digits, in their order")
    told = []
    for at, one in enumerate(draws):
        panel = drawn(document, one["digits"])
        if _latest_day(str(one["recorded_at"])) < document["terms"].get("draw_on", ""):
            raise ValueError(f"entry {one['number']} is of before the day of the draw")
        if at and not one.get("reason"):
            raise ValueError(f"entry {one['number']} corrects without a reason")
        if at and one["digits"] == draws[at - 1]["digits"]:
            raise ValueError(f"entry {one['number']} corrects nothing")
        told.append(f"entry {one['number']} digits {one['digits']} on {one['recorded_at']}")
        told.append(f"  source looked up at {one['evidence']}")
        if at:
            others = set(drawn(document, draws[at - 1]["digits"]))
            same = len(others.intersection(panel))
            told.append(f"  corrects entry {at}: {one['reason']}")
            told.append(f"  {same} of {len(panel)} are on both panels")
        if one.get("told"):
            told.append(f"  people had been invited; they are told: {one['told']}")
    return draws[-1]["digits"], told


def _latest_day(moment: str) -> str:
    """Give the day of a moment by a clock an hour ahead of UTC, as England's is in summer: the day
    of the draw is England's."""
    read = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    return (read.astimezone(timezone.utc) + timedelta(hours=1)).date().isoformat()  # noqa: UP017


def main(arguments: list[str]) -> int:
    """Check, and print; give the status to end with."""
    if len(arguments) not in {2, 3, 4}:
        print(__doc__)  # noqa: T201 - it is a command
        return 2
    try:
        return _checked(arguments)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as unread:
        print(f"this can't be read: {unread}")  # noqa: T201
    except (KeyError, TypeError, AttributeError):
        print("this is not what a lottery publishes, or not its opened pool")  # noqa: T201
    return 2


def _checked(arguments: list[str]) -> int:
    document = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    root = root_of(document)
    print(f"root {root}")  # noqa: T201
    if arguments[2:] and arguments[2].lower() != root:
        print("this is not what was committed to")  # noqa: T201
        return 1
    try:
        print(*terms_told(document), sep="\n")  # noqa: T201
        digits = arguments[1]
        if digits.lower().endswith(".json"):
            draws = json.loads(Path(digits).read_text(encoding="utf-8"))
            digits, told = digits_in_force(document, draws)
            print(*told, sep="\n")  # noqa: T201
        people = drawn(document, digits)
        if arguments[3:]:
            opened = json.loads(Path(arguments[3]).read_text(encoding="utf-8"))
            left = check_opened(document, opened)
            print(f"every panel keeps the quotas; {left} of the pool not opened")  # noqa: T201
    except ValueError as wrong:
        print(wrong)  # noqa: T201
        return 1
    print(f"panel {digits}", *people, sep="\n")  # noqa: T201
    if document.get("reserves"):
        print("reserves", *document["reserves"][int(digits)], sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
