"""What terms of reference arrange beside quorum and voting: dated data in the terms; pure."""
