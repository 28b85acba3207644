"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_source_digest"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="storedfile",
                    name="uploaded_by_post",
                    field=models.CharField(db_column="uploaded_by_post", max_length=40, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="storedfile",
                    old_name="uploaded_by_post",
                    new_name="uploaded_by_role",
                ),
            ],
        ),
    ]
