"""Trying a draft out on a few members before everybody is asked.

A trial is a copy of the draft with answers of its own. The routes of surveys know nothing of it, so
it has no results, files, findings, events or receipts, and the draft can be changed at any time. It
draws on the burden budget and on consents as every survey does. It is never anonymous, whatever the
draft is, so that what somebody said in it can be shown to them and erased; the page says so.
"""
