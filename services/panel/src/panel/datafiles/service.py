"""Giving out the answers to a survey as files (rule 10 of the panel)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.datafiles import repository
from panel.datafiles.errors import AnswersStillComing
from panel.datafiles.files import as_csv, as_json_lines
from panel.surveys import service as surveys
from panel.surveys.models import Survey
from panel.surveys.questions import read_questions


@dataclass(frozen=True)
class Edition:
    """A file as it stands: the same until somebody in it is erased."""

    survey: Survey
    answers: int

    @property
    def tag(self) -> str:
        """Its weak entity tag."""
        return f'W/"v{self.survey.version}-{self.answers}"'


async def edition(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Edition:
    """Say which edition of its answers a closed survey has.

    Raises:
        SurveyNotFound: if this system has none of that id.
        AnswersStillComing: if it has not closed.
    """
    survey = await surveys.the_survey(session, ics, survey_id)
    if survey.state != "closed":
        raise AnswersStillComing
    return Edition(survey, await repository.count(session, ics, survey_id))


def csv_of(session: ReadSession, ics: SystemCode, survey: Survey) -> AsyncIterator[bytes]:
    """Give the answers as CSV."""
    pieces = repository.said(session, ics, survey.id)
    return as_csv(read_questions(survey.questions), pieces)


def json_lines_of(session: ReadSession, ics: SystemCode, survey: Survey) -> AsyncIterator[bytes]:
    """Give the answers as JSON Lines."""
    pieces = repository.said(session, ics, survey.id)
    return as_json_lines(read_questions(survey.questions), pieces)
