"""The tabs this app draws itself, and how messages call a case."""

from apps.cases.frame import Tab, register
from apps.cases.queries import where_of
from apps.outbox.queries import register_subject

register(Tab("case", "申请", "cases:case", 10), Tab("record", "记录", "cases:record", 60))
register_subject("case", where_of)
