from django.db import migrations

from annotator.finding.wordtable import after_rebuilding


class Migration(migrations.Migration):
    """SQLite drops a table's triggers when Django rebuilds the table, as the migration of notes has done."""

    dependencies = [('finding', '0002_words'), ('notes', '0016_came_nearly_on_their_words')]

    operations = [migrations.RunPython(after_rebuilding, migrations.RunPython.noop)]
