"""Addresses of works and acceptance, all under their case."""

app_name = "inspections"
urlpatterns: list[object] = []
