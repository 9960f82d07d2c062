"""What bodies met about and decided, in a file: the made-up past of a made-up record.

Posts are named by their titles, findings and activities by their titles in the library, meetings
and decisions by keys that only the file knows.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import Field

from common.web.schemas import Model
from governance.assurance.schemas import PrincipleIn
from governance.bodies.schemas import BodyRecord
from governance.decisions.schemas import Part
from governance.duty.schemas import AnswerIn as StepAnswer
from governance.feedback.schemas import FeedbackIn
from governance.impacts.schemas import ImpactIn
from governance.meetings.schemas import ItemIn
from governance.motions.schemas import ClauseIn
from governance.papers.schemas import Sections
from governance.plans.schemas import PlanItemIn, ScoreIn
from governance.questions.schemas import Kind as QuestionKind
from governance.sittings.schemas import Choice
from governance.words import Code, Name, Reason, Text, Title

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{2,60}$")]
Number = Annotated[str, Field(min_length=1, max_length=20)]
"""The number of an item on its agenda."""


class Guest(Model):
    """Somebody in attendance, who is no member."""

    name: Name
    role: Title | None = None
    organisation: Title | None = None


class PastPaper(Model):
    """A paper for an item, and who opened it."""

    item: Number
    drafted_on: date
    published_on: date
    late_reason: Reason | None = None
    title: Title
    sections: Sections
    findings: list[Title] = []
    opened_by: list[Title] = []
    opened_on: date | None = None


class PastVote(Model):
    """How it was decided: by consensus, unless posts voted by name."""

    motion: Reason
    at: time
    choices: dict[Title, Choice] = {}
    casting_vote: Choice | None = None


class PastDuty(Model):
    """The duty to involve was assessed before the meeting."""

    begun_on: date
    title: Title
    proposal: Text
    answers: list[StepAnswer]


class PastAmendment(Model):
    """An amendment that was put to the meeting."""

    at: time
    part: int
    leave_out: Text | None = None
    insert: Text | None = None
    mover: Title
    seconder: Title
    vote: PastVote


class PastMotion(Model):
    """The motion that a decision was adopted from; its vote is the decision's."""

    at: time
    moved: list[ClauseIn]
    mover: Title
    seconder: Title
    amendments: list[PastAmendment] = []


class PastExercise(Model):
    """A decision under a power that a decision gave."""

    taken_on: date
    title: Title
    outcome: Code
    kind_of_activity: Code | None = None
    parts: list[Part] = []
    involvement_statement: Text
    within_scope: Reason
    conditions_met: list[Reason] = []
    duty: PastDuty


class PastDelegation(Model):
    """A power that a decision gave to a post."""

    given_on: date
    role: Title
    scope: Reason
    until: date
    conditions: list[Reason] = []
    exercises: list[PastExercise] = []


class PastCallIn(Model):
    """A decision was called in by members, and looked at."""

    called_on: date
    by: list[Title]
    reason: Reason
    concluded_on: date
    outcome: Literal["upheld", "referred_back"]
    outcome_reason: Reason


class PastFeedback(Model):
    """'You said, we did' was drafted, and published unless it is a draft still."""

    published_on: date | None = None
    said: FeedbackIn


class PastDecision(Model):
    """A decision of a meeting, with all that hangs on it."""

    key: Key
    item: Number
    recorded_on: date
    title: Title
    outcome: Code
    kind_of_activity: Code | None = None
    parts: list[Part] = []
    involvement_statement: Text | None = None
    findings: list[Title] = []
    activities: list[Title] = []
    not_done: Text | None = None
    mover: Title | None = None
    seconder: Title | None = None
    effective_on: date | None = None
    review_on: date | None = None
    confidential: bool = False
    withheld_reason: Reason | None = None
    vote: PastVote | None = None
    motion: PastMotion | None = None
    delegation: PastDelegation | None = None
    call_in: PastCallIn | None = None
    duty: PastDuty | None = None
    impacts: list[ImpactIn] = []
    principles: list[PrincipleIn] = []
    feedback: list[PastFeedback] = []


class PastInterest(Model):
    """A member declared an interest in an item."""

    item: Number
    post: Title
    nature: Reason
    takes_part: bool = False
    ruling: Reason | None = None


class PastAction(Model):
    """An action that a meeting agreed."""

    item: Number
    description: Text
    owner: Title | None = None
    due_on: date | None = None
    done_on: date | None = None


class PastMeeting(Model):
    """A meeting: one that was held, or one that is to come where nobody was present."""

    key: Key
    body: Title = Field(description="The code of the body.")
    scheduled_on: date
    notice_on: date | None = None
    held_on: date
    starts_at: time
    ends_at: time | None = None
    place: Title
    remote_agreed: bool = False
    items: list[ItemIn] = []
    present: list[Title] = []
    remote: list[Title] = []
    apologies: list[Title] = []
    in_attendance: list[Guest] = []
    interests: list[PastInterest] = []
    papers: list[PastPaper] = []
    decisions: list[PastDecision] = []
    actions: list[PastAction] = []
    minutes_approved_on: date | None = None


class PastPlanItem(Model):
    """An item of a body's forward plan."""

    body: Title
    planned_on: date
    said: PlanItemIn
    meeting: Key | None = Field(default=None, description="The meeting that it is to come to.")
    number: Number | None = Field(default=None, description="Its number on that agenda.")
    scores: dict[Code, ScoreIn] = {}


class PastOffice(Model):
    """A post took an office that rotates."""

    body: Title
    chosen_on: date
    office: Code
    post: Title
    valid_from: date
    valid_to: date


class PastQuestion(Model):
    """A question or statement of the public, and its answer."""

    body: Title
    meeting: Key | None = None
    kind: QuestionKind = "question"
    asked_on: date
    name: Name
    show_name: bool = False
    text: Text
    accepted_on: date | None = None
    answered_on: date | None = None
    answer: Text | None = None
    answered_by: Title | None = None
    decision: Key | None = None


class PastPetition(Model):
    """A petition, those who signed it, and its answer."""

    body: Title
    started_on: date
    name: Name
    show_name: bool = False
    title: Title
    text: Text
    opened_on: date
    signatures: Annotated[int, Field(ge=0, le=500)] = 0
    answered_on: date | None = None
    answer: Text | None = None
    answered_by: Title | None = None
    decision: Key | None = None


class PastAssembly(Model):
    """An assembly that a body commissioned."""

    body: Title
    commissioned_on: date
    decision: Key | None = None
    receiving_body: Title
    said: dict[str, Any] = Field(description="The commission, without the ids of bodies.")


class Record(Model):
    """Everything that bodies met about and decided."""

    bodies: list[BodyRecord] = []
    meetings: Annotated[list[PastMeeting], Field(min_length=1)]
    offices: list[PastOffice] = []
    plans: list[PastPlanItem] = []
    questions: list[PastQuestion] = []
    petitions: list[PastPetition] = []
    assemblies: list[PastAssembly] = []
