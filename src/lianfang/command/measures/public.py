"""The door of the measures room."""

from .choices import ConsentBy, MeasureKind, MeasureState, PaperKind, Route, SubjectState, Topic
from .events import MeasureEnded, MeasureOrdered, SubjectBound, SubjectFreed
from .history import history
from .models import Complaint, Item, Measure, Paper, Subject
from .queries import (
    get_measure,
    get_subject,
    list_measures,
    list_releases,
    list_subjects,
    list_unsent_reports,
    measures_of,
    open_measures_of,
)
from .rules import AboveDecision
from .services import (
    ItemFacts,
    MeasureFacts,
    SubjectFacts,
    answer_complaint,
    certify_periods,
    compensate_item,
    end_due_measures,
    extend_measure,
    free_subject,
    give_back_item,
    lift_measure,
    list_item,
    list_person,
    order_measure,
    propose_measure,
    record_complaint,
    record_delivery,
    record_upper_opinion,
    refuse_measure,
    remind_reviews,
    review_measure,
    send_report_up,
    strike_person,
    take_over_item,
    withdraw_measure,
)

__all__ = [
    "AboveDecision", "Complaint", "ConsentBy", "Item", "ItemFacts", "Measure", "MeasureEnded",
    "MeasureFacts", "MeasureKind", "MeasureOrdered", "MeasureState", "Paper", "PaperKind", "Route",
    "Subject", "SubjectBound", "SubjectFacts", "SubjectFreed", "SubjectState", "Topic",
    "answer_complaint", "certify_periods", "compensate_item", "end_due_measures", "extend_measure",
    "free_subject", "get_measure", "get_subject", "give_back_item", "history", "lift_measure",
    "list_item", "list_measures", "list_person", "list_releases", "list_subjects",
    "list_unsent_reports", "measures_of", "open_measures_of", "order_measure", "propose_measure",
    "record_complaint", "record_delivery", "record_upper_opinion", "refuse_measure",
    "remind_reviews", "review_measure", "send_report_up", "strike_person", "take_over_item",
    "withdraw_measure",
]  # fmt: skip
