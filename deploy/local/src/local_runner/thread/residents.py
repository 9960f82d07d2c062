"""Steps: residents join by the embedded form, confirm by mail, answer, and hear what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread
from local_runner.thread.forms import Form
from local_runner.thread.mailbox import Letter

CONFIRM = "/join/confirm"
ANSWER = "/answer"
CONNECTIONS = ("lives", "works", "cared_for")
COMMENTS = (
    "Ring the evening before. Then I can sleep.",
    "The drivers are kind. It is the not knowing.",
    "There is one bus a day from our village.",
    "A text message is enough for me.",
)


_LEANING = (0, 0, 1, 0, 1, 0, 1, 2)


@dataclass(frozen=True)
class Resident:
    """One invented person."""

    number: int
    email: str

    def spread(self, offered: list[str]) -> str:
        """Choose one of what a form offers, each about as often as the others."""
        return offered[self.number % len(offered)]

    def lean(self, offered: list[str]) -> str:
        """Choose the first most often, the third seldom."""
        return offered[_LEANING[self.number % len(_LEANING)] % len(offered)]


def sign_up(walk: Walk) -> list[Resident]:
    """Everybody sends the form that is embedded in their system's own website, and gets mail."""
    count = walk.start.answering + 1
    residents = [
        Resident(number, f"resident-{number}-{walk.name}@people.example")
        for number in range(1, count + 1)
    ]
    address = f"/embed/{walk.start.system}/join"
    with walk.browser() as browser:
        forms = [browser.form(browser.open(address).expect(200)) for _ in residents]
        for resident, form in zip(residents, forms, strict=True):
            sent = walk.journal.moment()
            browser.submit(form, {"email": resident.email}).expect(200)
    walk.journal.say(f"POST {address}: {count} residents left their address, and nothing else")
    arrived = partial(_letter, walk, residents[-1], CONFIRM)
    walk.journal.hop("mail with a link to confirm has arrived", arrived, since=sent)
    return residents


def confirm(walk: Walk, residents: list[Resident]) -> None:
    """Everybody follows the link in their mail, agrees to surveys, and says who they are."""
    for resident in residents:
        with walk.browser() as browser:
            form = browser.form(browser.open(_link(walk, resident, CONFIRM)).expect(200))
            browser.submit(form, _about(resident, form)).expect(201)
    walk.journal.say(f"GET and POST /{{slug}}{CONFIRM}: {len(residents)} residents are members now")


def sign_up_again(walk: Walk, residents: list[Resident]) -> None:
    """A member's address gets the same answer as a new one, so nobody learns who is a member."""
    address = f"/embed/{walk.start.system}/join"
    addresses = (residents[0].email, f"newcomer-{walk.name}@people.example")
    pages = []
    with walk.browser() as browser:
        for email in addresses:
            form = browser.form(browser.open(address).expect(200))
            pages.append(browser.submit(form, {"email": email}).expect(200).response.text)
    if pages[0] != pages[1]:
        raise BrokenThread(f"{address} answers a member's address unlike a new one")
    walk.journal.say("a member's address and a new one get the same answer")


def be_asked(walk: Walk, residents: list[Resident], opened: float) -> None:
    """Everybody gets mail with their own link to the survey."""
    walk.journal.hop(
        "mail with a personal link to the survey has arrived",
        partial(_letter, walk, residents[-1], ANSWER),
        since=opened,
    )


def answer(walk: Walk, residents: list[Resident]) -> None:
    """Everybody answers by the link in their mail; a second time is refused."""
    with walk.browser() as browser:
        for resident in residents:
            form = browser.form(browser.open(_link(walk, resident, ANSWER)).expect(200))
            browser.submit(form, _answers(resident, form)).expect(200, 201)
        walk.journal.say(f"POST /{{slug}}{ANSWER}: {len(residents)} residents have answered")
        second = browser.submit(form, _answers(resident, form))
        second.expect(409)
    walk.journal.say("a second answer by the same link is refused (409)")


def hear_back(walk: Walk, residents: list[Resident], said: str, published: float) -> None:
    """Everybody who answered gets mail about what was done."""
    everybody = f"mail about what was done has reached all {len(residents)} who answered"
    walk.journal.hop(everybody, partial(_all_told, walk, residents, said), since=published)
    letter = walk.mailbox.letters(residents[0].email)[-1]
    walk.journal.say(f"“{letter.subject}”")


def is_left_alone(walk: Walk, resident: Resident, said: str) -> None:
    """Who did not take part gets no mail about what came of it."""
    if _letter_saying(walk, resident, said) is not None:
        raise BrokenThread("a resident who did not answer got mail about what came of it")
    walk.journal.say("a member who did not answer got none")


def _letter(walk: Walk, resident: Resident, part: str) -> Letter | None:
    letters = walk.mailbox.letters(resident.email)
    return next((letter for letter in letters if letter.link(part)), None)


def _link(walk: Walk, resident: Resident, part: str) -> str:
    what = f"mail with a link to {part}, to resident {resident.number}"
    letter = walk.journal.wait(what, partial(_letter, walk, resident, part))
    return letter.link(part) or ""


def _letter_saying(walk: Walk, resident: Resident, said: str) -> Letter | None:
    letters = walk.mailbox.letters(resident.email)
    return next((letter for letter in letters if said in " ".join(letter.text.split())), None)


def _all_told(walk: Walk, residents: list[Resident], said: str) -> bool | None:
    told = (_letter_saying(walk, resident, said) for resident in residents)
    return True if all(told) else None


def _about(resident: Resident, form: Form) -> dict[str, str | list[str]]:
    """Fill in who a resident is: every question that the form asks, and two consents."""
    answers: dict[str, str | list[str]] = {
        name: resident.spread(offered)
        for name, offered in form.choices.items()
        if name == "place" or name.startswith("about_")
    }
    return answers | {
        "connection": resident.spread(list(CONNECTIONS)),
        "minimum_age_met": "yes",
        "consents": ["surveys", "bulletins"],
    }


def _answers(resident: Resident, form: Form) -> dict[str, str | list[str]]:
    """Answer every question of the survey."""
    answers: dict[str, str | list[str]] = {
        name: resident.lean(offered) for name, offered in form.choices.items()
    }
    return answers | {name: COMMENTS[resident.number % len(COMMENTS)] for name in form.texts}
