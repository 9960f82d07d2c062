"""How minutes lead a resolution: by a label, a verb in capitals, a list of verbs, or a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.parts import MARKER
from governance.minutes.reading.source import Line
from governance.minutes.reading.words import NAME, REFERENCE

_VERB = (
    r"(?:resolved|agreed|approved|endorsed|ratified|accepted|adopted|deferred|rejected|delegated|"
    r"supported|decided|recommended)"
)
_DID_NOT = r"did\s+not\s+(?:support|approve|agree|endorse|accept|ratify)"
LABEL = re.compile(
    rf"^(?:[-•*]\s+|\(?[a-z]{{1,2}}[.)]\s+(?=RESOLVED|[Ii]t\s+was\s+(?:resolved|RESOLVED)))?(?:{REFERENCE}\.?\s+)?(?:it\s+was\s+(?:therefore\s+|then\s+)?)?"
    r"(?:unanimously\s+)?(?P<verb>It\s+was\s+(?:therefore\s+|unanimously\s+)?(?:resolved|RESOLVED)|RESOLVED|Resolved|RESOLUTIONS?|Resolutions?|AGREED|Agreed|DECISIONS?|Decisions?|"
    r"DECIDED|Decided|RECOMMENDED|Recommended|ORDERED|Ordered)"
    r"(?:\s+unanimously|\s+\(unanimously\)|\s+nem\.?\s?con\.?)?"
    r"(?:(?<=[D])(?=that\b)|\s*[/:–—-]*\s*\((?=[^)]*\b(?:moved|proposed|seconded|motion)\b)[^)]*\)\s*[:–—-]*|"
    r"\s*[/:–—-]+|\s*$|(?=\s+(?:that|that:|to|THAT|That)\b))",
)
"""A lead that stands at the beginning of a line: "Resolved:", "RESOLVED –", "Resolved that"."""
CAPITALS = re.compile(
    rf"(?:\b[Ii]t\s+was\s+(?:UNANIMOUSLY\s+|unanimously\s+)?|\band\s+|"
    rf"(?<![\w-])(?:The\s+)?[A-Z][\w’'& -]{{1,80}}?\s+(?:UNANIMOUSLY\s+|unanimously\s+)?)"
    rf"(?P<verb>{_VERB.upper()}|NOTED|RECEIVED|CONFIRMED|REQUESTED|TOOK\s+ASSURANCE|"
    r"DID\s+NOT\s+(?:SUPPORT|APPROVE|AGREE|ENDORSE|ACCEPT|RATIFY))(?=\s|:)"
)
"""A verb in capitals inside a sentence: "The Board NOTED the report"."""
_PAPER = (
    r"(?:reports?|updates?|papers?|presentations?|plans?|strateg(?:y|ies)|programmes?|polic(?:y|ies)|"
    r"budgets?|accounts|proposals?|recommendations?|items?|applications?|contracts?|terms\s+of\s+"
    r"reference|frameworks?|logs?|registers?|business\s+cases?|payments?|invoices|quotations?|procedures?|grants?|requests?|appointments?|"
    r"precept|statements?|schedules?|records?|memberships?|arrangements?|stor(?:y|ies)|specifications?|matters?)"
)
_BODY = (
    r"(?:(?:[Tt]he|[Ee]ach|[Bb]oth)\s+)?(?:[A-Z][\w'’&-]*\s+|and\s+|of\s+|for\s+){0,8}(?:[Bb]oards?|"
    r"(?:[Ss]ub-)?[Cc]ommittees?|[Pp]artnerships?|[Pp]anels?|(?:[Ss]ub-)?[Gg]roups?|[Aa]lliance|"
    r"[Cc]ollaborative|[Aa]ssembly|[Cc]ommission|[Cc]ouncils?|[Ff]orum|[Cc]abinet|[Mm]embers|[Tt]rustees|"
    r"[Gg]overnors|[Ee]xecutive(?!\s+[A-Z])|ICP|ICB|HWB|PCCC|Directors)\s+"
)
_NOTED = (
    r"noted\s+(?:and\s+\w+\s+)?(?:the|this|these|both|all|its|their|an?)\s+(?!(?:\w+\s+)?(?:importance|need|"
    r"concerns?|risks?|challenges?|difficult|comments?|value|apologies|links?)\b)"
)
_MINUTES = (
    r"(?:The\s+)?(?:[Dd]ecisions\s+and\s+)?(?:(?:[Dd]raft|[Pp]ublic)\s+)?(?:[Mm]inutes|[Nn]otes|[Rr]ecord(?=\s+of\s+the\s+(?:last\s+|previous\s+)?meeting))\b[^.:]{0,160}?\b(?:was|were)\s+(?:taken\s+as\s+read,?\s+(?:and\s+)?)?"
    r"(?:\w+\s+){0,2}?(?:AGREED|APPROVED|ACCEPTED|CONFIRMED|agreed|approved|accepted|confirmed|signed|noted|NOTED)\b"
)
_MINUTES_OF = (
    r"Minutes\s+of\s+(?:the\s+)?(?:last|previous)\s+(?:\w+\s+){0,2}meeting,?\s+"
    r"(?:agreed|approved|accepted)\b"
)
_ELECTED = (
    rf"(?-i:{NAME})(?:,\s+[A-Z][^.;]{{2,60}}?|,\s+[^.;]{{2,100}}?,)?\s+(?:was|were)\s+(?:(?:\w+ly|also|then)\s+)*(?:re-?)?(?:elected|appointed)\s+(?:as\s+)?"
    r"(?:(?:the\s+)?(?:(?:[Vv]ice|[Dd]eputy)[- ])?(?:[Cc]hair|[Mm]ayor\b)|"
    r"(?:for|until)\s+the\s+(?:ensuing|coming|forthcoming|municipal|civic|remainder|next\s+annual|\d{4}))"
)
_PAPER_WAS = (
    rf"(?=[A-Z])(?:[^.;:]{{0,100}}?\b)?(?i:{_PAPER})\b[^.;:]{{0,60}}?\s(?:was|were)\s+(?:\w+ly\s+|also\s+|(?:considered|discussed|reviewed|presented|circulated)(?:,|\s+and)\s+)?"
    rf"(?:{_VERB}|noted|received|confirmed|refused|withdrawn)\b(?!\s+(?:that|by\s+(?:NHS|the\s+[A-Z])))"
)
_MOVED = (
    rf"(?:{NAME}\s+(?:proposed|moved)(?:\s+and|,)\s+(?:and\s+)?{NAME}\s+seconded|"
    rf"(?:It\s+was\s+)?(?:[Pp]roposed|[Mm]oved)\s+by\s+(?:the\s+)?{NAME},?\s+"
    rf"(?:and\s+)?(?:duly\s+)?[Ss]econded\s+by\s+(?:the\s+)?{NAME},?(?:\s+and)?)"
)
_PASSED = (
    r"(?:(?:(?:[Tt]he|[Tt]his)\s+(?:motion|proposal|amendment|recommendation)|[Ii]t|[Tt]his|[Oo]n\s+being|[Uu]pon\s+being|"
    r"[Aa]\s+vote|[Ff]ollowing|[Hh]aving)\b(?:(?!\b(?:not|lost|fell|defeated|declared\s+lost)\b)[^.;])*?)?"
    r"\b(?i:carried|agreed|approved|passed|(?:all|everyone|members)\s+(?:were\s+|voted\s+)?in\s+favour|unanimous(?:ly)?)\b"
    r"(?!\s+(?:that|to)\b)"
)
CARRIED = re.compile(rf"(?P<it>{_MOVED})(?=\s+that\b[^.]*\.\s+{_PASSED})")
"""A motion that was carried, told in a sentence and the next."""
_AGREED_TO = (
    rf"(?=[A-Z])(?:(?!\b(?:not|lost)\b)[^.;:]){{0,160}}?(?:{_MOVED})(?:(?!\b(?:not|lost)\b)[^.;]){{0,160}}?"
    r"(?:\b(?:and|which|,)\s+(?:(?:the\s+)?(?:meeting|council|committee|board|members|all|it|this)\s+)?(?:(?:was|were|then|unanimously|duly)\s+)*"
    r"(?:agreed|approved|carried|accepted|adopted)\b)"
)
"""A motion that was carried, told in one sentence."""
SUBJECT = re.compile(
    rf"(?<![\w-])(?:{_MINUTES}|{_MINUTES_OF}|{_ELECTED}|(?:(?:Accordingly|Therefore|Consequently),?\s+)?{_BODY}(?:(?:unanimously|formally|duly|also|then|therefore|[a-z]+ed\s+\w+\s+\w+\s+and)\s+)?"
    rf"(?P<verb>{_VERB}(?!\s+with\b)|{_DID_NOT}|{_NOTED}|received\s+(?:and\s+noted\s+)?the\s+(?:\w+\s+){{0,3}}{_PAPER}|"
    rf"confirmed\s+the\s+(?:\w+\s+){{0,2}}minutes)\b|"
    rf"{_PAPER_WAS}|{_AGREED_TO}|(?:These|They|Both(?:\s+sets)?)\s+were\s+(?:\w+ly\s+)?(?:agreed|approved|accepted|confirmed)\s+as\b|(?:Agreed|Approved|Accepted|Confirmed)\s+as\s+(?:an?\s+|the\s+)?(?:true\s+and\s+)?(?:accurate|correct|true)\b)"
)
"""A sentence that says what a body did, or what became of a paper."""
IN_A_SENTENCE = re.compile(
    r"\b(?P<verb>it\s+was\s+(?:therefore\s+|then\s+|unanimously\s+)?(?:resolved|RESOLVED))(?:\s*:|(?=\s+(?:that|to)\b))"
)
"""The formal words at the end of a sentence: "With no other nomination it was resolved that …"."""
IT_WAS = re.compile(
    r"\b(?P<it>It\s+was,?\s+(?:unanimously,\s+|also\s+|therefore\s+|unanimously\s+|then\s+|proposed\s+and\s+)?"
    r"(?:agreed|resolved|decided)\s+(?:that|to|for(?=\s+(?:the|this|these)\b))\b:?)"
)
_PARAGRAPH = re.compile(rf"(?:^|[.!?]\s+)\(?(?:\d{{1,3}}|{REFERENCE})[.)]?$")
"""The number of a paragraph, before its first sentence."""
_NEAR = 100
"""Characters that have room for such a number."""
_STEM = re.compile(
    rf"(?:^|^{REFERENCE}\.?\s+|[,;]\s+)(?:[Tt]he\s+)?(?P<verb>[A-Z][\w’'& -]{{2,60}}):$"
)
_LISTED = re.compile(
    rf"(?<![\w-]){_BODY}(?:(?:unanimously|formally|also|then|therefore)\s+)?"
    rf"(?P<verb>(?:{_VERB}|noted|requested)(?:,?\s+(?:and\s+)?(?:{_VERB}|noted))*)"
    r"(?:\s+(?:that|to|the\s+following(?:\s+\w+)?|as\s+follows))?\s*[:–—-]*$|"
    rf"\b(?:was|were)\s+(?P<passed>{_VERB}|carried)\b[^.;:]{{0,60}}\bas\s+(?:set\s+out\s+below|follows)\s*[:–—-]+$",
    re.IGNORECASE,
)
"""What a body did, told above a list: "The Partnership agreed:", "The Board resolved to:"."""
_NAME_OF_BODY = re.compile(r"(?=[A-Z])(?:(?:[A-Z][\w’'&-]*|and|of|for|the)\s+){1,8}$")
_IN_CAPITALS = 12
_LEADS_DOWN = re.compile(r"(?:[:–—-]|\b(?:to|that))$", re.IGNORECASE)
LEADS_ON = re.compile(r"\s*(?:\(unanimously\)\s*)?(?:[:–—-]|that\b|to\s*[:–—-]?\s*$|$)")
VERB_FIRST = re.compile(
    rf"^(?:[-•*·▪–]|\(?(?:[a-z]|[ivx]{{1,4}}|\d{{1,2}})[.)])\s+(?:{_VERB}|noted|received|welcomed)\b",
    re.IGNORECASE,
)
MOTION = re.compile(r"^\W*(?:(?:proposed|moved|seconded)\b|(?:propos|mov|second)er\b)", re.I)


def is_lead(line: Line) -> bool:
    """Say whether a formal resolution begins with this line."""
    return bool(LABEL.match(line.text))


def is_formal(lead: str) -> bool:
    """Say whether a lead is one of the formal forms, or stands above a list of verbs."""
    stem = _STEM.search(lead) and not IT_WAS.search(lead)
    return bool(LABEL.match(lead) or CAPITALS.search(lead) or stem)


def formal_lead(line: Line) -> re.Match[str] | None:
    """Find a formal lead: a label at the beginning, or a verb in capitals."""
    match = CAPITALS.search(line.text)
    if match is not None and line.text[match.end() : match.end() + _IN_CAPITALS].isupper():
        match = None  # The whole line is in capitals: a title.
    return LABEL.match(line.text) or IN_A_SENTENCE.search(line.text) or _nearest(match)


def _nearest(match: re.Match[str] | None) -> re.Match[str] | None:
    """Begin a lead at the body next to its verb: "… for the meeting the Council RESOLVED"."""
    while match is not None:
        at = match.string.find("the ", match.start() + 1, match.start("verb"))
        closer = CAPITALS.search(match.string, at + 4) if at > 0 else None
        if closer is None or closer.start("verb") != match.start("verb"):
            return match
        if not _NAME_OF_BODY.match(match.string, closer.start(), match.start("verb")):
            return match
        match = closer
    return None


def list_lead(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    """Find "The Board:" with verbs in the list below it: "approved the plan"."""
    text = lines[index].text
    if not _LEADS_DOWN.search(text):
        return None
    near = range(index + 1, min(index + 6, len(lines)))
    below = next((lines[i].text for i in near if not lines[i].blank), "")
    stem = _STEM.search(text)
    if stem is not None and VERB_FIRST.match(below):
        return stem
    if LABEL.match(text) or not MARKER.match(below):
        return None
    return _LISTED.search(text)


def sentence_lead(
    text: str, forms: Sequence[re.Pattern[str]], start: int = 0
) -> re.Match[str] | None:
    """Find an informal lead at the beginning of a sentence, the first from ``start`` on."""
    found = []
    for form in forms:
        for match in form.finditer(text, start):
            end = match.start()
            while end and text[end - 1].isspace():
                end -= 1
            begins = not end or text[end - 1] in ".!?:•-–)"
            begins = begins or bool(_PARAGRAPH.search(text, max(0, end - _NEAR), end))
            if begins or says_it_was(match):
                found.append(match)
                break
    return min(found, key=lambda m: m.start(), default=None)


def says_it_was(match: re.Match[str]) -> bool:
    """Say whether a lead is "It was agreed that"."""
    return match.re in {IT_WAS, CARRIED}
