"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_withdrawn"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="adjustment",
                    name="made_by_post",
                    field=models.CharField(db_column="made_by_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="adjustment",
                    old_name="made_by_post",
                    new_name="made_by_role",
                ),
            ],
        ),
    ]
