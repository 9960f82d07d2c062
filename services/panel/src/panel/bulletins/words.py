"""A bulletin's words, made of its items and of what they are about. Pure: no database, no clock."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
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

Why = Literal["not_published", "corrected", "survey_not_open"]
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
    sources: list[str] = field(default_factory=list)
    """The texts of the original that it is made of, which a translation has to have."""

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


def write(
    items: Sequence[Item],
    told: Told,
    language: str,
    base: str,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Words:
    """Write a bulletin.

    Args:
        base: address of the system's pages.
        texts: text of the original → what it is in the language; what is not there stays.
    """
    writer = _Writer(told, texts, language, f"{base}/thread")
    for number, item in enumerate(items, 1):
        writer.add(number, item)
    return Words(writer.sections, writer.missing, writer.sources)


class _Writer:
    def __init__(self, told: Told, texts: Mapping[str, str], language: str, thread: str) -> None:
        self.sections: list[Section] = []
        self.missing: list[tuple[int, Why]] = []
        self.sources: list[str] = []
        self._told, self._texts, self._language, self._thread = told, texts, language, thread
        self._says = _wording(language)

    def add(self, number: int, item: Item) -> None:
        """Write an item, or note that it cannot be told."""
        if isinstance(item, TextItem):
            heading = self._said(item.heading) if item.heading is not None else None
            said = self._paragraphs(item.text)
            link = (self._said(item.link.label), item.link.address) if item.link else None
            self._put(heading, said, link)
        elif isinstance(item, SurveyItem):
            survey = self._told.surveys.get(item.survey_id)
            self._survey(survey) if survey else self.missing.append((number, "survey_not_open"))
        elif isinstance(item, FeedbackItem) and self._corrected(item):
            self.missing.append((number, "corrected"))
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

    def _corrected(self, item: FeedbackItem) -> bool:
        feedback = self._told.feedback.get(item.feedback_id)
        return feedback is not None and feedback.corrected_at is not None

    def _survey(self, survey: Survey) -> None:
        heading = self._say("survey", title=self._said(survey.title))
        said = self._paragraphs(survey.purpose)
        if survey.closes_on is not None:
            day = day_in_words(survey.closes_on, self._language)
            said.append(self._say("survey_until", closes_on=day))
        self._put(heading, said, None)
        self.sections[-1] |= {
            "survey": str(survey.id),
            "label": self._say("survey_link"),
            "not_asked": self._say("survey_not_asked"),
        }

    def _finding(self, finding: KnownFinding, item: FindingItem) -> bool:
        link = self._say("finding_link"), f"{self._thread}/findings/{finding.id}"
        heading = self._say("finding", title=self._said(finding.title))
        self._put(heading, self._paragraphs(item.text or finding.summary), link)
        self.sections[-1] |= {"finding": str(finding.id)}
        return True

    def _decision(self, decision: KnownDecision, item: DecisionItem) -> bool:
        said = self._say(
            "decision_said",
            body_name=decision.body_name,
            decided_on=day_in_words(decision.decided_on, self._language),
            outcome=self._said(decision.outcome.replace("_", " ")),
        )
        link = self._say("decision_link"), f"{self._thread}/decisions/{decision.id}"
        heading = self._say("decision", title=self._said(decision.title))
        self._put(heading, [said, *self._paragraphs(item.text or "")], link)
        self.sections[-1] |= {"decision": str(decision.id)}
        return True

    def _feedback(self, feedback: Feedback) -> bool:
        said = [
            self._say(name, words=self._said(words))
            for name in ("you_said", "we_did", "did_not")
            if (words := getattr(feedback, name))
        ]
        link = self._say("decision_link"), f"{self._thread}/decisions/{feedback.decision_id}"
        title = self._said(feedback.decision_title)
        self._put(self._say("feedback", decision_title=title), said, link)
        self.sections[-1] |= {"feedback": str(feedback.id)}
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

    def _said(self, text: str) -> str:
        """Give a text in the language, and note that the bulletin has it."""
        self.sources.append(text)
        return self._texts.get(text, text)

    def _paragraphs(self, text: str) -> list[str]:
        parts = [part.strip() for part in text.split("\n\n") if part.strip()]
        return [self._said(part) for part in parts]

    def _say(self, name: str, **values: str) -> str:
        return self._says[name].format_map(values)


@cache
def _wording(language: str) -> Mapping[str, str]:
    source = files("panel.bulletins") / "wording" / f"{language}.toml"
    return tomllib.loads(source.read_text("utf-8"))
