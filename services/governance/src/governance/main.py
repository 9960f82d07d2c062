"""Composition root of governance's API: ``python -m governance.main``."""

from __future__ import annotations

from fastapi import FastAPI

from common.db.engine import Database
from common.settings import load_settings
from common.web.app import create_app
from common.web.server import serve
from governance.actions.routes import router as actions
from governance.annual_reports.routes import public as published_annual_reports
from governance.annual_reports.routes import router as annual_reports
from governance.assemblies.routes import public as published_assemblies
from governance.assemblies.routes import router as assemblies
from governance.assurance.routes import public as published_assurance
from governance.assurance.routes import router as assurance
from governance.attachments.routes import public as published_attachments
from governance.attachments.routes import router as attachments
from governance.bodies.routes import router as bodies
from governance.calendars.routes import router as calendars
from governance.call_ins.routes import router as call_ins
from governance.circulation.routes import router as circulation
from governance.co_options.routes import router as co_options
from governance.conformance.routes import router as conformance
from governance.contacts.routes import router as contacts
from governance.decision_log.routes import router as decision_log
from governance.decisions.routes import router as decisions
from governance.defects.routes import router as defects
from governance.delegations.routes import router as delegations
from governance.deputies.routes import router as deputies
from governance.duty.routes import router as duty
from governance.evidence.routes import router as evidence
from governance.feedback.routes import router as feedback
from governance.gunning.routes import router as gunning
from governance.impacts.routes import router as impacts
from governance.interests.routes import router as interests
from governance.keys import GovernanceKeys
from governance.meetings.routes import public as published_meetings
from governance.meetings.routes import router as meetings
from governance.minutes.routes import router as minutes
from governance.motions.routes import router as motions
from governance.offices.routes import router as offices
from governance.papers.routes import public as published_papers
from governance.papers.routes import router as papers
from governance.petitions.paper_routes import router as paper_counts
from governance.petitions.routes import public as public_petitions
from governance.petitions.routes import router as petitions
from governance.plans.routes import router as plans
from governance.popolo.routes import router as popolo
from governance.public_minutes.routes import router as public_minutes
from governance.published_assessments.routes import public as published_assessments
from governance.published_assessments.routes import router as assessment_publications
from governance.questions.routes import public as published_questions
from governance.questions.routes import router as questions
from governance.register.routes import router as register
from governance.settings import GovernanceSettings
from governance.sittings.course_routes import router as course
from governance.sittings.routes import router as sittings
from governance.threads.routes import public as published_threads
from governance.threads.routes import router as threads
from governance.urgent.routes import router as urgent
from governance.vocabularies.routes import router as vocabularies
from governance.witnesses.routes import router as witnesses
from governance.working_days.routes import router as changed_days

ROUTERS = (
    vocabularies,
    bodies,
    offices,
    co_options,
    contacts,
    conformance,
    calendars,
    popolo,
    register,
    meetings,
    changed_days,
    published_meetings,
    public_minutes,
    interests,
    sittings,
    course,
    deputies,
    circulation,
    defects,
    motions,
    papers,
    published_papers,
    attachments,
    published_attachments,
    plans,
    minutes,
    decisions,
    delegations,
    call_ins,
    urgent,
    duty,
    gunning,
    impacts,
    assessment_publications,
    published_assessments,
    assemblies,
    published_assemblies,
    assurance,
    published_assurance,
    annual_reports,
    published_annual_reports,
    evidence,
    actions,
    feedback,
    threads,
    published_threads,
    decision_log,
    witnesses,
    questions,
    published_questions,
    petitions,
    paper_counts,
    public_petitions,
)


def build_app(settings: GovernanceSettings) -> FastAPI:
    """Make the application from its settings."""
    database = Database(
        settings.database_url.get_secret_value(),
        schema=GovernanceSettings.service,
        pool_size=settings.database_pool,
    )
    app = create_app(
        settings,
        title="Golden Thread: governance",
        description="Bodies, meetings and decisions; on what evidence they were taken, and what "
        "those who spoke were told.",
        routers=ROUTERS,
        database=database,
    )
    app.state.governance_keys = GovernanceKeys.of(settings)
    return app


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings(GovernanceSettings)
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
