from django.db import migrations

from annotator.finding.wordtable import index_beginnings


class Migration(migrations.Migration):
    dependencies = [('finding', '0004_functions_planned_once')]

    operations = [migrations.RunPython(index_beginnings, migrations.RunPython.noop)]
