from django.db import migrations

from texts.triggers import never_changes


class Migration(migrations.Migration):
    dependencies = [("notes", "0002_initial")]

    operations = [
        never_changes(
            "notes_annotation",
            [
                "id",
                "text_id",
                "revision_id",
                "start",
                "end",
                "exact",
                "prefix",
                "suffix",
                "motivation",
                "author_id",
            ],
            "the target of an annotation never changes",
        )
    ]
