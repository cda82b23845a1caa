from django.db import migrations
from django.utils import timezone

from billing import terms
from billing.ladder import step_at
from keurmerk.calendar import add_months, amsterdam_date

# A claim is as hard as an invoice: all that may come later is that it is dropped.
GUARD = """
CREATE FUNCTION billing_keep_charge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'dropped_at') IS DISTINCT FROM (to_jsonb(OLD) - 'dropped_at')
        OR (OLD.dropped_at IS NOT NULL AND NEW.dropped_at IS DISTINCT FROM OLD.dropped_at) THEN
        RAISE EXCEPTION 'A claim is never edited or deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER billing_keep_charge BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW EXECUTE FUNCTION billing_keep_charge();
"""
UNGUARD = """
DROP TRIGGER billing_keep_charge ON billing_charge;
DROP FUNCTION billing_keep_charge();
"""


def begin(apps, schema_editor):
    """What was overdue before there was a ladder starts on it, and has a week before its first step."""
    arrears, invoices = apps.get_model("billing", "Arrears"), apps.get_model("billing", "Invoice")
    now = timezone.now()
    for invoice in invoices.objects.filter(state="OVERDUE", arrears=None):
        since = amsterdam_date(invoice.default_at)
        arrears.objects.create(
            invoice=invoice,
            since=since,
            next_step_at=step_at(since, terms.FORMAL_NOTICE_DAY, after=now),
            vat_back_on=add_months(invoice.due_on, terms.VAT_BACK_MONTHS),
        )


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_arrears")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
