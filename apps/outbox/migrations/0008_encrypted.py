"""What is encrypted says so in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0007_role"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="job",
                    name="sealed",
                    field=models.BinaryField(blank=True, db_column="sealed", default=b""),
                ),
                migrations.RenameField(
                    model_name="job",
                    old_name="sealed",
                    new_name="personal_encrypted",
                ),
            ],
        ),
    ]
