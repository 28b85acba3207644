"""Addresses of 移交清单 and of 汇总存档包."""

from django.urls import path

from apps.acts.views import pages
from apps.archives.acts import BUNDLE
from apps.archives.views import bundle, bundle_zip, transfer_list, transfer_pdf, transfer_xlsx

app_name = "transfer"
urlpatterns = [
    path("", transfer_list, name="list"),
    path("<int:year>.pdf", transfer_pdf, name="pdf"),
    path("<int:year>.xlsx", transfer_xlsx, name="xlsx"),
    *pages((BUNDLE,)),
    path("bundles/<int:pk>/", bundle, name="bundle"),
    path("bundles/<int:pk>.zip", bundle_zip, name="bundle-zip"),
]
