"""How a fact travels: outbox → relay → event log → consumer → inbox, and dead letters."""
