"""How a mail leaves a service: the port, and the ways to send it."""
