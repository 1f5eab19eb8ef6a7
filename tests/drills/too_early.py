"""manage.py, with a worker that marks a letter as sent before the server has it."""

import os
import sys

sys.path.insert(0, os.getcwd())

from tests.drills import spoiled


def marks_too_early(claims):
    def hand_over(notice, *, owner, at, subject="", text="", before=None):
        claims.sent(claims.Taken(notice, at), owner=owner)

    claims.hand_over = hand_over


if __name__ == "__main__":
    spoiled.run(marks_too_early)
