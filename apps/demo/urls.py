"""Addresses that only a demonstration has."""

from django.urls import path

from apps.demo import views

app_name = "demo"
urlpatterns = [path("demo/texts/", views.text_page, name="texts")]
