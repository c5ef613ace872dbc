import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


INDEXES = (
    ('notes_anchor', 'revision_id', 'notes_anchor_revision_id_f9a24f8b'),
    ('notes_anchor', 'annotation_id', 'notes_anchor_annotation_id_f69f75c2'),
    ('notes_annotation', 'author_id', 'notes_annotation_author_id_35cf4df8'),
    ('notes_annotation', 'text_id', 'notes_annotation_text_id_05d78bf4'),
)


class Migration(migrations.Migration):

    dependencies = [
        ('notes', '0016_came_nearly_on_their_words'),
        ('texts', '0003_readers_in_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The names are the same on every database. As Django would do it, SQLite would write both tables anew.
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{name}"', f'CREATE INDEX "{name}" ON {table} ({column})')
                for table, column, name in INDEXES
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='anchor',
                    name='annotation',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='notes.annotation'),
                ),
                migrations.AlterField(
                    model_name='anchor',
                    name='revision',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='anchors', to='texts.revision'),
                ),
                migrations.AlterField(
                    model_name='annotation',
                    name='author',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AlterField(
                    model_name='annotation',
                    name='text',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='texts.text'),
                ),
            ],
        ),
    ]
