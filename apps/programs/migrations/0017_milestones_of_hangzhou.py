from typing import Any

from django.db import migrations


def give_to_hangzhou(apps: Any, _schema: Any) -> None:
    """Sites that took 0005 while it named a wrong region code kept 杭州's milestones for every target."""
    city = (
        apps.get_model("orgs", "Organisation")
        .objects.filter(kind="city_bureau", region__code="3301")
        .order_by("pk")
        .first()
    )
    if city is None:
        return
    milestones = apps.get_model("programs", "Milestone").objects
    there = set(milestones.filter(organisation=city).values_list("program_id", "name"))
    rows = milestones.filter(source__contains="杭房局", organisation__isnull=True)
    # What the city has set since is its own: milestone_once allows one of a name.
    ours = [row.pk for row in rows if (row.program_id, row.name) not in there]
    milestones.filter(pk__in=ours).update(organisation=city)


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0016_material_lists'),
    ]

    operations = [
        migrations.RunPython(give_to_hangzhou, migrations.RunPython.noop),
    ]
