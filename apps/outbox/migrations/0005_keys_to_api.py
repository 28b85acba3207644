from django.db import migrations


class Migration(migrations.Migration):
    """Gives the keys up to the API's kernel: the table and its rows stay as they are."""

    dependencies = [("outbox", "0004_messages")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="IdempotencyKey")]),
    ]
