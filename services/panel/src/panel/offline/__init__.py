"""Answers by telephone, on paper or face to face, which staff enter for a member.

They pass the same checks, routing, quotas and one-answer rule as answers by link. Who entered them,
by what means and on which day is kept beside the invitation and apart from the answers: in an
anonymous survey neither joins the other, as `panel.ballots` says. Whoever enters an answer has
heard or read it; no software can undo that, so the member is to be told before.
"""
