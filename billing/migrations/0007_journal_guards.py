from django.db import migrations

# The database keeps the books by itself, whoever is connected: at the end of a transaction every entry in it balances,
# and nothing that was written is changed or taken away.
GUARD = """
CREATE FUNCTION billing_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry bigint := CASE WHEN TG_TABLE_NAME = 'billing_posting' THEN (to_jsonb(NEW)->>'entry_id')::bigint ELSE NEW.id END;
    off numeric; sides integer;
BEGIN
    SELECT sum(amount), count(*) INTO off, sides FROM billing_posting WHERE entry_id = entry;
    IF sides < 2 OR off <> 0 THEN
        RAISE EXCEPTION 'journal entry % does not balance: % on % sides', entry, off, sides
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION billing_journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE CONSTRAINT TRIGGER billing_entry_balances AFTER INSERT ON billing_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_entry_balances();
CREATE CONSTRAINT TRIGGER billing_posting_balances AFTER INSERT ON billing_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_entry_balances();
CREATE TRIGGER billing_entry_stays BEFORE UPDATE OR DELETE ON billing_journalentry
    FOR EACH ROW EXECUTE FUNCTION billing_journal_stays();
CREATE TRIGGER billing_posting_stays BEFORE UPDATE OR DELETE ON billing_posting
    FOR EACH ROW EXECUTE FUNCTION billing_journal_stays();
CREATE TRIGGER billing_entries_stay BEFORE TRUNCATE ON billing_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION billing_journal_stays();
CREATE TRIGGER billing_postings_stay BEFORE TRUNCATE ON billing_posting
    FOR EACH STATEMENT EXECUTE FUNCTION billing_journal_stays();
"""
UNGUARD = """
DROP TRIGGER billing_postings_stay ON billing_posting;
DROP TRIGGER billing_entries_stay ON billing_journalentry;
DROP TRIGGER billing_posting_stays ON billing_posting;
DROP TRIGGER billing_entry_stays ON billing_journalentry;
DROP TRIGGER billing_posting_balances ON billing_posting;
DROP TRIGGER billing_entry_balances ON billing_journalentry;
DROP FUNCTION billing_journal_stays();
DROP FUNCTION billing_entry_balances();
"""


class Migration(migrations.Migration):

    dependencies = [("billing", "0006_book_what_happened")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
