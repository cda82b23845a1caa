from django.db import migrations

# The database keeps the ledger's promise by itself, whoever is connected: an entry follows the one before it, with its
# hash inside; it is never changed and never goes.
GUARD = """
CREATE FUNCTION ledger_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
    said jsonb := NEW.body::jsonb;
BEGIN
    SELECT number, hash INTO before FROM reviews_ledgerentry
        WHERE shop_id = NEW.shop_id ORDER BY number DESC LIMIT 1;
    IF NEW.number IS DISTINCT FROM coalesce(before.number, 0) + 1 THEN
        RAISE EXCEPTION 'ledger of shop %: entry % does not follow %', NEW.shop_id, NEW.number, before.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF said->>'previous' IS DISTINCT FROM coalesce(before.hash, repeat('0', 64))
        OR NEW.hash IS DISTINCT FROM encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex')
        OR said->>'number' IS DISTINCT FROM NEW.number::text
        OR said->>'shop' IS DISTINCT FROM NEW.shop_id::text
        OR said->>'review' IS DISTINCT FROM NEW.review_id::text
        OR said->>'kind' IS DISTINCT FROM NEW.kind THEN
        RAISE EXCEPTION 'ledger of shop %: entry % is not what its hash says', NEW.shop_id, NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER ledger_entry_follows BEFORE INSERT ON reviews_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_follows();
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON reviews_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_stays();
CREATE TRIGGER ledger_stays BEFORE TRUNCATE ON reviews_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_stays();
"""
UNGUARD = """
DROP TRIGGER ledger_stays ON reviews_ledgerentry;
DROP TRIGGER ledger_entry_stays ON reviews_ledgerentry;
DROP TRIGGER ledger_entry_follows ON reviews_ledgerentry;
DROP FUNCTION ledger_entry_stays();
DROP FUNCTION ledger_entry_follows();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0003_score_and_ledger"),
    ]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
    ]
