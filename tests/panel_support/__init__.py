"""What the panel's tests share: a small world, an attacker, tables drawn at random."""
