"""Deputies for a meeting: nominated by the member, ruled on by the chair."""
