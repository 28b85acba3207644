"""Every write of works and acceptance."""

from apps.inspections.services.absences import record_absence
from apps.inspections.services.acceptance import case_passed, conclude, open_acceptance
from apps.inspections.services.appointment_notices import remind_appointment
from apps.inspections.services.appointments import (
    ask_other_time,
    cancel_appointment,
    choose_slot,
    close_appointment,
    decline_appointment,
    move_appointment,
    offer_appointment,
)
from apps.inspections.services.corrections import correct_days, days_corrected
from apps.inspections.services.defects import rectify_defect, send_back_defect, verify_defect
from apps.inspections.services.ends import (
    EndWord,
    confirm_finish,
    confirm_rectified,
    reject_finish,
    reject_rectified,
    report_finish,
    report_rectified,
)
from apps.inspections.services.field_closure import (
    close_field_visit,
    discard_field_visit,
    note_field_visit,
)
from apps.inspections.services.field_uploads import (
    announce_photo,
    discard_stale_field_uploads,
    open_field_visit,
    receive_chunk,
    remove_photo,
)
from apps.inspections.services.findings import record_items
from apps.inspections.services.opinions import give_verdict, record_satisfaction, withdraw_verdict
from apps.inspections.services.pauses import resume_works, settle_pause, stop_works
from apps.inspections.services.products import record_product, report_fault
from apps.inspections.services.remedies import (
    close_unconfirmed,
    convert,
    open_mediation,
    record_mediation,
    rectify,
)
from apps.inspections.services.reported import (
    add_defect_photos,
    content_of_report,
    dispute_defect,
    insist_as_household,
    insist_on_defect,
    record_defect,
    report_as_household,
    schedule_defect,
    settle_defect,
)
from apps.inspections.services.route import open_phones
from apps.inspections.services.showcase import mark_showcase, unmark_showcase
from apps.inspections.services.visits import DefectInput, VisitItemInput, record_visit
from apps.inspections.services.warranty import record_warranty, warranty_kept
from apps.inspections.services.works import report_progress, start_works

__all__ = [
    "DefectInput",
    "EndWord",
    "VisitItemInput",
    "add_defect_photos",
    "announce_photo",
    "ask_other_time",
    "cancel_appointment",
    "case_passed",
    "choose_slot",
    "close_appointment",
    "close_field_visit",
    "close_unconfirmed",
    "conclude",
    "confirm_finish",
    "confirm_rectified",
    "content_of_report",
    "convert",
    "correct_days",
    "days_corrected",
    "decline_appointment",
    "discard_field_visit",
    "discard_stale_field_uploads",
    "dispute_defect",
    "give_verdict",
    "insist_as_household",
    "insist_on_defect",
    "mark_showcase",
    "move_appointment",
    "note_field_visit",
    "offer_appointment",
    "open_acceptance",
    "open_field_visit",
    "open_mediation",
    "open_phones",
    "receive_chunk",
    "record_absence",
    "record_defect",
    "record_items",
    "record_mediation",
    "record_product",
    "record_satisfaction",
    "record_visit",
    "record_warranty",
    "rectify",
    "rectify_defect",
    "reject_finish",
    "reject_rectified",
    "remind_appointment",
    "remove_photo",
    "report_as_household",
    "report_fault",
    "report_finish",
    "report_progress",
    "report_rectified",
    "resume_works",
    "schedule_defect",
    "send_back_defect",
    "settle_defect",
    "settle_pause",
    "start_works",
    "stop_works",
    "unmark_showcase",
    "verify_defect",
    "warranty_kept",
    "withdraw_verdict",
]
