"""汇总存档包 of a year or an estate: asked for once, filled 件 by 件 by a job, closed with a signed list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from apps.archives.models import Archive, Bundle, BundleItem, Supplement
from apps.archives.permissions import BUNDLE_FILES, may_bundle
from apps.archives.queries.bundles import (
    INDEX,
    archives_in,
    bundle_bytes,
    bundle_size,
    contents_of,
    digests_of,
    index_of,
    taken_in,
    waiting_archives,
)
from apps.archives.rules.manifest import BUNDLE, Listed, Manifest
from apps.archives.rules.package import path_name
from apps.archives.services.packing import build, filed, keep_package
from apps.audit.services import Subject, record
from apps.documents.services import FileDamaged, Owner, store_generated
from apps.lib import clock, signing
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.outbox.enums import ACTIVE
from apps.outbox.models import Job
from apps.outbox.services import enqueue

FILL = "archives.bundle"
"""Name of the task that fills and closes a 汇总存档包."""
CSV = "text/csv; charset=utf-8"
_AGAIN = "第 {} 个汇总存档包以后没有新归档、新补充的材料，请直接用它。"


@transaction.atomic
def ask_for_bundle(*, body: Organisation, by: Actor, year: int, address: str = "") -> Bundle:
    """Ask for the packages of a year, or of those 件 of it at an estate, as one.

    One that was begun and not finished goes on where it stopped, as asked for now: with what was filed and
    added since. One to which nothing came since is not made twice.
    """
    require(may_bundle(by, body))
    # The row is the lock: of two people who ask at once the second meets what the first began.
    body = Organisation.objects.select_for_update(no_key=True).get(pk=body.pk)
    address = address.strip()
    total = archives_in(body.pk, year, address).count()
    if not total:
        where = f"坐落写有“{address}”的" if address else ""
        raise Refused(
            f"{year} 年度没有{where}已归档的件。", field="address" if address else "year", code="none"
        )
    bundle = Bundle.objects.filter(body=body, year=year, address=address).unmade().first()
    if bundle is None:
        _refuse_the_same(body, year, address)
        # Through those that went up in it: a file is named by year and number.
        last = Bundle.objects.of_body(body.pk).aggregate(last=Max("number"))["last"] or 0
        bundle = Bundle(body=body, number=last + 1, year=year, address=address)
    elif Job.objects.filter(pk=bundle.job_id, status__in=ACTIVE).exists():
        raise Refused("这个汇总存档包正在生成，不用再办。", code="going_on")
    else:
        bundle.attempts += 1
        # What got a supplement since is taken in anew; all else stays.
        bundle.items.filter(archive__supplements__added_at__gt=bundle.asked_at).delete()
    bundle.asked_by, bundle.asked_by_holder, bundle.asked_at = by.signature, by.holder, clock.now()
    bundle.total = total
    job = enqueue(
        task=FILL,
        by=by,
        args={"body": body.pk, "number": bundle.number},
        key=f"{body.pk}:{bundle.number}:{bundle.attempts}",
        # Without the address: lists of jobs are read by more than the bureau's desk.
        title=f"生成汇总存档包 {year} 年度第 {bundle.number} 个",
    )
    bundle.job_id = job.pk
    bundle.save()
    record(
        by=by,
        subject=_subject(bundle),
        action="archive.bundle_asked",
        facts={"year": year, "cases": total, "attempt": bundle.attempts},
    )
    return bundle


def _refuse_the_same(body: Organisation, year: int, address: str) -> None:
    last = Bundle.objects.filter(body=body, year=year, address=address).order_by("-asked_at").first()
    if last is None or last.left_out or last.broken_at:
        return
    # By what lies in it: what was filed before the asking may have been committed after the job looked.
    rows = archives_in(body.pk, year, address).order_by()
    lacking = rows.exclude(pk__in=last.items.values("archive"))
    held = last.items.filter(supplement__isnull=False).values("supplement")
    added = Supplement.objects.filter(archive__in=rows).exclude(pk__in=held)
    if not (lacking.exists() or added.exists()):
        raise Refused(_AGAIN.format(last.number), code="same")


Step = Callable[[str, int, int, str], AbstractContextManager[None]]
"""Opens the transaction of one 件: how far it has come, how many are done of how many, in words."""


def fill_bundle(*, bundle: Bundle, by: Actor, step: Step) -> None:
    """Take in every 件 that is not in yet, each in a transaction of its own.

    A package that was never made is made first. Raises :class:`FileDamaged` where the store does not answer.
    """
    # Their ids at once, their rows one by one: a year's packages never stand in memory together.
    waiting = list(waiting_archives(bundle).values_list("pk", flat=True))
    done = bundle.items.values("archive").distinct().count()
    total = done + len(waiting)
    for case_id in waiting:
        archive = filed(case_id)
        # Outside the transaction: it reads and perhaps typesets for seconds.
        made = build(archive=archive) if archive.package_id is None else None
        if made is not None:
            with step(str(case_id), done, total, f"正在生成 {archive.case.number}"):
                archive = keep_package(case_id=case_id, by=by, made=made)
        items = _items(bundle, archive)
        done += 1
        with step(str(case_id), done, total, f"已装入 {archive.case.number}"):
            BundleItem.objects.bulk_create(items)


def _items(bundle: Bundle, archive: Archive) -> list[BundleItem]:
    """Return the lines of a 件: its package, and every supplement there was when the bundle was asked for."""
    place = path_name(f"{archive.filing_mark.words}-{archive.case.number}")
    found = [BundleItem(bundle=bundle, archive=archive, path=f"{place}/存档包.zip")]
    added = archive.supplements.filter(added_at__lte=bundle.asked_at).order_by("number")
    found += [
        BundleItem(
            bundle=bundle,
            archive=archive,
            supplement=each,
            path=f"{place}/补充归档-{each.number:02d}.zip",
        )
        for each in added
    ]
    for item in found:
        try:
            content = contents_of(item)
        except FileDamaged as error:
            if error.code == "store_away":
                raise
            continue
        item.sha256, item.size = sha256(content).hexdigest(), len(content)
    return found


def close_bundle(*, bundle_id: int, by: Actor) -> Bundle:
    """Write the list of what was taken in and sign it; call it in the transaction that ends the job."""
    bundle = Bundle.objects.select_for_update().get(pk=bundle_id)
    if bundle.made_at is not None:
        return bundle
    content = index_of(bundle)
    index = store_generated(
        by=by,
        content=content,
        name=INDEX,
        owner=Owner(BUNDLE_FILES, str(bundle.pk)),
        kind=BUNDLE_FILES,
        sensitive=True,
        label="汇总存档包目录",
        media_type=CSV,
    )
    files = [
        Listed(item.path, item.sha256, item.size, str(item.supplement) if item.supplement else "存档包")
        for item in taken_in(bundle).exclude(sha256="").select_related("supplement").iterator(chunk_size=500)
    ]
    at = clock.local(clock.now()).replace(microsecond=0)
    about = {
        # As a package calls it: the same commands examine both.
        "filed_at": at.isoformat(),
        BUNDLE: {
            "body": bundle.body.name,
            "year": bundle.year,
            "address": bundle.address,
            "number": bundle.number,
            "asked_at": clock.local(bundle.asked_at).replace(microsecond=0).isoformat(),
        },
        "day_digests": [
            {"day": each.day.isoformat(), "events_head": each.events_head, "hash": each.hash}
            for each in digests_of(bundle)
        ],
        "signature": {"algorithm": signing.ALGORITHM, "key": signing.key_id(signing.public_key())},
    }
    text = Manifest(about, (Listed.of(INDEX, content, "目录"), *files)).text()
    bundle.made_at, bundle.index_id = clock.now(), index.pk
    bundle.manifest, bundle.manifest_sha256 = text.decode(), sha256(text).hexdigest()
    bundle.signature = signing.sign(text).hex()
    bundle.left_out = bundle.items.filter(sha256="").count()
    bundle.size = bundle_size(bundle, len(content))
    bundle.save()
    record(
        by=by,
        subject=_subject(bundle),
        action="archive.bundle_made",
        facts={"manifest_sha256": bundle.manifest_sha256, "files": len(files), "left_out": bundle.left_out},
    )
    return bundle


def hand_out(*, bundle: Bundle, by: Actor) -> Iterator[bytes]:
    """Yield the ZIP of a made bundle; where a file is gone or changed, put that down before it breaks off.

    So the page can say it, and the same may be asked for again. Raises :class:`FileDamaged`.
    """
    try:
        yield from bundle_bytes(bundle)
    except FileDamaged as error:
        if error.code != "store_away":
            _put_down(bundle, by, error.field)
        raise


@transaction.atomic
def _put_down(bundle: Bundle, by: Actor, path: str) -> None:
    if Bundle.objects.filter(pk=bundle.pk, broken_at=None).update(broken_at=clock.now(), broken=path):
        record(
            by=by, subject=_subject(bundle), action="archive.bundle_broken", facts={"number": bundle.number}
        )


def bundle_of(body: int, number: int) -> Bundle:
    """Return a bundle by what its job is given; raise DoesNotExist."""
    return Bundle.objects.select_related("body").get(body=body, number=number)


def _subject(bundle: Bundle) -> Subject:
    return Subject("archive_bundle", f"{bundle.body_id}-{bundle.number}")
