"""The door of the standards room."""

from .choices import (
    AnswerKind,
    AnswerNeed,
    AppliesTo,
    CountyPower,
    DiseaseClass,
    SubjectKind,
    ThresholdList,
)
from .loading import LoadResult
from .models import (
    AnnexColumn,
    Authority,
    CodeItem,
    CodeList,
    Deadline,
    Disease,
    GradingCriterion,
    GroupTemplate,
    Incubation,
    ReportAnnex,
    ReportingThreshold,
    ResponseLevelRule,
    TerminationRule,
)
from .queries import (
    disease_by_uuid,
    find_authority,
    find_diseases,
    get_deadline,
    get_disease,
    list_annexes,
    list_authorities,
    list_code_lists,
    list_codes,
    list_criteria,
    list_deadlines,
    list_diseases,
    list_forms,
    list_group_templates,
    list_response_levels,
    list_termination_rules,
    list_thresholds,
    managed_class_on,
)
from .rules import contact_release, earliest_end, exposure_window, likely_exposure
from .services import load_standards

__all__ = [
    "AnnexColumn", "AnswerKind", "AnswerNeed", "AppliesTo", "Authority", "CodeItem", "CodeList", "CountyPower", "Deadline", "Disease",
    "DiseaseClass", "GradingCriterion", "GroupTemplate", "Incubation", "LoadResult",
    "ReportAnnex", "ReportingThreshold", "ResponseLevelRule", "SubjectKind", "TerminationRule", "ThresholdList",
    "contact_release", "disease_by_uuid", "earliest_end", "exposure_window",
    "find_authority", "find_diseases", "get_deadline", "get_disease", "likely_exposure",
    "list_annexes", "list_authorities", "list_code_lists", "list_codes", "list_criteria", "list_deadlines",
    "list_diseases", "list_forms", "list_group_templates", "list_response_levels",
    "list_termination_rules", "list_thresholds", "load_standards", "managed_class_on",
]  # fmt: skip
