"""The URLs of 现场: the acting role decides; whose visit it is, the services say (test_field*.py)."""

from __future__ import annotations

from uuid import UUID

from apps.inspections.permissions import FIELD_ROLES
from tests.access.entries import SIGNED_IN, Entry, Rows
from tests.access.stage import ROLES

ON_SITE = frozenset(name for name, role in ROLES.items() if role in FIELD_ROLES)
VISIT = {"pk": UUID(int=1)}
PHOTO = {**VISIT, "photo_id": UUID(int=2)}

FIELD = (
    Entry("field:index", Rows.NONE, ON_SITE),
    Entry("field:visit", Rows.NONE, ON_SITE),
    Entry("field:tasks", Rows.NONE, ON_SITE),
    # the empty page, the worker and the manifest hold nobody's data
    Entry("field:shell", Rows.PUBLIC, SIGNED_IN),
    Entry("field:worker", Rows.PUBLIC, SIGNED_IN),
    Entry("field:manifest", Rows.PUBLIC, SIGNED_IN),
    Entry("field:open", Rows.NONE, None, ON_SITE, args=lambda stage: VISIT),
    Entry("field:photo", Rows.NONE, None, ON_SITE, args=lambda stage: PHOTO),
    Entry("field:chunk", Rows.NONE, None, ON_SITE, args=lambda stage: PHOTO),
    Entry("field:close", Rows.NONE, None, ON_SITE, args=lambda stage: VISIT),
    Entry("field:note", Rows.NONE, None, ON_SITE, args=lambda stage: VISIT),
    Entry("field:discard", Rows.NONE, None, ON_SITE, args=lambda stage: VISIT),
)
