"""The desk's pages of notices: mail, and the work done in the background."""

from notices.admin import jobs, mail  # noqa: F401
