"""Addresses of background work and messages."""

from django.urls import path

from apps.outbox.views import inbox, jobs, mail

app_name = "outbox"
urlpatterns = [
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/schedule/", jobs.schedule, name="schedule"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/progress/", jobs.progress, name="progress"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="cancel"),
    path("jobs/<uuid:pk>/retry/", jobs.retry, name="retry"),
    path("messages/", inbox.inbox, name="inbox"),
    path("messages/mail/", mail.mail, name="mail"),
    path("messages/read/", inbox.read_all, name="read-all"),
    path("messages/<uuid:pk>/", inbox.open_message, name="message"),
]
