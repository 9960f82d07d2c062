"""A program that reads an Excel file as the service does, each batch in another thread.

In its own process, because what it is about kills one: a file of lxml that was read on by other
threads died when it was let go of, though not with every size. With this one it did each time.
"""

from __future__ import annotations

import asyncio
import gc
import io
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from insights.feedback import importing
from insights.feedback.forms import form_of, open_rows
from insights.feedback.mapping import Mapping
from xlsx_support import MAIN, SHEET, workbook

ROWS = 15_000


class Turns(ThreadPoolExecutor):
    """Gives each piece of work to the next of four threads, as a busy pool may."""

    def __init__(self) -> None:
        super().__init__(1)
        self._each = [ThreadPoolExecutor(1) for _ in range(4)]
        self._turn = 0
        self.threads: set[int] = set()

    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Let the next one do it."""
        self._turn += 1
        return self._each[self._turn % 4].submit(self._noted, work, *args, **named)

    def _noted(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        self.threads.add(threading.get_ident())
        return work(*args, **named)


def write(file: IO[bytes]) -> None:
    """Write a header and comments, the sheet by hand: no library but the reader's is to blame."""
    with ZipFile(io.BytesIO(workbook())) as book, ZipFile(file, "w", ZIP_DEFLATED) as written:
        for name in book.namelist():
            if name != SHEET:
                written.writestr(name, book.read(name))
        with written.open(SHEET, "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in range(1, ROWS + 2):
                cells = "".join(
                    f'<c r="{c}{row}" t="inlineStr"><is><t>{row if row > 1 else c} '
                    "said word word word </t></is></c>"
                    for c in "ABCD"
                )
                sheet.write(f'<row r="{row}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


async def read(file: IO[bytes]) -> tuple[int, int]:
    """Read it; gives how many rows there were, and how many threads read them."""
    turns = Turns()
    asyncio.get_running_loop().set_default_executor(turns)
    form = await asyncio.to_thread(form_of, file, None)
    mapping = Mapping(text="A said word word word")
    _, opened = await asyncio.to_thread(open_rows, file, form, "auto", ",")
    count = 0
    with opened as rows:
        entries, fitted = importing.fit(rows, mapping, today=date(2025, 1, 1), key=b"key")
        async for batch in importing.ahead(importing.batches(entries, fitted)):
            count += len(batch.records)
    return count, len(turns.threads)


def main() -> None:
    """Read, let go of all, and say what was read."""
    with tempfile.TemporaryFile() as file:
        write(file)
        count, threads = asyncio.run(read(file))
    gc.collect()
    sys.stdout.write(f"{count} rows by {threads} threads\n")


if __name__ == "__main__":
    main()
