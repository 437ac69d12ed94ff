"""The verbs of this room."""

from .controls import decide_source_control
from .deciding import DECIDERS, order_measure, refuse_measure
from .drafting import draft_source_control, draft_waiting_controls
from .ending import end_due_measures, free_subject, lift_measure, remind_reviews
from .following import (
    answer_complaint,
    record_complaint,
    record_delivery,
    record_upper_opinion,
    review_measure,
    send_report_up,
)
from .persons import (
    SubjectFacts,
    certify_periods,
    check_subject,
    list_person,
    list_persons_from_sheet,
    strike_person,
)
from .proposing import (
    MeasureFacts,
    check_lawful,
    disease_class,
    extend_measure,
    propose_measure,
    withdraw_measure,
)
from .requisition import (
    ItemFacts,
    compensate_item,
    give_back_item,
    list_item,
    take_over_item,
)

__all__ = [
    "DECIDERS", "ItemFacts", "MeasureFacts", "SubjectFacts", "answer_complaint", "certify_periods", "check_lawful",
    "check_subject", "compensate_item", "decide_source_control", "disease_class", "draft_source_control",
    "draft_waiting_controls", "end_due_measures", "extend_measure",
    "free_subject", "give_back_item", "lift_measure", "list_item", "list_person",
    "list_persons_from_sheet", "order_measure", "propose_measure", "record_complaint",
    "record_delivery", "record_upper_opinion", "refuse_measure", "remind_reviews",
    "review_measure", "send_report_up", "strike_person", "take_over_item", "withdraw_measure",
]  # fmt: skip
