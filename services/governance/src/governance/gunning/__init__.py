"""The four Gunning principles, each shown by dated evidence from the record itself (rule 9)."""
