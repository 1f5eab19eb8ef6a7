"""Programs at the coordinator's desk."""

from programs.admin import cohort, people, program

__all__ = ["cohort", "people", "program"]
