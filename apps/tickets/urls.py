"""Addresses of 诉求件 in the desk."""

from django.urls import path

from apps.acts.views import pages
from apps.tickets import views
from apps.tickets.acts import ACTS, RECORD_TICKET

app_name = "tickets"
urlpatterns = [
    path("tickets/", views.index, name="index"),
    *pages(ACTS, views={RECORD_TICKET.name: views.RecordPage}),
    path("tickets/<uuid:pk>/", views.ticket, name="ticket"),
    path("tickets/<uuid:pk>/author/", views.author, name="author"),
    path("tickets/<uuid:pk>/issued/", views.issued, name="issued"),
    path("tickets/<uuid:pk>/receipt/", views.receipt, name="receipt"),
]
