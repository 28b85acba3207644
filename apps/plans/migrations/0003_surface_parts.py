"""Give a surface parts (R35): every surface so far is one part; tables and columns keep their names."""

import django.db.models.deletion
from django.db import migrations, models

import apps.plans.enums


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_holders")]

    operations = [
        migrations.RemoveConstraint(model_name="surface", name="surface_once"),
        # First the name is spelled out: RenameModel renames a table only where it follows the model's name.
        migrations.AlterModelTable(name="surface", table="plans_surface"),
        migrations.RenameModel(old_name="Surface", new_name="SurfacePart"),
        # Only the state: the column stays, and so does whatever reads it by its name.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(model_name="surfacepart", old_name="part", new_name="surface"),
                migrations.AlterField(
                    model_name="surfacepart",
                    name="surface",
                    field=models.CharField(
                        choices=apps.plans.enums.Surface.choices(),
                        db_column="part",
                        max_length=10,
                        verbose_name="部位",
                    ),
                ),
                migrations.AlterField(
                    model_name="surfacepart",
                    name="space",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="plans.space",
                        verbose_name="空间",
                    ),
                ),
            ]
        ),
        migrations.AddField(
            model_name="surfacepart",
            name="position",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="次序"),
        ),
        migrations.AddConstraint(
            model_name="surfacepart",
            constraint=models.UniqueConstraint(
                fields=("space", "surface", "position"), name="surface_part_once"
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="hash_version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="校验码写法"),
        ),
    ]
