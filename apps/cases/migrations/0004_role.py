"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_holders"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="transition",
                    name="actor_post",
                    field=models.CharField(db_column="actor_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="transition",
                    old_name="actor_post",
                    new_name="actor_role",
                ),
            ],
        ),
    ]
