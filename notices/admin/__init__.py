"""The desk's pages of notices: mail, and the jobs that run in the background."""

from notices.admin import mail  # noqa: F401
