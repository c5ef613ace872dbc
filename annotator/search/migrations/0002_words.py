from django.db import migrations

from annotator.search.wordindex import install, uninstall


class Migration(migrations.Migration):
    dependencies = [('search', '0001_initial')]

    operations = [migrations.RunPython(install, uninstall)]
