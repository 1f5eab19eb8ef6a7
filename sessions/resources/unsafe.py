"""Why a file is not taken."""


class Unsafe(Exception):
    """A refusal, worded for the person who shares the file."""
