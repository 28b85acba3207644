"""Addresses of 移交清单."""

from django.urls import path

from apps.archives.views import transfer_list, transfer_pdf, transfer_xlsx

app_name = "transfer"
urlpatterns = [
    path("", transfer_list, name="list"),
    path("<int:year>.pdf", transfer_pdf, name="pdf"),
    path("<int:year>.xlsx", transfer_xlsx, name="xlsx"),
]
