"""Bulletins: what the panel asks, what it heard and what came of it, sent to who wants to know.

A team composes items (its own words, a survey that is open, a finding, a decision, a "you said, we
did"), looks at the bulletin as it will be sent, and schedules it. The items' words are taken anew
when it is sent: what is no longer published by then sends it back to its draft, with the reason.

    draft → scheduled → sent           cancelled, from the first two
      ↑________|                       recalled by the team, or returned by the worker

- It goes to members who agree to ``bulletins``, in a segment or all, whose burden budget is not
  spent; it draws on the budget. Who cannot use any of its formats is held and listed.
- Audience, words and mails are written in one transaction. A mail is one row a member and bulletin,
  so nobody is sent it twice, whatever crashes.
- What is counted of it: `panel.mail.copies` (which copies count) and `panel.bulletins.reception`.
"""
