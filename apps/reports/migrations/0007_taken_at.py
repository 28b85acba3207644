"""A week's snapshot is taken, not sealed, in code; the column keeps its name, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_snapshots"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="weeksnapshot",
                    name="seal_after_cutoff",
                ),
                migrations.AlterField(
                    model_name="weeksnapshot",
                    name="sealed_at",
                    field=models.DateTimeField(db_column="sealed_at", verbose_name="封存时间"),
                ),
                migrations.RenameField(
                    model_name="weeksnapshot",
                    old_name="sealed_at",
                    new_name="taken_at",
                ),
                migrations.AddConstraint(
                    model_name="weeksnapshot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__gte", models.F("cutoff_at")), ("taken_at__gte", models.F("cutoff_at"))
                        ),
                        name="seal_after_cutoff",
                    ),
                ),
            ],
        ),
    ]
