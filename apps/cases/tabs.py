"""The tabs this app draws itself."""

from apps.cases.frame import Tab, register

register(Tab("case", "申请", "cases:case", 10), Tab("record", "记录", "cases:record", 60))
