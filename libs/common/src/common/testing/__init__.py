"""What tests of every service need: a real Postgres, tokens, a client, a clock."""
