"""Why a file is refused: in words that say what to do, and never what the file says."""

from __future__ import annotations

from common.inspection.found import Refused

_WORDS = {
    "damaged": "The file is damaged or was cut off. Open it, save it again, and send that.",
    "locked": "The file is locked with a password. Save it without one.",
    "too-heavy": "The file takes too long or too much memory to look through. Split it into parts.",
    "too-long": "The file has more parts or pages than are looked through. Split it into parts.",
    "bomb": "The file unpacks to far more than it is. It is not taken.",
    "other-kind": "The content of the file is not what its name says. Save it as what it is.",
    "macros": "The file has macros. Save it without them, as .docx, .xlsx or .pptx.",
    "embedded": "The file has another file or program inside. Take it out and send it by itself.",
    "script": "The PDF has a script or an action that runs. Print it to a new PDF and send that.",
    "form-program": "The PDF is a form with a program in it (XFA). Print it to a new PDF.",
    "plays": "The PDF has a film, a sound or a model inside. Take it out and send it by itself.",
    "reaches-out": "The file fetches something from elsewhere when it is opened, or takes data "
    "from another file. Put the thing itself into the file.",
    "comments": "The file has comments or notes of reviewers. Answer them, delete them, send it.",
    "changes": "The file has tracked changes. Accept or reject each of them, then send it again.",
    "hidden-text": "The file has text that is hidden. Show it or delete it, then send it again.",
    "hidden-sheets": "The workbook has hidden sheets, rows or columns. Show or delete them.",
    "hidden-data": "The workbook has a pivot table, which keeps all the data that it was made "
    "from. Paste it as values.",
    "hidden-slides": "The file has hidden slides or speaker notes. Show or delete them.",
    "hidden-layers": "The PDF has layers that are hidden. Show or delete them, then send it again.",
    "redactions": "The PDF has redactions that are only marked: the words are still there. Apply "
    "them, then send it again.",
}  # fmt: skip


def refused(code: str, place: str | None = None) -> Refused:
    """Give the refusal of a code, with the place that shows it.

    Args:
        place: such as "page 3"; never words of the file.
    """
    words = _WORDS[code]
    return Refused(code, words if place is None else f"{words} See {place}.")
