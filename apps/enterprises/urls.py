from django.urls import path

from apps.acts.views import pages
from apps.enterprises import views
from apps.enterprises.acts import ACTS

app_name = "enterprises"
urlpatterns = [
    path("", views.index, name="index"),
    path("rolls/<int:pk>/", views.roll, name="roll"),
    path("points/", views.points, name="points"),
    path("enterprises/<int:pk>/", views.enterprise, name="enterprise"),
    *pages(ACTS),
]
