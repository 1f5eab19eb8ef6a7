"""What makes a 26th holder impossible, whichever path writes (DOMAIN 0.1).

A seat's `ceiling` and `intake` are held equal to its cohort's by composite foreign keys; with
the CHECK on `number` no row can stand above the capacity unless it is an extra with a reason.
"""

from django.db import migrations

MAKE = """
ALTER TABLE programs_seat
    ADD CONSTRAINT seat_ceiling_is_the_cohorts
        FOREIGN KEY (cohort_id, ceiling) REFERENCES programs_cohort (id, capacity)
        ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT seat_intake_is_the_cohorts
        FOREIGN KEY (cohort_id, intake_id) REFERENCES programs_cohort (id, intake_id)
        ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE;
"""
UNDO = """
ALTER TABLE programs_seat
    DROP CONSTRAINT seat_ceiling_is_the_cohorts,
    DROP CONSTRAINT seat_intake_is_the_cohorts;
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, UNDO)]
