"""Reads the text of minutes (domain.md, rule 14 of governance). Pure: text in, draft out.

Nothing can be invented here: text only ever comes out of a `Passage` by cutting, and every cut
keeps the numbers of the lines that it came from.
"""

from governance.minutes.reading.reader import read_minutes

__all__ = ["read_minutes"]
