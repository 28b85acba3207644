from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def give_to_hangzhou(apps: Any, _schema: Any) -> None:
    """The milestones set so far are those of 杭房局〔2024〕43号: they hold for 杭州's target, not the province's."""
    body = (
        apps.get_model("orgs", "Organisation")
        .objects.filter(kind="city_bureau", region__code="3301")
        .order_by("pk")
        .first()
    )
    if body is not None:
        rows = apps.get_model("programs", "Milestone").objects.filter(source__contains="杭房局")
        rows.update(organisation=body)


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_squashed_0004_role'),
        ('programs', '0004_rectification_days'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='milestone',
            name='milestone_once',
        ),
        migrations.AddField(
            model_name='milestone',
            name='organisation',
            field=models.ForeignKey(blank=True, help_text='节点随谁的目标：这一机构和报送至它的机构；空为本年度所有目标', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='orgs.organisation', verbose_name='所属目标'),
        ),
        migrations.RunPython(give_to_hangzhou, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(fields=('program', 'organisation', 'name'), name='milestone_once'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', True)), fields=('program', 'name'), name='milestone_of_all_once'),
        ),
    ]
