"""Let a surface that was planned in one way be found built in two (R35)."""

from django.db import migrations, models
from django.db.models import Q

import apps.plans.enums


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_holders")]

    operations = [
        migrations.AddField(
            model_name="acceptanceitem",
            name="rest_area",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="其余部分面积（㎡）"
            ),
        ),
        migrations.AddField(
            model_name="acceptanceitem",
            name="rest_method",
            field=models.CharField(
                blank=True,
                choices=apps.plans.enums.Method.choices(),
                db_default="",
                default="",
                max_length=10,
                verbose_name="其余部分工法",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceitem",
            constraint=models.CheckConstraint(
                condition=Q(rest_area__isnull=True, rest_method="")
                | Q(outcome="measured", rest_area__gt=0) & ~Q(rest_method=""),
                name="rest_of_item_is_whole",
            ),
        ),
    ]
