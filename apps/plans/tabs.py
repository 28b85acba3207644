"""What the case page shows of plans."""

from apps.cases.frame import Tab, register

register(Tab("plan", "方案与预算", "plans:plan", 20))
