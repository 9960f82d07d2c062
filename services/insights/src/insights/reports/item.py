"""The item of the library that a report is published as. Pure."""

from __future__ import annotations

from insights.findings.schemas import FindingContent
from insights.reports.schemas import Content
from insights.reports.wording import count, title_of


def item_of(content: Content) -> FindingContent:
    """Give what the library's item says: findable by theme and place, and from no community."""
    heard = count(len(content.findings), "finding")
    return FindingContent.model_validate(
        {
            "title": title_of(content),
            "summary": f"What was heard from {content.since:%-d %B %Y} to "
            f"{content.until:%-d %B %Y}: {heard}, from whom, about what, what was done, and who "
            "was not heard. The report has charts and tables, and every finding by its reference.",
            "heard_from": content.since,
            "heard_to": content.until,
            "places": [content.place.code] if content.place else [],
            "themes": [one.code for one in content.themes if one.findings],
            "limits": ["It puts findings together, and is no evidence of its own."],
            "visibility": content.visibility,
        }
    )
