"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="accesslog",
                    name="post",
                    field=models.CharField(blank=True, db_column="post", max_length=60, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="accesslog",
                    old_name="post",
                    new_name="role",
                ),
                migrations.AlterField(
                    model_name="event",
                    name="post",
                    field=models.CharField(blank=True, db_column="post", max_length=60, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="event",
                    old_name="post",
                    new_name="role",
                ),
            ],
        ),
    ]
