"""Keep amounts in 元 to the 分 (R35): 10.6600 万元 become 106600.00, exactly.

The columns take the unit into their name: a process of the release before then fails where it would
otherwise read 元 as 万元. Going back is refused while an amount has 分, which the old column cannot hold.
"""

from decimal import Decimal

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Round

AMOUNTS = {
    "weekseal": ("amount",),
    "sealmovement": ("amount_change",),
    "adjustment": ("amount_change", "amount_after"),
    "reportversion": ("declared_amount",),
}


def to_yuan(apps, schema_editor):
    """Multiply by 10000; rounded because SQLite keeps decimals as binary fractions."""
    for model, names in AMOUNTS.items():
        rows = apps.get_model("reports", model)._base_manager
        rows.update(**{name: Round(F(name) * 10_000, 2) for name in names})
    _settle(schema_editor)


def to_wan(apps, schema_editor):
    """Divide by 10000, if every amount can be said in 万元 with four decimals."""
    for model, names in AMOUNTS.items():
        rows = apps.get_model("reports", model)._base_manager
        for name in names:
            found = rows.exclude(**{name: None}).values_list(name, flat=True).distinct()
            if any(amount % 1 for amount in found.iterator()):
                raise ValueError(f"{model}.{name} has 分: they would be lost in a column of 万元")
        # SQLite would divide whole numbers to a whole number
        rows.update(**{name: Round(F(name) * Decimal("0.0001"), 4) for name in names})
    _settle(schema_editor)


def _settle(schema_editor):
    """Have PostgreSQL check now what it would check later: it alters no table with checks outstanding."""
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_role")]

    operations = [
        migrations.AlterField(
            model_name="weekseal",
            name="amount",
            field=models.DecimalField("装修合同金额（万元）", max_digits=20, decimal_places=4),
        ),
        migrations.AlterField(
            model_name="sealmovement",
            name="amount_change",
            field=models.DecimalField("合同金额增减（万元）", max_digits=18, decimal_places=4),
        ),
        migrations.AlterField(
            model_name="adjustment",
            name="amount_change",
            field=models.DecimalField("合同金额增减（万元）", max_digits=18, decimal_places=4),
        ),
        migrations.AlterField(
            model_name="adjustment",
            name="amount_after",
            field=models.DecimalField(
                "现合同金额（万元）",
                max_digits=18,
                decimal_places=4,
                null=True,
                help_text="复算用的绝对值，不由增减推得；核减时为空",
            ),
        ),
        migrations.AlterField(
            model_name="reportversion",
            name="declared_amount",
            field=models.DecimalField(
                "传统装修 合同金额（万元）", max_digits=20, decimal_places=4, null=True
            ),
        ),
        migrations.RunPython(to_yuan, to_wan),
        migrations.AlterField(
            model_name="weekseal",
            name="amount",
            field=models.DecimalField(
                "装修合同金额（元）", max_digits=16, decimal_places=2, db_column="amount_yuan"
            ),
        ),
        migrations.AlterField(
            model_name="sealmovement",
            name="amount_change",
            field=models.DecimalField(
                "合同金额增减（元）", max_digits=14, decimal_places=2, db_column="amount_change_yuan"
            ),
        ),
        migrations.AlterField(
            model_name="adjustment",
            name="amount_change",
            field=models.DecimalField(
                "合同金额增减（元）", max_digits=14, decimal_places=2, db_column="amount_change_yuan"
            ),
        ),
        migrations.AlterField(
            model_name="adjustment",
            name="amount_after",
            field=models.DecimalField(
                "现合同金额（元）",
                max_digits=14,
                decimal_places=2,
                null=True,
                help_text="复算用的绝对值，不由增减推得；核减时为空",
                db_column="amount_after_yuan",
            ),
        ),
        migrations.AlterField(
            model_name="reportversion",
            name="declared_amount",
            field=models.DecimalField(
                "传统装修 合同金额（元）",
                max_digits=16,
                decimal_places=2,
                null=True,
                db_column="declared_amount_yuan",
            ),
        ),
    ]
