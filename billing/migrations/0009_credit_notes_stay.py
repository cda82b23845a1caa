from django.db import migrations

# A credit note is as hard as an invoice: only what became of the money, and where its PDF is, is written later.
GUARD = """
CREATE FUNCTION billing_keep_credit_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR (NEW.invoice_id, NEW.number, NEW.reason, NEW.lines, NEW.net, NEW.vat, NEW.total, NEW.set_off, NEW.issued_on,
            NEW.issued_by)
           IS DISTINCT FROM
           (OLD.invoice_id, OLD.number, OLD.reason, OLD.lines, OLD.net, OLD.vat, OLD.total, OLD.set_off, OLD.issued_on,
            OLD.issued_by)
        OR NEW.settled < OLD.settled OR (OLD.pdf <> '' AND NEW.pdf <> OLD.pdf) THEN
        RAISE EXCEPTION 'A credit note is never edited or deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER billing_keep_credit_note BEFORE UPDATE OR DELETE ON billing_creditnote
    FOR EACH ROW EXECUTE FUNCTION billing_keep_credit_note();
"""
UNGUARD = """
DROP TRIGGER billing_keep_credit_note ON billing_creditnote;
DROP FUNCTION billing_keep_credit_note();
"""


class Migration(migrations.Migration):

    dependencies = [("billing", "0008_credit_notes")]

    operations = [
        migrations.RunSQL(
            "UPDATE billing_invoice SET credited = total WHERE state = 'CREDITED' AND total > 0", migrations.RunSQL.noop
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
