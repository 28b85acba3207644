"""A target that stands twice in an open return of the old form becomes one item: an answer names its target."""

from django.db import migrations


def join_doubled(apps, schema_editor):
    Hold = apps.get_model("cases", "Hold")
    ReturnedItem = apps.get_model("cases", "ReturnedItem")
    HandedIn = apps.get_model("cases", "HandedIn")
    waiting = Hold.objects.filter(kind__in=("returned", "answered"), closed_at__isnull=True)
    for notice_id in list(waiting.exclude(source_id="").values_list("source_id", flat=True)):
        first = {}
        for item in ReturnedItem.objects.filter(notice_id=notice_id, of_old_form=True).order_by("number"):
            kept = first.setdefault(item.target, item)
            if kept is item:
                continue
            more = item.text if item.kind == kept.kind else f"{item.get_kind_display()}：{item.text}"
            kept.text = f"{kept.text.rstrip('。；')}；{more}"
            kept.save(update_fields=["text"])
            HandedIn.objects.filter(answers=item).update(answers=kept)
            # The numbers of the others stay: the household holds a notice that counts by them.
            item.delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_text_of_any_length")]

    operations = [migrations.RunPython(join_doubled, migrations.RunPython.noop, elidable=True)]
