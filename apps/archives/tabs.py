"""What the case page shows of the household's archive."""

from apps.cases.frame import Tab, register

register(Tab("archive", "档案", "archives:archive", 50))
