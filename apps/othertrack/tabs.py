"""What the case page shows of the other track, how the inbox calls a renovation, what a conversion begins."""

from apps.cases.enums import Status
from apps.cases.frame import Tab, register, register_remark
from apps.cases.services import register_after, register_following
from apps.othertrack.queries.homes import alike_remark
from apps.othertrack.queries.lists import where_of_renovations
from apps.othertrack.services import follow_bodies, open_converted
from apps.outbox.queries import register_subject

register(
    Tab(
        "othertrack",
        "其他装修",
        "othertrack:of-case",
        55,
        when=lambda case: case.status == Status.CONVERTED,
    )
)
register_remark(alike_remark)
register_after("convert", open_converted)
register_following(follow_bodies)
register_subject("renovation", where_of_renovations)
