"""What a script makes people do: one class per verb, with its arguments."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from lianfang.base.kernel.packs import PackRow

from .spans import GradeText, LevelText, Span, Words, read_days

EVERY = "*"


class Desk(PackRow):
    """A seat at which somebody acts: a unit and the role held there."""

    unit: str
    role: str


class Counts(PackRow):
    """The counts of an emergency, with a note."""

    exposed: int | None = Field(default=None, ge=0)
    cases: int = Field(ge=0)
    suspected: int = Field(default=0, ge=0)
    confirmed: int = Field(default=0, ge=0)
    severe: int = Field(default=0, ge=0)
    in_hospital: int = Field(default=0, ge=0)
    deaths: int = Field(default=0, ge=0)
    contacts: int = Field(default=0, ge=0)
    note: str = ""


class Inject(PackRow):
    """One thing that somebody does at a moment of the story; `do` says which verb."""

    at: Span
    by: Desk


class Tell(Inject):
    do: Literal["tell"]
    words: Words


class RecordSignal(Inject):
    do: Literal["record_signal"]
    title: Words
    source: str
    area: str
    place: str = ""
    reporter: str | None = None
    disease: str | None = None
    description: Words
    cases: int | None = None
    deaths: int | None = None
    began: Span | None = None


class Values(PackRow):
    """Daily values of one indicator at one site, oldest first."""

    site: str
    indicator: str
    part: str = ""
    values: list[Decimal] = Field(min_length=1)


class ReportObservations(Inject):
    """Values that sites report; the last of each series is for the day `until` days from the inject's."""

    do: Literal["report_observations"]
    words: Words
    until: int = Field(default=0, le=0)
    series: list[Values] = Field(min_length=1)


class VerifySignal(Inject):
    do: Literal["verify_signal"]
    judgement: Words


class RecordEmergency(Inject):
    do: Literal["record_emergency"]
    name: str = Field(min_length=1, max_length=30)
    kind: str
    area: str
    place: str = ""
    disease: str | None = None
    summary: str = ""
    emerged: Span | None = None
    detected: Span
    notified: Span | None = None
    tally: Counts


class UpdateTally(Inject):
    do: Literal["update_tally"]
    tally: Counts


class SetMilestone(Inject):
    do: Literal["set_milestone"]
    milestone: str
    happened: Span
    reason: str = ""


class ScriptExpert(PackRow):
    """A fictional expert and what this one says."""

    name: Words
    unit: Words
    speciality: Words
    says: Words


class HoldConsultation(Inject):
    do: Literal["hold_consultation"]
    question: Words
    experts: Annotated[list[ScriptExpert], Field(min_length=1)]
    conclusion: Words


class GradeEmergency(Inject):
    """The decision, after the facts that only people know have been noted on the ground named."""

    do: Literal["grade_emergency"]
    grade: GradeText
    reason: str = ""
    facts: dict[str, str] = {}
    source: str = ""


class ProposeResponse(Inject):
    do: Literal["propose_response"]
    kind: Literal["start", "raise", "lower", "extend", "end"]
    level: LevelText | None = None
    grade: GradeText
    criteria: str = ""
    evidence: Words
    measures: str = ""
    closing_conditions: str = ""
    # Only when ending: the ground, and from which moment of the last case time counts.
    ground: Literal["", "no_new_case", "danger_removed"] = ""
    anchor: Literal["", "onset", "isolation", "exposure"] = ""
    anchored: Span | None = None
    removal_evidence: str = ""
    until: Annotated[int, BeforeValidator(read_days)] | None = None


class DecideResponse(Inject):
    do: Literal["decide_response"]
    answer: Literal["approve", "refuse"]
    opinion: str = ""


class DraftReport(Inject):
    do: Literal["draft_report"]
    kind: Literal["initial", "progress", "final"]


class Contribute(Inject):
    do: Literal["contribute"]
    words: dict[str, Words] = {}
    none: list[str] = []


class EditSection(Inject):
    do: Literal["edit_section"]
    section: str
    words: Words


class ApproveReport(Inject):
    do: Literal["approve_report"]


class IssueReport(Inject):
    do: Literal["issue_report"]


class ProposeMeasure(Inject):
    """A measure asked for; `days` from now on. Groups and supplies not named are not concerned."""

    do: Literal["propose_measure"]
    kind: str
    route: str = "county"
    title: Words
    content: Words
    area: str
    scope: Words
    place: str = ""
    place_unit: str = ""
    sector: str = "school"
    unit: str
    days: int = Field(ge=1, le=60)
    reason: Words
    proportionality: Words
    alternatives: Words
    hotline: Words
    complaint_route: Words
    arrangements: dict[str, Words] = {}


class DecideMeasure(Inject):
    do: Literal["order_measure", "lift_measure"]
    title: Words
    opinion: Words


class AnnounceMeasure(Inject):
    """The notice of an ordered measure is posted, and the measure reported to the level above."""

    do: Literal["announce_measure"]
    title: Words
    posted: Words
    sent_to: Words


class IssueOrder(Inject):
    """
    An order, drafted by the reviewer's desk and signed by the one that acts.

    Every addressee signs as long after it as for a task; where an answer is wanted it answers at its
    usual share of the time, with `answers` or with the words for all, and is then struck off.
    """

    do: Literal["issue_order"]
    kind: Literal["directive", "notice", "assignment"] = "directive"
    urgency: Literal["top", "urgent", "ordinary"] = "ordinary"
    title: Words
    words: Words
    basis: str = ""
    evidence: str = ""
    units: Annotated[list[str], Field(min_length=1)]
    sign_within: Span
    answer_within: Span | None = None
    answers: dict[str, Words] = {}


class OpenSupervision(Inject):
    """One live task of a unit put under supervision; it closes when the task is struck off."""

    do: Literal["open_supervision"]
    unit: str
    action: str
    rung: Annotated[int, Field(ge=1, le=3)] = 1
    reason: Words


class WriteLog(Inject):
    do: Literal["write_log"]
    words: Words
    significant: bool = False
    happened: Span | None = None


class PromiseMade(PackRow):
    unit: str
    what: Words
    within: Span


class PromiseChecked(PackRow):
    unit: str
    state: Literal["kept", "broken", "moved"] = "kept"
    reason: str = ""
    within: Span | None = None


class HoldMeeting(Inject):
    """One daily meeting from its agenda to its end: earlier promises checked, new ones made."""

    do: Literal["hold_meeting"]
    chair: str = ""
    checks: list[PromiseChecked] = []
    promises: list[PromiseMade] = []
    words: Words


class CloseEmergency(Inject):
    do: Literal["close_emergency"]
    conclusion: Words


class FillCard(Inject):
    do: Literal["fill_card"]
    kind: Literal["initial", "progress", "closing"]
    place_kind: str = ""
    school_kind: str = ""
    source: str = ""
    symptoms: list[str] = []
    last_onset: Span | None = None
    measures: Words
    cause: str = ""
    assessment: str = ""
    lessons: str = ""
    annex: list[tuple[str, bool | int | Decimal | str]] = []


class SignCard(Inject):
    do: Literal["sign_card"]
    words: str = ""
    filing: str = ""


class NoteMoment(Inject):
    do: Literal["note_moment"]
    moment: str
    words: str


AnyInject = Annotated[
    Tell | RecordSignal | ReportObservations | VerifySignal | RecordEmergency | UpdateTally | SetMilestone
    | HoldConsultation | GradeEmergency | ProposeResponse | DecideResponse | DraftReport | Contribute
    | EditSection | ApproveReport | IssueReport | CloseEmergency | FillCard | SignCard | NoteMoment
    | ProposeMeasure | DecideMeasure | AnnounceMeasure | IssueOrder | OpenSupervision | WriteLog | HoldMeeting,
    Field(discriminator="do"),
]  # fmt: skip
