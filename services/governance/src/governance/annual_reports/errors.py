"""What can go wrong with annual reports."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class AnnualReportNotFound(NotFound):
    """No such report, or the reader may not know that there is."""

    code = "annual-report-not-found"
    title = "There is no such annual report"

    def __init__(self) -> None:
        super().__init__("You can see no report with that id. GET /annual-reports lists them.")


class AnnualReportState(Conflict):
    """A report goes draft → approved → published, and never back from there."""

    code = "annual-report-state"
    title = "The report is not in that state"


class AnnualReportExists(Conflict):
    """A report of that body and period is published already."""

    code = "annual-report-exists"
    title = "That period is reported on already"

    def __init__(self) -> None:
        super().__init__(
            "A report of this body on this period is published, and stays as it is. Draft a "
            "correction: POST /annual-reports with corrects_id and correction_reason."
        )


class PrincipleTagged(Conflict):
    """It shows that principle already."""

    code = "principle-tagged"
    title = "It shows that principle already"

    def __init__(self) -> None:
        super().__init__("It was recorded before, with its reason.")
