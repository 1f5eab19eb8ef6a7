"""Words that would tell a bystander what a mail is about. No subject may hold one (DOMAIN 0)."""

TELLING = (
    *("violence", "violent", "family", "domestic", "sexual", "abuse", "abusive", "assault"),
    *("survivor", "survivors", "victim", "victims", "perpetrator", "perpetrators", "women"),
    *("gender", "gendered", "prevention", "safe", "safety", "equal", "lgbtiq", "resistance"),
    *("community", "communities", "cohort", "theme", "themes", "story", "stories", "schools"),
)
