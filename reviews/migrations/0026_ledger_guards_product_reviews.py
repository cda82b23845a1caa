from django.db import migrations

# As before, and the number of a product review is held against the body too.
FOLLOWS = """
CREATE OR REPLACE FUNCTION ledger_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OR said->>'review' IS DISTINCT FROM NEW.review_id::text{product}
        OR said->>'kind' IS DISTINCT FROM NEW.kind THEN
        RAISE EXCEPTION 'ledger of shop %: entry % is not what its hash says', NEW.shop_id, NEW.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
PRODUCT = """
        OR said->>'product_review' IS DISTINCT FROM NEW.product_review_id::text"""


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0025_product_reviews_in_the_ledger"),
    ]

    operations = [
        migrations.RunSQL(FOLLOWS.replace("{product}", PRODUCT), FOLLOWS.replace("{product}", "")),
    ]
