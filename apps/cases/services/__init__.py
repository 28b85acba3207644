"""Every write to a case: registration, moves, holds, corrections."""

from apps.cases.services.calendar import refresh_cases, refresh_clocks, stale_cases
from apps.cases.services.clocks import recompute_clocks
from apps.cases.services.conditions import ConditionSaid, condition_field, correct_answers
from apps.cases.services.corrections import backfill_case, correct_facts, put_right_after_end, set_patrol
from apps.cases.services.directory import cases_joined, tell_joined, tell_unlisted
from apps.cases.services.disclosure import reveal
from apps.cases.services.enterprise import (
    begin_choice,
    choose_enterprise,
    end_choice,
    keep_statement,
    record_choice,
    tell_chosen,
    tell_left,
)
from apps.cases.services.filing import (
    decline_case,
    file_case,
    lift_hold,
    receive_case,
    terminate_case,
    withdraw_case,
)
from apps.cases.services.handed_in import MOST_PAGES, Paper, hand_in
from apps.cases.services.holds import close_hold, open_hold, release_hold, set_pausing
from apps.cases.services.jurisdiction import register_following, take_due_effects, take_effect
from apps.cases.services.notices import tell_turn
from apps.cases.services.parts import move_street
from apps.cases.services.privacy import Told, set_privacy_notice
from apps.cases.services.registration import (
    DraftChanged,
    RegistrationData,
    counter_place,
    discard_drafts,
    keep_draft,
    mark_of,
    read_draft,
    register,
    register_and_submit,
    register_case,
    submit_and_receive,
    submit_case,
)
from apps.cases.services.reminders import due_cases, remind_due, remind_returned
from apps.cases.services.returns import (
    MOST_ITEMS,
    Answer,
    Judged,
    ReturnItem,
    judge_answers,
    resubmit_case,
    return_case,
)
from apps.cases.services.texts import street_telephone, text_household
from apps.cases.services.transitions import (
    Proof,
    carry_on,
    lock_case,
    move,
    register_after,
    register_prover,
    update_case,
)
from apps.cases.services.undelivered import note_undelivered, resend_texts, tell_otherwise

__all__ = [
    "MOST_ITEMS",
    "MOST_PAGES",
    "Answer",
    "ConditionSaid",
    "DraftChanged",
    "Judged",
    "Paper",
    "Proof",
    "RegistrationData",
    "ReturnItem",
    "Told",
    "backfill_case",
    "begin_choice",
    "carry_on",
    "cases_joined",
    "choose_enterprise",
    "close_hold",
    "condition_field",
    "correct_answers",
    "correct_facts",
    "counter_place",
    "decline_case",
    "discard_drafts",
    "due_cases",
    "end_choice",
    "file_case",
    "hand_in",
    "judge_answers",
    "keep_draft",
    "keep_statement",
    "lift_hold",
    "lock_case",
    "mark_of",
    "move",
    "move_street",
    "note_undelivered",
    "open_hold",
    "put_right_after_end",
    "read_draft",
    "receive_case",
    "recompute_clocks",
    "record_choice",
    "refresh_cases",
    "refresh_clocks",
    "register",
    "register_after",
    "register_and_submit",
    "register_case",
    "register_following",
    "register_prover",
    "release_hold",
    "remind_due",
    "remind_returned",
    "resend_texts",
    "resubmit_case",
    "return_case",
    "reveal",
    "set_patrol",
    "set_pausing",
    "set_privacy_notice",
    "stale_cases",
    "street_telephone",
    "submit_and_receive",
    "submit_case",
    "take_due_effects",
    "take_effect",
    "tell_chosen",
    "tell_joined",
    "tell_left",
    "tell_otherwise",
    "tell_turn",
    "tell_unlisted",
    "terminate_case",
    "text_household",
    "update_case",
    "withdraw_case",
]
