from django.db import migrations

from annotator.finding.wordtable import install, uninstall


class Migration(migrations.Migration):
    dependencies = [('finding', '0001_initial')]

    operations = [migrations.RunPython(install, uninstall)]
