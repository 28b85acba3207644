"""Items of returns become rows, word for word and marked as of the old form; 受理日期 comes from its move."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def _answer(item, notice):
    """Return what the old form kept as the answer: the change of that field, else the general word."""
    change = next((each for each in notice.changes if each["field"] == item["field"]), None)
    if change is not None:
        return {"answer": "correction", "before": change["before"], "after": change["after"]}
    word = next((each["after"] for each in notice.changes if each["field"] == "note"), "")
    return {"answer": "word", "word": word} if notice.resubmitted_at else {}


def rows_of_items(apps, schema_editor):
    ReturnNotice = apps.get_model("cases", "ReturnNotice")
    ReturnedItem = apps.get_model("cases", "ReturnedItem")
    for notice in ReturnNotice.objects.iterator(chunk_size=500):
        ReturnedItem.objects.bulk_create(
            ReturnedItem(
                notice=notice,
                number=number,
                target=item["field"],
                kind=item["kind"],
                text=item["text"],
                of_old_form=True,
                **_answer(item, notice),
            )
            for number, item in enumerate(notice.old_items, 1)
        )
    Hold = apps.get_model("cases", "Hold")
    Hold.objects.filter(kind="returned", closed_at__isnull=True).update(blocks=["decline", "file"])


def items_of_rows(apps, schema_editor):
    ReturnNotice = apps.get_model("cases", "ReturnNotice")
    for notice in ReturnNotice.objects.iterator(chunk_size=500):
        notice.old_items = [
            {"field": row.target, "kind": row.kind, "text": row.text} for row in notice.items.order_by("number")
        ]
        notice.save(update_fields=["old_items"])


def received_on(apps, schema_editor):
    Case = apps.get_model("cases", "Case")
    Transition = apps.get_model("cases", "Transition")
    made = Transition.objects.filter(case=OuterRef("pk"), name="receive").order_by("id")
    Case.objects.update(received_on=Subquery(made.values("effective_on")[:1]))


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_returns_and_materials")]

    operations = [
        migrations.RunPython(rows_of_items, items_of_rows, elidable=True),
        migrations.RunPython(received_on, migrations.RunPython.noop, elidable=True),
    ]
