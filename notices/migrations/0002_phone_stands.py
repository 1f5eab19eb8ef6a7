"""PostgreSQL itself keeps call notes and messages as they were written.

A note's words can be emptied: that is how they are erased when somebody asks for it.
"""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION notices_call_note_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.words = '' THEN
        NEW.words := OLD.words;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            NEW.words := '';
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'call notes are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER notices_call_note_append_only
    BEFORE UPDATE OR DELETE ON notices_callnote
    FOR EACH ROW EXECUTE FUNCTION notices_call_note_stands();
CREATE OR REPLACE FUNCTION notices_message_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'messages stay as they were sent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER notices_message_append_only
    BEFORE UPDATE OR DELETE ON notices_message
    FOR EACH ROW EXECUTE FUNCTION notices_message_stands();
"""
UNDO = """
DROP TRIGGER notices_message_append_only ON notices_message;
DROP FUNCTION notices_message_stands();
DROP TRIGGER notices_call_note_append_only ON notices_callnote;
DROP FUNCTION notices_call_note_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
