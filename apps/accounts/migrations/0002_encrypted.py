"""What is encrypted says so in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("doors", "0001_accounts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="secondfactor",
                    name="secret_sealed",
                    field=models.BinaryField(db_column="secret_sealed", verbose_name="密钥（密文）"),
                ),
                migrations.RenameField(
                    model_name="secondfactor",
                    old_name="secret_sealed",
                    new_name="secret_encrypted",
                ),
            ],
        ),
    ]
