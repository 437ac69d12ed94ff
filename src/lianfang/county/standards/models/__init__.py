"""The national rules as rows."""

from .annexes import AnnexColumn, ReportAnnex
from .diseases import Disease, DiseaseAlias, Incubation, ManagedAs
from .lists import Authority, CodeItem, CodeList, GroupTemplate
from .rules import (
    CriterionClause,
    CriterionSubject,
    Deadline,
    GradingCriterion,
    ReportingThreshold,
    ResponseLevelRule,
    TerminationRule,
    ThresholdClause,
    ThresholdSubject,
)
from .watch import WatchSetAside

__all__ = [
    "AnnexColumn", "Authority", "CodeItem", "CodeList", "CriterionClause", "CriterionSubject", "Deadline",
    "Disease", "DiseaseAlias", "GradingCriterion", "GroupTemplate", "Incubation", "ManagedAs",
    "ReportAnnex", "ReportingThreshold", "ResponseLevelRule", "TerminationRule", "ThresholdClause",
    "ThresholdSubject", "WatchSetAside",
]  # fmt: skip
