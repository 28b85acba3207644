from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes the keys over from the outbox: the table and its rows stay as they are."""

    initial = True

    dependencies = [("outbox", "0005_keys_to_api")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="IdempotencyKey",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=64)),
                        ("purpose", models.CharField(max_length=80)),
                        ("organisation_id", models.BigIntegerField(default=0)),
                        ("user_id", models.BigIntegerField(null=True)),
                        ("claim", models.UUIDField(default=uuid4, editable=False)),
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("result_kind", models.CharField(blank=True, max_length=60)),
                        ("result_id", models.CharField(blank=True, max_length=64)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "outbox_idempotencykey",
                        "indexes": [models.Index(fields=["created_at"], name="outbox_idempotency_created")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "purpose", "organisation_id"), name="outbox_idempotency_unique"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
