"""Forms of the measures room."""

from .acting import (
    ComplaintAnswerForm,
    ComplaintForm,
    DecisionForm,
    DeliveryForm,
    ExtendForm,
    FreeForm,
    ItemForm,
    ItemPayForm,
    ItemReturnForm,
    ItemUseForm,
    OpinionForm,
    ReasonForm,
    ReviewForm,
    SendUpForm,
)
from .filters import ComplaintFilter, ItemFilter, MeasureFilter, SubjectFilter
from .proposing import MeasureForm, SubjectForm, UploadForm

__all__ = [
    "ComplaintAnswerForm", "ComplaintFilter", "ComplaintForm", "DecisionForm", "DeliveryForm", "ExtendForm",
    "FreeForm", "ItemFilter", "ItemForm", "ItemPayForm", "ItemReturnForm", "ItemUseForm", "MeasureFilter",
    "MeasureForm", "OpinionForm", "ReasonForm", "ReviewForm", "SendUpForm", "SubjectFilter",
    "SubjectForm", "UploadForm",
]  # fmt: skip
