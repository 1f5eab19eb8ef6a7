"""The desk's pages of intakes: interest, applications, review, offers, and a queue per cohort."""

from intakes.admin import applications, compose, interests, letters, offers, queue, review  # noqa: F401
from intakes.admin import form as form
from intakes.admin import imports as imports
