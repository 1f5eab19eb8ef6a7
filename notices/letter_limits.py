"""How long what leaves the platform may be."""

LONGEST_SUBJECT = 78
LONGEST_TEXT = 5000
