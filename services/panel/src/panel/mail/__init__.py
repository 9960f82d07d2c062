"""The mail outbox: what is to be sent, what it says, and the ways to send it."""
