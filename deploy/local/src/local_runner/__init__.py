"""The whole system on one machine: embedded Postgres, every service, sample data, the walk."""
