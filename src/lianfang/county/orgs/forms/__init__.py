"""Forms of the orgs room."""

from .boundaries import BoundaryFilter, BoundaryUploadForm
from .roster import (
    AcceptForm,
    HandoverFilter,
    HandoverForm,
    RosterFilter,
    RosterUploadForm,
    RotationForm,
    ShiftFilter,
    ShiftForm,
    SwapForm,
)
from .teams import CallForm, EquipmentForm, MemberForm, MoveForm, TeamFilter, TeamForm
from .units import (
    AreaField,
    NewUnitForm,
    PlacedForm,
    PostFilter,
    PostForm,
    ReasonForm,
    RefusableForm,
    RenameForm,
    UnitField,
    UnitFilter,
    UnitForm,
)

__all__ = [
    "AcceptForm",
    "AreaField",
    "BoundaryFilter",
    "BoundaryUploadForm",
    "CallForm",
    "EquipmentForm",
    "HandoverFilter",
    "HandoverForm",
    "MemberForm",
    "MoveForm",
    "NewUnitForm",
    "PlacedForm",
    "PostFilter",
    "PostForm",
    "ReasonForm",
    "RefusableForm",
    "RenameForm",
    "RosterFilter",
    "RosterUploadForm",
    "RotationForm",
    "ShiftFilter",
    "ShiftForm",
    "SwapForm",
    "TeamFilter",
    "TeamForm",
    "UnitField",
    "UnitFilter",
    "UnitForm",
]
