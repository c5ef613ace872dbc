from django.db import migrations

from texts.triggers import never_changes


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_initial")]

    operations = [
        never_changes(
            "texts_revision",
            ["id", "text_id", "number", "source", "html", "plain", "author_id", "base_id", "edits"],
            "a revision never changes",
        )
    ]
