"""The API of the insights library. Run: ``python -m insights.main``."""

from __future__ import annotations

from fastapi import FastAPI

from common.db.engine import Database
from common.settings import load_settings
from common.web.app import create_app
from common.web.server import serve
from insights.activities.routes import router as activities
from insights.addresses.routes import public as notice_links
from insights.addresses.routes import router as notice_address
from insights.alike.routes import router as alike
from insights.briefs.routes import public as published_briefs
from insights.briefs.routes import router as briefs
from insights.catalogue.routes import router as catalogue
from insights.citations.routes import router as citations
from insights.differences.routes import router as differences
from insights.embargo_log.routes import router as embargo_log
from insights.exports.room import room_in
from insights.exports.routes import public as open_data
from insights.exports.routes import router as exports
from insights.feedback.routes import router as feedback
from insights.feeds.routes import router as feeds
from insights.files.routes import public as published_files
from insights.files.routes import router as files
from insights.files.storage import open_store
from insights.findings.public_routes import router as published_ages
from insights.findings.routes import router as findings
from insights.frameworks.routes import router as frameworks
from insights.gaps.routes import router as gaps
from insights.harvest.routes import router as harvest
from insights.impact.routes import public as published_impact
from insights.impact.routes import router as impact
from insights.keys import InsightsKeys
from insights.notices.routes import router as notices
from insights.organisations.routes import router as organisations
from insights.planned.routes import router as planned
from insights.replies.routes import public as published_replies
from insights.replies.routes import router as replies
from insights.reports.routes import public as published_insight_reports
from insights.reports.routes import router as insight_reports
from insights.saved_searches.routes import router as saved_searches
from insights.search.routes import router as search
from insights.settings import InsightsSettings
from insights.stories.media_routes import router as story_files
from insights.stories.public_routes import router as published_stories
from insights.stories.routes import router as stories
from insights.suggestions.routes import router as suggestions
from insights.uploads.routes import router as uploads
from insights.vocabularies.routes import router as vocabularies


def build_app(settings: InsightsSettings) -> FastAPI:
    """Make the application out of its settings."""
    database = Database(
        settings.database_url.get_secret_value(),
        schema="insights",
        pool_size=settings.database_pool,
    )
    app = create_app(
        settings,
        title="Golden Thread: insights library",
        description="What was heard, from whom, and where it was used.",
        routers=[
            vocabularies,
            frameworks,
            organisations,
            impact,
            published_impact,
            activities,
            findings,
            files,
            published_files,
            published_ages,
            stories,
            story_files,
            published_stories,
            differences,
            embargo_log,
            citations,
            replies,
            published_replies,
            search,
            alike,
            saved_searches,
            notices,
            notice_address,
            notice_links,
            gaps,
            planned,
            briefs,
            published_briefs,
            insight_reports,
            published_insight_reports,
            feedback,
            uploads,
            suggestions,
            exports,
            feeds,
            open_data,
            catalogue,
            harvest,
        ],
        database=database,
    )
    app.state.files = open_store(settings)
    app.state.read_out = room_in(settings.database_pool)
    app.state.insights_keys = InsightsKeys.of(settings)
    return app


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings(InsightsSettings)
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
