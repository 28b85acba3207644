"""The items are rows now."""

from django.db import migrations


class Migration(migrations.Migration):
    # Apart from the copying: PostgreSQL alters no table whose new rows still wait for their checks.
    dependencies = [("cases", "0012_items_of_old_returns")]

    operations = [migrations.RemoveField(model_name="returnnotice", name="old_items")]
