from django.db import migrations

from annotator.search.indexing import index_at_first


class Migration(migrations.Migration):
    dependencies = [('search', '0002_words')]

    operations = [migrations.RunPython(index_at_first, migrations.RunPython.noop, elidable=True)]
