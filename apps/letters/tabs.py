"""What the case page shows of letters, and how the inbox calls one."""

from apps.cases.frame import Tab, register
from apps.letters.queries import where_of_letters
from apps.outbox.queries import register_subject

register(Tab("letters", "留言", "letters:letters", 55))
register_subject("letter", where_of_letters)
