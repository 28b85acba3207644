from django.urls import path

from apps.public.views import complaints, renovations
from apps.public.views import pages as views

app_name = "public"
urlpatterns = [
    path("complaints/", complaints.write, name="complaints"),
    path("complaints/status/", complaints.status, name="complaint-status"),
    path("complaints/pictures/", complaints.pictures, name="complaint-pictures"),
    path("complaints/reopen/", complaints.reopen, name="complaint-reopen"),
    path("progress/renovation/", renovations.status, name="renovation-status"),
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises.csv", views.enterprises_csv, name="enterprises-csv"),
    path("enterprises.json", views.enterprises_json, name="enterprises-json"),
    path("packages.csv", views.packages_csv, name="packages-csv"),
    path("packages.json", views.packages_json, name="packages-json"),
    path("packages/", views.packages, name="packages"),
    path("packages/compare/", views.compare, name="compare"),
    path("packages/<int:pk>/", views.package, name="package"),
    path("windows/", views.windows, name="windows"),
    path("points/", views.points, name="points"),
    path("progress/", views.progress_page, name="progress"),
    path("progress.csv", views.progress_csv, name="progress-csv"),
    path("progress.json", views.progress_json, name="progress-json"),
    path("verify/", views.check, name="check"),
    # Before the digests, none of which is called so.
    path("verify/key/", views.archive_key, name="archive-key"),
    path("verify/<str:code>/", views.check_scanned, name="checked"),
]
