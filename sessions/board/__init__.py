"""A cohort's notice board between sessions, and the weekly word that there is something new."""
