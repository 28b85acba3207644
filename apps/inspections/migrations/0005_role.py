"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0004_rest_of_a_surface"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="acceptanceattempt",
                    name="inspector_post",
                    field=models.CharField(db_column="inspector_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="acceptanceattempt",
                    old_name="inspector_post",
                    new_name="inspector_role",
                ),
                migrations.AlterField(
                    model_name="fieldvisit",
                    name="post",
                    field=models.CharField(db_column="post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="fieldvisit",
                    old_name="post",
                    new_name="role",
                ),
                migrations.AlterField(
                    model_name="visit",
                    name="inspector_post",
                    field=models.CharField(db_column="inspector_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="visit",
                    old_name="inspector_post",
                    new_name="inspector_role",
                ),
                migrations.AlterField(
                    model_name="worksreport",
                    name="confirmed_post",
                    field=models.CharField(
                        blank=True, db_column="confirmed_post", max_length=20, verbose_name="确认人岗位"
                    ),
                ),
                migrations.RenameField(
                    model_name="worksreport",
                    old_name="confirmed_post",
                    new_name="confirmed_role",
                ),
                migrations.AlterField(
                    model_name="worksreport",
                    name="reported_post",
                    field=models.CharField(db_column="reported_post", max_length=20, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="worksreport",
                    old_name="reported_post",
                    new_name="reported_role",
                ),
            ],
        ),
    ]
