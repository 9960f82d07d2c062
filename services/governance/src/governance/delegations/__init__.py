"""Delegation: a decision gives a post a power, within limits; what is decided under it comes back.

*Data.* A delegation names a role or post (never a person), what may be decided, until which day and
on which conditions. It ends with its day, or by revocation. A decision under it is a decision of
the body, with its own involvement statement and its own assessment of the duty to involve.

*Rules.* The terms of reference say that posts may be given powers, for how long at most, and what
is reserved to the body (the scheme of reservation and delegation). Who was given a power gives it
to nobody else. Nothing is decided under a delegation before it is in force or after it ended, and
its day is the day on which it is recorded.
"""
