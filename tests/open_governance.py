"""A small server that stands for what governance and the library say to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import web

from gateway_support import QE1, free_listener

PAPER: dict[str, Any] = {
    "id": str(uuid4()),
    "meeting_id": str(uuid4()),
    "item_id": str(uuid4()),
    "body_name": "Integrated Care Partnership",
    "held_on": "2026-11-03",
    "item_number": "4",
    "version": 2,
    "content": {
        "title": "Calling back instead of waiting",
        "withheld_reason": None,
        "evidence": [],
        "sections": [
            {"code": "summary", "name": "Summary",
             "text": "People wait on the telephone.\nWe could call them back."},
            {"code": "financial", "name": "Money", "withheld_reason": "Contract."},
            {"code": "climate", "name": "Environment and climate",
             "none_reason": "It changes no place."},
        ],
    },
    "sha256": "0123456789abcdef" * 4,
    "evidence": [
        {"finding_id": str(uuid4()), "version": 1, "state": "published",
         "title": "People in Blackpool wait long on the telephone for a GP"},
        {"finding_id": str(uuid4()), "version": 2, "state": "withdrawn", "title": None},
        {"finding_id": str(uuid4()), "version": 1, "state": "published", "title": None},
    ],
    "reading_age": 10.2,
    "reading_age_aim": 11,
    "due_on": "2026-10-22",
    "published_on": "2026-10-21",
    "late_reason": None,
}  # fmt: skip

ASSESSMENT: dict[str, Any] = {
    "kind": "duty_to_involve",
    "subject_id": str(uuid4()),
    "body_id": str(uuid4()),
    "body_name": "Integrated Care Board",
    "published_at": "2026-10-21T10:00:00Z",
    "content": {
        "name": "Duty to involve",
        "title": "Move the walk-in clinic",
        "number": 2,
        "judged_on": "2026-10-20",
        "again_because": "The clinic moves further than was said at first.",
        "law": {
            "words": "Section 14Z45 of the National Health Service Act 2006",
            "source": "Statutory guidance (NHS England, July 2022), annex B1",
            "on": "2026-10-19", "valid_from": "2022-07-01", "valid_to": None,
        },
        "judged": [
            {"asked": "Which kind of activity is it?", "answer": "It is proposal for change.",
             "reason": "The place changes."},
        ],
        "engaged": True,
        "explanation": "Step 2: it is proposal for change. So the duty is engaged.",
        "proposal_sha256": "0123456789abcdef" * 4,
        "limits": [{"ground": "There is a real risk to patients.", "reason": "The roof leaks.",
                    "review_on": "2027-01-04"}],
        "temporary_changes": [{"what": "Fewer hours.", "back_on": "2026-12-01",
                               "how": "ended", "reason": "It was mended."}],
    },
    "outdated": True,
    "meeting": {"meeting_id": str(uuid4()), "held_on": "2026-11-03"},
    "papers": [{"paper_id": str(uuid4()), "title": "Moving the clinic"}],
    "decisions": [{"decision_id": str(uuid4()), "reference": "QE1-ICB-2026-0003",
                   "title": "The clinic moves", "decided_on": "2026-11-03", "number": 1}],
    "earlier": [{"number": 1, "judged_on": "2026-09-01", "engaged": False,
                 "published_at": "2026-09-02T10:00:00Z"}],
}  # fmt: skip

_ONE = {"id": str(uuid4()), "reference": "QE1-ICP-2026-0001", "title": "Evening clinic",
        "decided_on": "2026-03-02"}  # fmt: skip
_TWO = {"id": str(uuid4()), "reference": "QE1-ICP-2026-0002", "title": "A new lease",
        "decided_on": "2026-06-01"}  # fmt: skip
_FIGURE: dict[str, Any] = {"count": 1, "of": 2, "percent": 50.0, "decisions": [_ONE]}

ASSURANCE: dict[str, Any] = {
    "body_id": str(uuid4()),
    "body_name": "Integrated Care Partnership",
    "since": "2026-01-01",
    "until": "2026-11-26",
    "on": "2026-11-26",
    "feedback_days": None,
    "decisions": 2,
    "withheld": 1,
    "described": _FIGURE,
    "by_level": [{"code": "discuss", "label": "Discuss", **_FIGURE}],
    "by_community": [{"code": "young_carers", "label": None, **_FIGURE}],
    "by_principle": [{"code": "p1", "label": "1. People share in decisions", **_FIGURE}],
    "not_described": [_TWO],
    "without_insight": [_TWO],
    "feedback_overdue": [_ONE | {"due_on": "2026-05-31"}],
    "recommendations_overdue": [{"assembly_id": str(uuid4()), "title": "A jury on evening care",
                                 "number": 2, "answer_due_on": "2026-11-20"}],
    "unused": [{"finding_id": str(uuid4()), "version": 1, "reference": "QE1-F-2026-0009",
                "title": "Buses stop at six", "published_at": "2026-05-01T09:00:00Z"}],
    "unused_in_all": 1,
}  # fmt: skip

ASSEMBLY: dict[str, Any] = {
    "id": str(uuid4()),
    "body_id": str(uuid4()),
    "body_name": "Integrated Care Partnership",
    "receiving_body_id": str(uuid4()),
    "receiving_body_name": "Integrated Care Board",
    "decision_id": str(uuid4()),
    "decision_reference": "QE1-ICP-2026-0007",
    "kind": "citizens_jury",
    "title": "A jury on evening care",
    "question": "Where should care be given in the evening?\nWho should give it?",
    "seats": 24,
    "categories": ["place", "age_band", "imd_decile"],
    "spectrum_level": "collaborate",
    "starts_on": "2026-09-05",
    "ends_on": "2026-10-10",
    "answer_due_on": "2026-11-20",
    "state": "reported",
    "cancelled_reason": None,
    "commissioned_at": "2026-05-04T09:00:00Z",
    "version": 4,
    "lottery": {
        "selection_id": str(uuid4()),
        "state": "completed",
        "seats": 24,
        "root": "0123456789abcdef" * 4,
        "source": "National Lottery, Lotto of that day, the first three balls",
        "draw_on": "2026-08-08",
        "committed_at": "2026-08-01T10:00:00Z",
        "digits": "042",
        "evidence": "https://lottery.example/2026-08-08",
        "drawn_at": "2026-08-09T09:00:00Z",
        "filled": 23,
        "replaced": 2,
        "completed_on": "2026-08-30",
    },
    "recommendations": [
        {
            "id": str(uuid4()), "number": 1, "text": "Keep one clinic in each place open.",
            "withdrawn": False, "recorded_text": "Keep one clinic open.",
            "corrections": [
                {"text": "Keep one clinic in each place open.", "finding_id": None,
                 "finding_version": None, "reason": "The jury spoke of each place.",
                 "corrected_at": "2026-10-14T09:00:00Z"},
            ],
            "finding_id": None, "finding_version": None, "reported_at": "2026-10-12T09:00:00Z",
            "overdue": False,
            "answers": [
                {"answer": "partly_accepted", "reason": "We can staff three of the four.",
                 "decision_id": str(uuid4()), "decision_reference": "QE1-ICB-2026-0009",
                 "answered_at": "2026-11-03T09:00:00Z"},
                {"answer": "not_accepted", "reason": "There was no money.", "decision_id": None,
                 "decision_reference": None, "answered_at": "2026-10-20T09:00:00Z"},
            ],
        },
        {
            "id": str(uuid4()), "number": 2, "text": "Run a bus to it.", "finding_id": None,
            "withdrawn": False, "recorded_text": "Run a bus to it.", "corrections": [],
            "finding_version": None, "reported_at": "2026-10-12T09:00:00Z", "overdue": True,
            "answers": [],
        },
    ],
}  # fmt: skip


@dataclass
class OpenGovernance:
    """Answers what it was given, by the path below its part of the API."""

    url: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    failing: bool = False
    conflicts: set[str] = field(default_factory=set)
    """Paths that are answered with 409: the record does not allow it."""
    otherwise: dict[str, Any] | None = None
    """What any other path is answered with; nothing is there as a rule."""
    asked: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        if self.failing:
            return web.Response(status=503)
        assert "Authorization" not in request.headers
        self.asked.append(request.path_qs)
        self.methods.append(request.method)
        path = request.path_qs
        for service in ("governance", "insights"):
            path = path.removeprefix(f"/api/v1/{QE1}/{service}")
        if path in self.conflicts:
            return web.json_response({"type": "/problems/rule-out-of-date"}, status=409)
        content = self.answers.get(path)
        content = content or self.otherwise
        return web.json_response(content or {}, status=200 if content else 404)


@asynccontextmanager
async def opened(governance: OpenGovernance) -> AsyncIterator[OpenGovernance]:
    """Serve it on a free port of loopback."""
    application = web.Application()
    application.router.add_get("/{tail:.*}", governance.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    listener, governance.url = free_listener()
    await web.SockSite(runner, listener).start()
    try:
        yield governance
    finally:
        await runner.cleanup()
