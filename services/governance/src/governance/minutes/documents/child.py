"""The process that reads one document: bytes in, lines out as JSON, within bounds of its own.

Run by `bounded`; takes its bounds as arguments: bytes of memory, seconds of processor.
"""

from __future__ import annotations

import json
import sys

from common.bounded import bound
from governance.minutes.documents.form import Unreadable


def main() -> None:
    """Read the document on the standard input."""
    memory, seconds = (int(argument) for argument in sys.argv[1:3])
    bound(memory, seconds)
    data = sys.stdin.buffer.read()
    try:
        answer = _read(data)
    except Unreadable as error:
        answer = {"refused": error.code, "words": error.words}
    except MemoryError:
        answer = {"refused": "too-heavy", "words": "too heavy to read: it takes too much memory"}
    except RecursionError:
        answer = {"refused": "damaged", "words": "a document with parts within parts without end"}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _read(data: bytes) -> dict[str, object]:
    # Parsers are heavy and only this process needs them.
    from governance.minutes.documents.kinds import read  # noqa: PLC0415

    kind, script = read(data)
    return {
        "kind": kind,
        "text": script.text,
        "page_starts": script.page_starts,
        "silent_pages": script.silent_pages,
        "left_out": [vars(one) for one in script.left_out],
    }


if __name__ == "__main__":
    main()
