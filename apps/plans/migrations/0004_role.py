"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_surface_parts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="confirmation",
                    name="witness_post",
                    field=models.CharField(
                        db_column="witness_post", max_length=20, verbose_name="见证人岗位"
                    ),
                ),
                migrations.RenameField(
                    model_name="confirmation",
                    old_name="witness_post",
                    new_name="witness_role",
                ),
                migrations.AlterField(
                    model_name="overrunnote",
                    name="noted_post",
                    field=models.CharField(db_column="noted_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="overrunnote",
                    old_name="noted_post",
                    new_name="noted_role",
                ),
            ],
        ),
    ]
