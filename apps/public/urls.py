from django.urls import path

from apps.public import views

app_name = "public"
urlpatterns = [
    path("verify/", views.check, name="check"),
    path("verify/<str:code>/", views.check_scanned, name="checked"),
]
