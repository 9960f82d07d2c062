"""Right of reply: what those that a finding speaks about say to it."""
