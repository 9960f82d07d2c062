"""What in a text reads like personal data."""
