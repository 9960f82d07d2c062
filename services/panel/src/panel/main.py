"""The panel's API: settings → application. Run as ``python -m panel.main``."""

from __future__ import annotations

from fastapi import FastAPI

from common.db.engine import Database
from common.settings import load_settings
from common.web.app import create_app
from common.web.server import serve
from panel.answers.routes import router as answers
from panel.assisted.routes import router as assisted
from panel.bounces.routes import router as bounces
from panel.breakdowns.routes import router as breakdowns
from panel.bulletins.public_routes import router as public_bulletins
from panel.bulletins.routes import router as bulletins
from panel.bulletins.translation_routes import router as bulletin_translations
from panel.burden.routes import router as burden
from panel.commissions.routes import router as commissions
from panel.corrections.routes import router as corrections
from panel.datafiles.routes import router as datafiles
from panel.erasures.routes import router as erasures
from panel.exports.routes import router as exports
from panel.extensions.routes import router as extensions
from panel.gatherings.feed_routes import router as calendars
from panel.gatherings.routes import router as gatherings
from panel.gatherings.staff_routes import router as gatherings_for_staff
from panel.involvement.routes import router as involvement
from panel.keys import PanelKeys
from panel.mail.routes import router as mails
from panel.members.routes import router as members
from panel.offline.routes import router as offline
from panel.pilots.routes import router as pilots
from panel.polls.routes import router as polls
from panel.quotas.routes import router as quotas
from panel.receipts.routes import router as receipts
from panel.representation.routes import router as representation
from panel.results.routes import router as results
from panel.rewards.pay_routes import router as pay
from panel.rewards.routes import router as rewards
from panel.rewards.staff_routes import router as reward_claims
from panel.rewards.taking_routes import router as taken_accounts
from panel.rewards.voucher_routes import router as vouchers
from panel.segments.routes import router as segments
from panel.selection.correction_routes import router as corrected_selections
from panel.selection.routes import router as selections
from panel.settings import PanelSettings
from panel.signups.routes import router as signups
from panel.surveys.routes import router as surveys
from panel.systems.routes import router as systems
from panel.translations.routes import router as translations
from panel.vocabularies.routes import router as vocabularies

ROUTERS = (
    systems,
    vocabularies,
    signups,
    assisted,
    members,
    corrections,
    segments,
    selections,
    corrected_selections,
    commissions,
    surveys,
    translations,
    quotas,
    pilots,
    extensions,
    results,
    breakdowns,
    datafiles,
    answers,
    offline,
    polls,
    receipts,
    bounces,
    public_bulletins,
    bulletins,
    bulletin_translations,
    burden,
    representation,
    erasures,
    exports,
    involvement,
    gatherings_for_staff,
    gatherings,
    calendars,
    rewards,
    reward_claims,
    taken_accounts,
    pay,
    vouchers,
    mails,
)


def build_app(settings: PanelSettings) -> FastAPI:
    """Make the application."""
    database = Database(
        settings.database_url.get_secret_value(),
        schema=settings.service,
        pool_size=settings.database_pool,
    )
    app = create_app(
        settings,
        title="Panel",
        description="The citizens' panel: joining, surveys, answers, results.",
        routers=ROUTERS,
        database=database,
    )
    app.state.panel_keys = PanelKeys.of(settings)
    app.state.panel_settings = settings
    return app


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings(PanelSettings)
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
