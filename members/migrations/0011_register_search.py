"""The words by which a shop is found, kept in step by the database itself, and an index that forgives typing errors."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

WORDS = """
CREATE FUNCTION members_shop_words(shop members_shop) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT lower(unaccent(concat_ws(
        ' ', shop.name, shop.host, member.legal_name, member.city, member.kvk_number, shop.description
    ))) FROM members_member AS member WHERE member.id = shop.member_id
$$;

CREATE FUNCTION members_shop_keeps_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := coalesce(members_shop_words(NEW), '');
    RETURN NEW;
END $$;

CREATE TRIGGER shop_keeps_words BEFORE INSERT OR UPDATE OF name, host, description, member_id ON members_shop
    FOR EACH ROW EXECUTE FUNCTION members_shop_keeps_words();

CREATE FUNCTION members_member_keeps_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members_shop SET name = name WHERE member_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER member_keeps_words AFTER UPDATE OF legal_name, city, kvk_number ON members_member
    FOR EACH ROW EXECUTE FUNCTION members_member_keeps_words();

UPDATE members_shop SET name = name;
"""

NO_WORDS = """
DROP TRIGGER member_keeps_words ON members_member;
DROP TRIGGER shop_keeps_words ON members_shop;
DROP FUNCTION members_member_keeps_words();
DROP FUNCTION members_shop_keeps_words();
DROP FUNCTION members_shop_words(members_shop);
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0010_webhooks")]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.AddField("shop", "words", models.TextField(default="", editable=False)),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.AddIndex(
            "shop",
            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="shop_words", opclasses=["gin_trgm_ops"]),
        ),
    ]
