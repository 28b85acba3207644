"""房屋所有权人同装修人 is a fact of its own; before, the form had put the household's name in its place."""

from django.db import migrations, models
from django.db.models import F


def mark_same(apps, schema_editor):
    dwellings = apps.get_model("cases", "Dwelling").objects.using(schema_editor.connection.alias)
    same = dwellings.filter(owner_name=F("case__household__name"))
    dwellings.filter(pk__in=same.values("pk")).update(owner_is_household=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_squashed_0008_encrypted"),
    ]

    operations = [
        migrations.AddField(
            model_name="dwelling",
            name="owner_is_household",
            field=models.BooleanField(db_default=False, default=False, verbose_name="房屋所有权人同装修人"),
        ),
        migrations.RunPython(mark_same, migrations.RunPython.noop),
    ]
