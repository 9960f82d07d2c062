"""The process that inspects one document: bytes in; a line of JSON and the clean copy out.

Run by `inspecting`; takes its bounds as arguments, then the kind that the name says.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from common.bounded import bound
from common.inspection.found import Found, Refused
from common.inspection.refusals import refused


def main() -> None:
    """Inspect the document on the standard input."""
    memory, seconds, kind = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    bound(memory, seconds)
    data = sys.stdin.buffer.read()
    clean = b""
    try:
        found, clean = _inspected(data, kind)
        told = {**asdict(found), "size": len(clean)}
    except Refused as error:
        told = {"refused": error.code, "words": error.words}
    except MemoryError:
        told = {"refused": "too-heavy", "words": refused("too-heavy").words}
    except RecursionError:
        told = {"refused": "damaged", "words": refused("damaged").words}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.write(clean)


def _inspected(data: bytes, kind: str) -> tuple[Found, bytes]:
    # Parsers are heavy and only this process needs them.
    if kind == "pdf":
        from common.inspection.pdf import inspect_pdf  # noqa: PLC0415

        return inspect_pdf(data)
    from common.inspection.office import inspect_office  # noqa: PLC0415

    return inspect_office(data, kind)


if __name__ == "__main__":
    main()
