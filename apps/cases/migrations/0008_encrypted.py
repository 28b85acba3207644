"""What is encrypted says so in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_renovation_scope"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="correction",
                    name="values_sealed",
                    field=models.BinaryField(db_column="values_sealed", verbose_name="前后值（密文）"),
                ),
                migrations.RenameField(
                    model_name="correction",
                    old_name="values_sealed",
                    new_name="values_encrypted",
                ),
                migrations.AlterField(
                    model_name="household",
                    name="id_number_sealed",
                    field=models.BinaryField(db_column="id_number_sealed", verbose_name="身份证号（密文）"),
                ),
                migrations.RenameField(
                    model_name="household",
                    old_name="id_number_sealed",
                    new_name="id_number_encrypted",
                ),
                migrations.AlterField(
                    model_name="household",
                    name="phone_sealed",
                    field=models.BinaryField(db_column="phone_sealed", verbose_name="联系方式（密文）"),
                ),
                migrations.RenameField(
                    model_name="household",
                    old_name="phone_sealed",
                    new_name="phone_encrypted",
                ),
                migrations.AlterField(
                    model_name="household",
                    name="hardship_sealed",
                    field=models.BinaryField(db_column="hardship_sealed", verbose_name="家庭情况（密文）"),
                ),
                migrations.RenameField(
                    model_name="household",
                    old_name="hardship_sealed",
                    new_name="hardship_encrypted",
                ),
                migrations.AlterField(
                    model_name="household",
                    name="agent_phone_sealed",
                    field=models.BinaryField(blank=True, null=True, db_column="agent_phone_sealed", verbose_name="代办人联系方式（密文）"),
                ),
                migrations.RenameField(
                    model_name="household",
                    old_name="agent_phone_sealed",
                    new_name="agent_phone_encrypted",
                ),
                migrations.AlterField(
                    model_name="registrationdraft",
                    name="data_sealed",
                    field=models.BinaryField(db_column="data_sealed", verbose_name="内容（密文）"),
                ),
                migrations.RenameField(
                    model_name="registrationdraft",
                    old_name="data_sealed",
                    new_name="data_encrypted",
                ),
            ],
        ),
    ]
