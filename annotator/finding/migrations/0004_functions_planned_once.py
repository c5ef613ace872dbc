from django.db import migrations

from annotator.finding.wordtable import plan_functions_once


class Migration(migrations.Migration):
    dependencies = [('finding', '0003_notes_table_rebuilt')]

    operations = [migrations.RunPython(plan_functions_once, migrations.RunPython.noop)]
