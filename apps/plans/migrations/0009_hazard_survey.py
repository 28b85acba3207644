from typing import Any

from django.db import migrations, models

IN_HAND = "方案变更正在办理，新一版经户主签字确认后才能继续"


def say_of_no_version(apps: Any, _schema: Any) -> None:
    """Open holds named a version that waits for the household while it was a draft, or another one."""
    holds = apps.get_model("cases", "Hold").objects.filter(kind="plan_change", closed_at__isnull=True)
    holds.update(text=IN_HAND)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("plans", "0008_row_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="planversion",
            name="hazard_survey",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "没有发现需要更换的"),
                    ("found", "有需要更换的，逐项列出"),
                    ("not_surveyed", "没有查看"),
                ],
                db_default="",
                default="",
                max_length=14,
                verbose_name="隐患设施查看情况",
            ),
        ),
        migrations.RunPython(say_of_no_version, migrations.RunPython.noop),
    ]
