import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new site begins here; one that has begun goes the way of ``replaces``."""

    replaces = [
        ("programs", "0001_initial"),
        ("programs", "0002_prefab_over"),
    ]
    initial = True

    dependencies = [
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                (
                    "year",
                    models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份"),
                ),
                ("source", models.CharField(max_length=120, verbose_name="依据")),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版次")),
            ],
            options={
                "verbose_name": "工作日历",
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年度")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("group", models.CharField(max_length=40, verbose_name="项目组")),
                ("opens_on", models.DateField(verbose_name="开始")),
                ("closes_on", models.DateField(verbose_name="结束")),
                ("is_assumption", models.BooleanField(default=False, verbose_name="演示假设")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "verbose_name": "年度计划",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20, unique=True, verbose_name="版本")),
                ("formula_id", models.CharField(max_length=40, verbose_name="公式")),
                ("effective_from", models.DateField(verbose_name="生效")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="失效")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="冻结时间")),
            ],
            options={
                "verbose_name": "规则版本",
                "ordering": ["-effective_from", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("holiday", "休息"), ("makeup", "调休上班")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="programs.calendaryear",
                        verbose_name="年份",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历日",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="节点")),
                ("due_on", models.DateField(verbose_name="日期")),
                ("share", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="比例（%）")),
                (
                    "measure",
                    models.CharField(
                        choices=[("completed", "完成"), ("passed", "验收")],
                        default="completed",
                        max_length=10,
                        verbose_name="口径",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("is_assumption", models.BooleanField(default=False, verbose_name="演示假设")),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="programs.program",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度节点",
                "ordering": ["due_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="milestone_share"
                    ),
                    models.UniqueConstraint(fields=("program", "name"), name="milestone_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("min_prefab_surfaces", "每个空间采用装配式的部位数下限"),
                            ("min_dry_ratio", "单个空间干式工法比例下限（%）"),
                            ("prefab_over", "部位计为装配式：装配式面积超过该部位面积的（%）"),
                            ("kept_counts", "保留不动的面积是否计入分母"),
                            ("max_works_days", "整体施工期上限（天）"),
                            ("first_day_counts", "工期是否计首日"),
                            ("acceptance_months", "完工后组织验收期限（月）"),
                            ("filing_workdays", "备案时限（工作日）"),
                            ("report_due_time", "周报截止时刻"),
                            ("report_cutoff_days", "周报数据截至报送日前几日 24:00"),
                        ],
                        max_length=40,
                        verbose_name="参数",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=40, verbose_name="取值")),
                ("source", models.CharField(max_length=120, verbose_name="文号")),
                ("clause", models.CharField(blank=True, max_length=300, verbose_name="条款")),
                (
                    "strength",
                    models.CharField(
                        choices=[
                            ("binding", "遵照执行"),
                            ("by_reference", "参照执行"),
                            ("orientation", "参考借鉴"),
                            ("local", "本地约定"),
                        ],
                        max_length=20,
                        verbose_name="约束力",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="programs.ruleset",
                        verbose_name="规则版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则参数",
                "constraints": [
                    models.UniqueConstraint(fields=("rule_set", "code"), name="rule_once_per_set")
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="目标（户）")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("is_assumption", models.BooleanField(default=False, verbose_name="演示假设")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="orgs.organisation",
                        verbose_name="机构",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="programs.program",
                        verbose_name="年度",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度目标",
                "constraints": [
                    models.UniqueConstraint(fields=("program", "organisation"), name="target_once")
                ],
            },
        ),
    ]
