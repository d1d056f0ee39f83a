"""The report of a what-if: one page that explains itself, and the same in other forms."""
