"""Read by every Python that runs at another moment (`tests/at.py`).

libfaketime refuses the sleep of Python, which waits for a moment of the clock that is not faked.
"""

from __future__ import annotations

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex, /) -> None:
    """Wait, as `time.sleep` does."""
    select.select([], [], [], float(seconds))


time.sleep = sleep
