"""Which reviews wait for an answer of their shop, kept by the database: every page of the dashboard counts them."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION reviews_reply_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews_review SET answered = true WHERE id = NEW.review_id AND NOT answered;
    RETURN NULL;
END $$;

CREATE TRIGGER reply_answers AFTER INSERT ON reviews_reply
    FOR EACH ROW EXECUTE FUNCTION reviews_reply_answers();

UPDATE reviews_review SET answered = true WHERE id IN (SELECT review_id FROM reviews_reply);
"""

FORGET = """
DROP TRIGGER reply_answers ON reviews_reply;
DROP FUNCTION reviews_reply_answers();
"""


class Migration(migrations.Migration):
    atomic = True
    dependencies = [("reviews", "0033_tally_of_shop")]

    operations = [
        migrations.AddField("review", "answered", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(KEEP, FORGET),
    ]
