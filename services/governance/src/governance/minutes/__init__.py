"""Minutes: text of real minutes becomes a draft, a person checks it, then it is recorded."""
