"""A candidacy stands in the intake of its application and of its cohort; an offer's seat is
one of its cohort's. PostgreSQL refuses anything else."""

from django.db import migrations

MAKE = """
ALTER TABLE intakes_candidacy
    ADD CONSTRAINT candidacy_intake_is_the_applications
        FOREIGN KEY (application_id, intake_id) REFERENCES intakes_application (id, intake_id)
        DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT candidacy_intake_is_the_cohorts
        FOREIGN KEY (cohort_id, intake_id) REFERENCES programs_cohort (id, intake_id)
        DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE intakes_candidacy ADD CONSTRAINT candidacy_with_cohort UNIQUE (id, cohort_id);
ALTER TABLE intakes_offer
    ADD CONSTRAINT offer_cohort_is_the_candidacys
        FOREIGN KEY (candidacy_id, cohort_id) REFERENCES intakes_candidacy (id, cohort_id)
        DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT offer_seat_is_the_cohorts
        FOREIGN KEY (seat_id, cohort_id) REFERENCES programs_seat (id, cohort_id)
        DEFERRABLE INITIALLY IMMEDIATE;
"""
UNDO = """
ALTER TABLE intakes_offer
    DROP CONSTRAINT offer_seat_is_the_cohorts,
    DROP CONSTRAINT offer_cohort_is_the_candidacys;
ALTER TABLE intakes_candidacy
    DROP CONSTRAINT candidacy_with_cohort,
    DROP CONSTRAINT candidacy_intake_is_the_cohorts,
    DROP CONSTRAINT candidacy_intake_is_the_applications;
"""


class Migration(migrations.Migration):
    dependencies = [("intakes", "0001_initial"), ("programs", "0002_seat_guards")]
    operations = [migrations.RunSQL(MAKE, UNDO)]
