"""A person's function is a role (岗位) in code; the columns keep their names, so the database does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0006_case_page_moved"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(
                    model_name="message",
                    name="outbox_message_desk",
                ),
                migrations.AlterField(
                    model_name="job",
                    name="actor_post",
                    field=models.CharField(db_column="actor_post", max_length=40, verbose_name="岗位"),
                ),
                migrations.RenameField(
                    model_name="job",
                    old_name="actor_post",
                    new_name="actor_role",
                ),
                migrations.AlterField(
                    model_name="message",
                    name="post",
                    field=models.CharField(
                        blank=True, db_column="post", max_length=40, verbose_name="收件岗位"
                    ),
                ),
                migrations.RenameField(
                    model_name="message",
                    old_name="post",
                    new_name="role",
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        fields=["organisation_id", "role", "-created_at"], name="outbox_message_desk"
                    ),
                ),
            ],
        ),
    ]
