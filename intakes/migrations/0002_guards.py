"""Guards that hold whichever path writes.

A candidacy stands in the intake of its application and of its cohort; an offer's seat is
one of its cohort's. PostgreSQL refuses anything else.

An answered question stands: nobody changes what somebody has answered already.

An answer holds its question (FOR SHARE) until it is committed, so a change that comes at the
same moment waits, and then sees the answer. An answer is of its application's own intake.
"""

from django.db import migrations

SAME_INTAKE_AND_COHORT = """
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
UNDO_SAME_INTAKE_AND_COHORT = """
ALTER TABLE intakes_offer
    DROP CONSTRAINT offer_seat_is_the_cohorts,
    DROP CONSTRAINT offer_cohort_is_the_candidacys;
ALTER TABLE intakes_candidacy
    DROP CONSTRAINT candidacy_with_cohort,
    DROP CONSTRAINT candidacy_intake_is_the_cohorts,
    DROP CONSTRAINT candidacy_intake_is_the_applications;
"""
ANSWERED_STANDS = """
ALTER TABLE intakes_answer
    ADD CONSTRAINT answer_intake_is_the_applications
        FOREIGN KEY (application_id, intake_id) REFERENCES intakes_application (id, intake_id)
        DEFERRABLE INITIALLY IMMEDIATE,
    ADD CONSTRAINT answer_intake_is_the_questions
        FOREIGN KEY (question_id, intake_id) REFERENCES intakes_question (id, intake_id)
        DEFERRABLE INITIALLY IMMEDIATE;

CREATE FUNCTION intakes_answered_question_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.intake_id, NEW.kind, NEW.words, NEW.help_words, NEW.options, NEW.needed)
        IS DISTINCT FROM
       (OLD.intake_id, OLD.kind, OLD.words, OLD.help_words, OLD.options, OLD.needed)
       AND EXISTS (SELECT 1 FROM intakes_answer WHERE question_id = OLD.id)
    THEN
        RAISE EXCEPTION 'question % has been answered: it can be retired, not changed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'question_answered_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_answered_stands BEFORE UPDATE ON intakes_question
    FOR EACH ROW EXECUTE FUNCTION intakes_answered_question_stands();

CREATE FUNCTION intakes_answer_holds_its_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM intakes_question WHERE id = NEW.question_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_holds_its_question BEFORE INSERT OR UPDATE ON intakes_answer
    FOR EACH ROW EXECUTE FUNCTION intakes_answer_holds_its_question();
"""
UNDO_ANSWERED_STANDS = """
DROP TRIGGER answer_holds_its_question ON intakes_answer;
DROP FUNCTION intakes_answer_holds_its_question();
DROP TRIGGER question_answered_stands ON intakes_question;
DROP FUNCTION intakes_answered_question_stands();
ALTER TABLE intakes_answer
    DROP CONSTRAINT answer_intake_is_the_questions,
    DROP CONSTRAINT answer_intake_is_the_applications;
"""


class Migration(migrations.Migration):
    dependencies = [("intakes", "0001_initial"), ("programs", "0002_seat_guards")]
    operations = [
        migrations.RunSQL(SAME_INTAKE_AND_COHORT, UNDO_SAME_INTAKE_AND_COHORT),
        migrations.RunSQL(ANSWERED_STANDS, UNDO_ANSWERED_STANDS),
    ]
