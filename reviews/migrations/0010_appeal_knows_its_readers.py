"""An appeal is decided by somebody else: the readers of the decision are filled in by the database itself.

The constraint `appeal_is_decided_by_another_person` compares columns of one row. These triggers keep two of them equal
to the decision's, whoever writes: an appeal that is changed reads them anew, and a decision that is changed has its
appeals read them anew.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION reviews_appeal_reads_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT decided_by_id, seconded_by_id INTO NEW.first_reader_id, NEW.second_reader_id
    FROM reviews_decision WHERE id = NEW.against_id;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_reads_readers BEFORE INSERT OR UPDATE ON reviews_appeal
    FOR EACH ROW EXECUTE FUNCTION reviews_appeal_reads_readers();
CREATE FUNCTION reviews_decision_tells_appeals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews_appeal SET against_id = against_id WHERE against_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_tells_appeals AFTER UPDATE OF decided_by_id, seconded_by_id ON reviews_decision
    FOR EACH ROW EXECUTE FUNCTION reviews_decision_tells_appeals();
"""
BACKWARDS = """
DROP TRIGGER decision_tells_appeals ON reviews_decision;
DROP FUNCTION reviews_decision_tells_appeals();
DROP TRIGGER appeal_reads_readers ON reviews_appeal;
DROP FUNCTION reviews_appeal_reads_readers();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_moderation")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
