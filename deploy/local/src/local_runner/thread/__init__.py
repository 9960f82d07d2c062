"""The walk along the golden thread: every link from a resident's word to the answer they get.

It is a client of the running system like any other: HTTP to the gateway, API keys, and the mail
that residents receive. `python -m local_runner.thread` walks it.
"""
