from apps.inspections.models.absences import Absence
from apps.inspections.models.acceptance import (
    AcceptanceAttempt,
    AcceptanceEvaluation,
    AcceptanceItem,
    HouseholdOpinion,
    Mediation,
    Rectification,
)
from apps.inspections.models.appointments import Appointment, AppointmentSlot, AppointmentStep
from apps.inspections.models.corrections import WorksCorrection
from apps.inspections.models.field import FieldPhoto, FieldVisit
from apps.inspections.models.photos import Photo
from apps.inspections.models.products import Product, ProductFault
from apps.inspections.models.showcase import Showcase
from apps.inspections.models.visits import Defect, Visit, VisitItem
from apps.inspections.models.warranty import WarrantyLetter
from apps.inspections.models.works import EndSignature, StopWork, WorksReport

__all__ = [
    "Absence",
    "AcceptanceAttempt",
    "AcceptanceEvaluation",
    "AcceptanceItem",
    "Appointment",
    "AppointmentSlot",
    "AppointmentStep",
    "Defect",
    "EndSignature",
    "FieldPhoto",
    "FieldVisit",
    "HouseholdOpinion",
    "Mediation",
    "Photo",
    "Product",
    "ProductFault",
    "Rectification",
    "Showcase",
    "StopWork",
    "Visit",
    "VisitItem",
    "WarrantyLetter",
    "WorksCorrection",
    "WorksReport",
]
