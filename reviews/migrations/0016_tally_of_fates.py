from django.db import migrations

# The database counts by itself: whoever writes invitations, one or a thousand, in whatever way, changes the tally in the
# same transaction. It only ever adds rows, so that orders of one shop do not wait for each other.
COUNT = """
CREATE FUNCTION tally_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
        SELECT shop_id, date_trunc('month', received_at AT TIME ZONE 'Europe/Amsterdam')::date, state, reason,
            count(*), false
        FROM after GROUP BY 1, 2, 3, 4;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
        SELECT shop_id, date_trunc('month', received_at AT TIME ZONE 'Europe/Amsterdam')::date, state, reason,
            -count(*), false
        FROM before GROUP BY 1, 2, 3, 4;
    ELSE
        INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
        SELECT shop_id, date_trunc('month', received_at AT TIME ZONE 'Europe/Amsterdam')::date, state, reason,
            sum(change), false
        FROM (
            SELECT after.shop_id, after.received_at, after.state, after.reason, 1 AS change
            FROM after JOIN before USING (id)
            WHERE (after.shop_id, after.received_at, after.state, after.reason)
                IS DISTINCT FROM (before.shop_id, before.received_at, before.state, before.reason)
            UNION ALL
            SELECT before.shop_id, before.received_at, before.state, before.reason, -1
            FROM after JOIN before USING (id)
            WHERE (after.shop_id, after.received_at, after.state, after.reason)
                IS DISTINCT FROM (before.shop_id, before.received_at, before.state, before.reason)
        ) AS changes
        GROUP BY 1, 2, 3, 4 HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tally_inserted AFTER INSERT ON reviews_invitation
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION tally_invitations();
CREATE TRIGGER tally_updated AFTER UPDATE ON reviews_invitation
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION tally_invitations();
CREATE TRIGGER tally_deleted AFTER DELETE ON reviews_invitation
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION tally_invitations();

INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
SELECT shop_id, date_trunc('month', received_at AT TIME ZONE 'Europe/Amsterdam')::date, state, reason, count(*), true
FROM reviews_invitation GROUP BY 1, 2, 3, 4;
"""
FORGET = """
DROP TRIGGER tally_deleted ON reviews_invitation;
DROP TRIGGER tally_updated ON reviews_invitation;
DROP TRIGGER tally_inserted ON reviews_invitation;
DROP FUNCTION tally_invitations();
DELETE FROM reviews_tally;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("reviews", "0015_reach"),
    ]

    operations = [
        migrations.RunSQL(COUNT, FORGET),
    ]
