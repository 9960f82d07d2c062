"""A bulletin's words, made of its items and of what they are about. Pure: no database, no clock."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from uuid import UUID

from panel.bulletins.schemas import (
    DecisionItem,
    FeedbackItem,
    FindingItem,
    Item,
    SurveyItem,
    TextItem,
)
from panel.facts.models import KnownDecision, KnownFinding
from panel.feedback.models import Feedback
from panel.mail.letters import day_in_words
from panel.surveys.models import Survey

Why = Literal["not_published", "survey_not_open"]
Section = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What the items of a bulletin are about, as far as it can be told now."""

    surveys: Mapping[UUID, Survey] = field(default_factory=dict)
    findings: Mapping[UUID, KnownFinding] = field(default_factory=dict)
    decisions: Mapping[UUID, KnownDecision] = field(default_factory=dict)
    feedback: Mapping[UUID, Feedback] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What a bulletin says."""

    sections: list[Section]
    """heading, paragraphs, and either link (number, label, address), or survey with its words."""
    missing: list[tuple[int, Why]]
    """Items, by number from 1, that cannot be told, and why."""

    def content(self, title: str, language: str) -> dict[str, Any]:
        """Give it as mails keep it."""
        surveys = [one["survey"] for one in self.sections if one["survey"] is not None]
        return {
            "subject": title,
            "language": language,
            "surveys": surveys,
            "sections": self.sections,
        }

    def links(self) -> list[dict[str, Any]]:
        """Give the links, each once, by number."""
        return [one["link"] for one in self.sections if one["link"] is not None]

    def prose(self, title: str) -> str:
        """Give all that is read, a line for each heading and paragraph."""
        lines = [title]
        for one in self.sections:
            lines += [one["heading"]] if one["heading"] else []
            lines += one["paragraphs"]
        return "\n".join(lines)


def write(items: Sequence[Item], told: Told, language: str, base: str) -> Words:
    """Write a bulletin.

    Args:
        base: address of the system's pages.
    """
    writer = _Writer(told, _wording(language), language, f"{base}/thread")
    for number, item in enumerate(items, 1):
        writer.add(number, item)
    return Words(writer.sections, writer.missing)


class _Writer:
    def __init__(self, told: Told, says: Mapping[str, str], language: str, thread: str) -> None:
        self.sections: list[Section] = []
        self.missing: list[tuple[int, Why]] = []
        self._told, self._says, self._language, self._thread = told, says, language, thread

    def add(self, number: int, item: Item) -> None:
        """Write an item, or note that it cannot be told."""
        if isinstance(item, TextItem):
            link = (item.link.label, item.link.address) if item.link is not None else None
            self._put(item.heading, _paragraphs(item.text), link)
        elif isinstance(item, SurveyItem):
            survey = self._told.surveys.get(item.survey_id)
            self._survey(survey) if survey else self.missing.append((number, "survey_not_open"))
        elif not self._published(item):
            self.missing.append((number, "not_published"))

    def _published(self, item: FindingItem | DecisionItem | FeedbackItem) -> bool:
        if isinstance(item, FindingItem):
            finding = self._told.findings.get(item.finding_id)
            return finding is not None and self._finding(finding, item)
        if isinstance(item, DecisionItem):
            decision = self._told.decisions.get(item.decision_id)
            return decision is not None and self._decision(decision, item)
        feedback = self._told.feedback.get(item.feedback_id)
        return feedback is not None and self._feedback(feedback)

    def _survey(self, survey: Survey) -> None:
        said = _paragraphs(survey.purpose)
        if survey.closes_on is not None:
            day = day_in_words(survey.closes_on, self._language)
            said.append(self._say("survey_until", closes_on=day))
        self._put(self._say("survey", title=survey.title), said, None)
        self.sections[-1] |= {
            "survey": str(survey.id),
            "label": self._say("survey_link"),
            "not_asked": self._say("survey_not_asked"),
        }

    def _finding(self, finding: KnownFinding, item: FindingItem) -> bool:
        link = self._say("finding_link"), f"{self._thread}/findings/{finding.id}"
        heading = self._say("finding", title=finding.title)
        self._put(heading, _paragraphs(item.text or finding.summary), link)
        self.sections[-1] |= {"finding": str(finding.id)}
        return True

    def _decision(self, decision: KnownDecision, item: DecisionItem) -> bool:
        said = self._say(
            "decision_said",
            body_name=decision.body_name,
            decided_on=day_in_words(decision.decided_on, self._language),
            outcome=decision.outcome.replace("_", " "),
        )
        link = self._say("decision_link"), f"{self._thread}/decisions/{decision.id}"
        heading = self._say("decision", title=decision.title)
        self._put(heading, [said, *_paragraphs(item.text or "")], link)
        self.sections[-1] |= {"decision": str(decision.id)}
        return True

    def _feedback(self, feedback: Feedback) -> bool:
        said = [
            self._say(name, words=words)
            for name in ("you_said", "we_did", "did_not")
            if (words := getattr(feedback, name))
        ]
        link = self._say("decision_link"), f"{self._thread}/decisions/{feedback.decision_id}"
        self._put(self._say("feedback", decision_title=feedback.decision_title), said, link)
        return True

    def _put(
        self, heading: str | None, paragraphs: list[str], link: tuple[str, str] | None
    ) -> None:
        section: Section = {
            "heading": heading,
            "paragraphs": paragraphs,
            "link": None,
            "survey": None,
        }
        if link is not None:
            number = 1 + sum(one["link"] is not None for one in self.sections)
            section["link"] = {"number": number, "label": link[0], "address": link[1]}
        self.sections.append(section)

    def _say(self, name: str, **values: str) -> str:
        return self._says[name].format_map(values)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@cache
def _wording(language: str) -> Mapping[str, str]:
    source = files("panel.bulletins") / "wording" / f"{language}.toml"
    return tomllib.loads(source.read_text("utf-8"))
