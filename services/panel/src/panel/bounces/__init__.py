"""Mails that came back: which addresses fail, so that nothing more is sent to them.

A mail fails when it is handed over, or later by a report (RFC 3464) that comes to the mailbox of
the return path. Either says why by a status (RFC 3463): the address is no good (*hard*), something
was in the way (*soft*), or the fault is on our side and says nothing of the address. One hard
failure, or several soft ones, and the address fails: its mails are held and listed until somebody
has confirmed it (`panel.access.rules.HeldReason`). Of a report nothing is kept but the mail's id,
the status and the day.

To outsiders a mail is named by its id alone, in its Message-ID, its return path (VERP) and its
envelope's id; only the panel knows whose mail that is.
"""
