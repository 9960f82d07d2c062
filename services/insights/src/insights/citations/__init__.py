"""Where findings were used: the decisions that cite them, and what came of it."""
