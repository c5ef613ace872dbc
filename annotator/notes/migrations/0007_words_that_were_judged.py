from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def say_what_was_judged(apps, schema_editor):
    """Verdicts from before are about the words of their note, and open to all where two had been given."""
    Verdict = apps.get_model("notes", "Verdict")
    Annotation = apps.get_model("notes", "Annotation")
    exact = Annotation.objects.filter(pk=OuterRef("quote_check")).values("exact")[:1]
    Verdict.objects.filter(words="").update(words=Subquery(exact))
    settled = Verdict.objects.filter(quote_check__state__in=["confirmed", "disputed"])
    Verdict.objects.filter(pk__in=settled.values("pk")).update(disclosed=F("created"))


class Migration(migrations.Migration):

    dependencies = [
        ("notes", "0006_rounds_of_verdicts"),
    ]

    operations = [
        migrations.RunPython(say_what_was_judged, migrations.RunPython.noop),
    ]
