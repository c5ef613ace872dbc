from typing import Any

from django.db import migrations

TABLE = "CREATE {unlogged} TABLE limits (name varchar(200) PRIMARY KEY, begun double precision NOT NULL, acts integer NOT NULL)"


def make_limits_table(apps: Any, editor: Any) -> None:
    """What somebody did just now is worth no log: after a crash everybody begins anew."""
    editor.execute(TABLE.format(unlogged="UNLOGGED" if editor.connection.vendor == "postgresql" else ""))


class Migration(migrations.Migration):
    dependencies = [("people", "0003_tokens")]

    operations = [
        migrations.RunPython(make_limits_table, migrations.RunPython.noop),
        migrations.RunSQL(migrations.RunSQL.noop, "DROP TABLE IF EXISTS limits"),
    ]
