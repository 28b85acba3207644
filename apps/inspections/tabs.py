"""What the case page shows of works and acceptance."""

from apps.cases.frame import Tab, register

register(
    Tab("works", "施工与巡查", "inspections:works", 30),
    Tab("acceptance", "验收", "inspections:acceptance", 40),
)
