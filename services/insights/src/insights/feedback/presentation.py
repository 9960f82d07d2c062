"""Imports of feedback as they are shown."""

from __future__ import annotations

from typing import cast

from insights.feedback.forms import Form
from insights.feedback.models import FeedbackImport, FeedbackRejection
from insights.feedback.schemas import ImportReport, RejectionOut


def rejection_out(rejection: FeedbackRejection) -> RejectionOut:
    """Show a rejection."""
    return RejectionOut(line=rejection.line, field=rejection.field, reason=rejection.reason)


def report_out(report: FeedbackImport, rejected: list[RejectionOut]) -> ImportReport:
    """Show what became of a file."""
    return ImportReport(
        import_id=report.id,
        source_id=report.source_id,
        dry_run=report.dry_run,
        rows=report.rows,
        accepted=report.accepted,
        blank=report.blank,
        duplicates=report.duplicates,
        rejected_rows=report.rejected,
        rejected=rejected,
        form=cast(Form, report.form),
        encoding=report.encoding,
        missing_columns=report.missing_columns,
        same_file_as=report.same_file_as,
        imported_at=report.imported_at,
    )
