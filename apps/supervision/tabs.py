"""What the inbox calls a draw."""

from apps.outbox.queries import register_subject
from apps.supervision.queries.pages import where_of_draws

register_subject("draw", where_of_draws)
