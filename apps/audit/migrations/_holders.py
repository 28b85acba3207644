"""For migrations of other apps: who stands behind the names that older records printed."""

from collections import defaultdict

CHUNK = 500


def note_holders(apps, label, subject, columns, kind="case"):
    """Fill ``…_holder`` columns of a model from the events of the record's subject.

    ``columns`` maps a printed name's column to its holder's; ``subject`` is the path from the row to
    the key of its events' subject. Each such row was written together with an event by the same actor,
    so where one account alone signed events of the subject with the printed name, it is the author.
    Two accounts of one name, and tokens, which events do not number, leave '': that matches nobody.
    """
    model, event = apps.get_model(label), apps.get_model("audit", "Event")
    rows = model._default_manager.order_by("pk").values_list("pk", subject, *columns)
    chunk = list(rows[:CHUNK])
    while chunk:
        authors = _authors(event, kind, {str(row[1]) for row in chunk})
        for place, holder_column in enumerate(columns.values(), start=2):
            made_by = defaultdict(list)
            for row in chunk:
                made_by[authors.get((str(row[1]), row[place]), "")].append(row[0])
            for holder, keys in made_by.items():
                if holder:
                    model._default_manager.filter(pk__in=keys).update(**{holder_column: holder})
        chunk = list(rows.filter(pk__gt=chunk[-1][0])[:CHUNK])


def _authors(event, kind, keys):
    """Return {(subject, printed name): holder}, without the names that several may have borne."""
    accounts = defaultdict(set)
    told = event.objects.filter(chain__subject_kind=kind, chain__subject_id__in=keys)
    for key, account, name, behalf in told.values_list(
        "subject_id", "user_id", "actor_name", "on_behalf_of"
    ).distinct():
        accounts[key, f"{name}（代{behalf}）" if behalf else name].add(account)
    return {
        signed: str(account)
        for signed, found in accounts.items()
        if len(found) == 1
        for account in found
        if account is not None
    }
