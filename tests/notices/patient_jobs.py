"""manage.py, with jobs slow enough to be killed in the middle of a step.

patient    writes in the transaction of its step, as every job must
careless   writes by a connection of its own, so that what it wrote outlives its step
"""

import os
import sys
import threading
import time

sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_platform.settings")
STEPS = 12
PAUSE_S = 0.15


def patient(job, at):
    return _step(job, _write)


def careless(job, at):
    return _step(job, lambda number: _elsewhere(_write, number))


def _step(job, write):
    from notices.jobs import Progress

    number = job.cursor.get("next", 0)
    write(number)
    time.sleep(PAUSE_S)  # killed here, it has written and not saved its place
    return Progress({"next": number + 1}, number + 1, over=number + 1 == STEPS, total=STEPS)


def _write(number):
    from audit.models import Reason

    Reason.objects.create(text=f"step {number}")


def _elsewhere(write, number):
    from django.db import connection

    def run():
        write(number)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def register():
    from notices import jobs

    jobs.register(jobs.Kind("tests.patient", patient))
    jobs.register(jobs.Kind("tests.careless", careless))


if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    from cop_platform.local import environment

    environment.prepare(sys.argv)
    import django

    django.setup()
    register()
    execute_from_command_line(sys.argv)
