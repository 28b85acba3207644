"""A day's digest is taken, not sealed, in code; the column keeps its name, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_role"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="daydigest",
                    name="sealed_at",
                    field=models.DateTimeField(db_column="sealed_at", verbose_name="封存时间"),
                ),
                migrations.RenameField(
                    model_name="daydigest",
                    old_name="sealed_at",
                    new_name="taken_at",
                ),
            ],
        ),
    ]
