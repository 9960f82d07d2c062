"""What can stop the walk."""

from __future__ import annotations


class BrokenThread(Exception):
    """A link of the thread is missing or wrong; the message names the link and what was seen."""
