"""What became of each embargo: who set, moved or lifted it, when it ended, what failed."""
