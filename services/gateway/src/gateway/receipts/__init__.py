"""What came of an answer, by its receipt: for anybody who holds one, without an account."""
