"""What can go wrong with insight reports."""

from __future__ import annotations

from common.errors import Conflict, NotFound


class InsightReportNotFound(NotFound):
    """No such report, or the reader may not know that there is."""

    code = "insight-report-not-found"
    title = "There is no such insight report"

    def __init__(self) -> None:
        super().__init__("You can see no report with that id. GET /insight-reports lists them.")


class InsightReportPublished(Conflict):
    """It is an item of the library already."""

    code = "insight-report-published"
    title = "The report is published already"

    def __init__(self) -> None:
        super().__init__("Make a new report, and let its item supersede the old one's.")
