"""What is encrypted says so in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_amounts_in_yuan"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="applicationform",
                    name="content_sealed",
                    field=models.BinaryField(db_column="content_sealed", verbose_name="内容（密文）"),
                ),
                migrations.RenameField(
                    model_name="applicationform",
                    old_name="content_sealed",
                    new_name="content_encrypted",
                ),
            ],
        ),
    ]
