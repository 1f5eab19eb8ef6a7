"""An answered question stands: nobody changes what somebody has answered already.

An answer holds its question (FOR SHARE) until it is committed, so a change that comes at the
same moment waits, and then sees the answer. An answer is of its application's own intake."""

from django.db import migrations

MAKE = """
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
UNDO = """
DROP TRIGGER answer_holds_its_question ON intakes_answer;
DROP FUNCTION intakes_answer_holds_its_question();
DROP TRIGGER question_answered_stands ON intakes_question;
DROP FUNCTION intakes_answered_question_stands();
ALTER TABLE intakes_answer
    DROP CONSTRAINT answer_intake_is_the_questions,
    DROP CONSTRAINT answer_intake_is_the_applications;
"""


class Migration(migrations.Migration):
    dependencies = [("intakes", "0005_questions")]
    operations = [migrations.RunSQL(MAKE, UNDO)]
