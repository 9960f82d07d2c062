"""What an organisation's evidence changed (rule 7)."""
