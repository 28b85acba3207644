"""改造意愿 and 城镇/农村 have names of their own in code; the columns keep theirs, so the database does nothing."""

from django.db import migrations, models

_HOLDING = [
    "submitted",
    "received",
    "filed",
    "designing",
    "confirmed",
    "contracted",
    "building",
    "completed",
    "rectifying",
    "passed",
    "archived",
    "closed_unconfirmed",
    "converted",
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_id_type"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="case",
                    name="one_kitchen_per_dwelling",
                ),
                migrations.RemoveConstraint(
                    model_name="case",
                    name="one_bathroom_per_dwelling",
                ),
                migrations.AlterField(
                    model_name="case",
                    name="will",
                    field=models.CharField(
                        choices=[("kitchen", "厨房换新"), ("bathroom", "卫生间换新"), ("both", "厨卫均换新")],
                        db_column="will",
                        max_length=10,
                        verbose_name="改造意愿",
                    ),
                ),
                migrations.RenameField(
                    model_name="case",
                    old_name="will",
                    new_name="renovation_scope",
                ),
                migrations.AlterField(
                    model_name="case",
                    name="setting",
                    field=models.CharField(
                        choices=[("urban", "城镇"), ("rural", "农村")],
                        db_column="setting",
                        default="urban",
                        max_length=10,
                        verbose_name="城镇/农村",
                    ),
                ),
                migrations.RenameField(
                    model_name="case",
                    old_name="setting",
                    new_name="area_type",
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("renovation_scope__in", ["kitchen", "both"]), ("status__in", _HOLDING)
                        ),
                        fields=("program_group", "dwelling_key"),
                        name="one_kitchen_per_dwelling",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("renovation_scope__in", ["bathroom", "both"]), ("status__in", _HOLDING)
                        ),
                        fields=("program_group", "dwelling_key"),
                        name="one_bathroom_per_dwelling",
                    ),
                ),
            ],
        ),
    ]
