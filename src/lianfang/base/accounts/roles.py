"""Who may do what: roles are held at a post, one row each, readable by the county."""

from dataclasses import dataclass

from lianfang.base.kernel.permissions import Permission as P  # noqa: N817


@dataclass(frozen=True)
class Role:
    """A named set of permissions. `second_factor`: sign-in needs a one-time code."""

    key: str
    label: str
    describes: str
    permissions: frozenset[str]
    second_factor: bool = False
    is_administrator: bool = False


_READ = frozenset(
    {
        P.STANDARDS_VIEW,
        P.PLAN_VIEW,
        P.PLACE_VIEW,
        P.EMERGENCY_VIEW,
        P.MEASURE_VIEW,
        P.TASK_VIEW,
        P.SITUATION_VIEW,
        P.REVIEW_VIEW,
        P.TOKEN_MANAGE,
        P.ROSTER_VIEW,
        P.TEAM_VIEW,
    }
)
# Nobody who may report is hindered (突发公共卫生事件应对法 art. 32).
_TELLING = {P.SIGNAL_RECORD, P.SIGNAL_VIEW, P.FLASH_SEND, P.CARD_DRAFT}
# Surveillance: everybody reports for the own unit; risk, muting and watch lines belong to health and CDC.
_WATCH = {P.OBSERVATION_VIEW, P.NOTIFICATION_VIEW, P.SAMPLE_VIEW}
_REPORT = _WATCH | {P.OBSERVATION_RECORD, P.SAMPLE_RECORD}
_RISKS = {P.SIGNAL_ASSESS, P.SIGNAL_MUTE, P.WATCH_SET}
# Duty: everybody on the roster hands over; the unit's desk plans it and keeps its teams.
_DUTY = {P.HANDOVER_WRITE, P.TEAM_MOVE}
_DUTY_DESK = {P.ROSTER_MANAGE, P.TEAM_MANAGE}
_UNIT_WORK = (
    _READ | _DUTY | _TELLING | _REPORT | {P.TASK_REPORT, P.SITUATION_CONTRIBUTE, P.LOG_WRITE}
)
# Persons: only those whom the own unit looks after, masked; a whole number needs a reason.
_PERSONS = {P.PERSON_VIEW, P.PERSON_RECORD, P.PERSON_REVEAL}
# Reviews: a unit carries its lessons out; the office writes, a second person approves.
_LOOK_BACK = {P.REVIEW_APPROVE, P.LESSON_CONFIRM}
# Any unit may ask for a measure and carries what was decided; who decides is written per role below.
_MEASURES = {P.MEASURE_PROPOSE, P.MEASURE_SERVE}
_COMPLAINTS = {P.COMPLAINT_VIEW, P.COMPLAINT_RECORD}
_UNIT_DESK = (
    _UNIT_WORK
    | _PERSONS
    | _DUTY_DESK
    | _MEASURES
    | {P.LESSON_REPORT}
    | {P.TASK_SIGN, P.PLACE_MANAGE, P.NOTIFICATION_SEND}
)
_OFFICE = _UNIT_DESK | _COMPLAINTS | {P.MEASURE_REPORT_UP, P.COMPLAINT_ANSWER} | {
    P.COUNTY_VIEW, P.EMERGENCY_RECORD, P.TASK_REVIEW, P.TASK_REASSIGN, P.SITUATION_DRAFT,
    P.PLAN_IMPORT, P.ANALYSIS_VIEW, P.EXERCISE_VIEW, P.EXERCISE_RUN, P.ORDER_DRAFT, P.SUPERVISE,
    P.CALLDOWN_RUN, P.DISPATCH_HOLD,
    P.FLASH_NOTE, P.TEAM_CALL,
    P.REVIEW_WRITE, P.LESSON_CONFIRM, P.CONSULTATION_HOLD, P.GROUP_MANAGE,
}  # fmt: skip

_ROLES = (
    # 三员分立: one person never holds two of these (GB/T 22239-2019 8.1.5; a rule in orgs holds it).
    Role("system_admin", "系统管理员", "建立账号和单位，装载规则，看系统健康；不看业务数据，不授权。",
         frozenset({P.USER_MANAGE, P.UNIT_MANAGE, P.STANDARDS_LOAD, P.STANDARDS_VIEW, P.JOBS_VIEW, P.CHANNEL_MANAGE,
                    P.TOKEN_MANAGE}),
         second_factor=True, is_administrator=True),
    Role("security_admin", "安全管理员", "给岗位授予角色，解锁账号；不建账号，不看业务数据。",
         frozenset({P.ROLE_GRANT, P.TOKEN_MANAGE}), second_factor=True, is_administrator=True),
    Role("audit_admin", "审计管理员", "查看和校验审计记录；不能改动任何数据。",
         frozenset({P.AUDIT_VIEW, P.TOKEN_MANAGE}), second_factor=True, is_administrator=True),
    Role("leader", "县领导（指挥长）", "决定启动、调整、终止响应，审签情况报告，审核指挥部办公室承办的任务，查看全县工作。",
         _READ | _WATCH | _LOOK_BACK | {P.COUNTY_VIEW, P.RESPONSE_DECIDE, P.MEASURE_DECIDE, P.SITUATION_APPROVE, P.TASK_REVIEW, P.SIGNAL_VIEW,
                  P.EXERCISE_VIEW, P.ANALYSIS_VIEW, P.ORDER_ISSUE, P.SUPERVISE, P.LADDER_SET, P.LOG_WRITE, P.CONSULTATION_HOLD,
                  P.GROUP_MANAGE},
         second_factor=True),
    Role("office_chief", "指挥部办公室主任", "统筹任务、审核销号、起草并审签情况报告、启用预案。",
         _OFFICE | _LOOK_BACK | {P.SITUATION_APPROVE, P.PLAN_ADOPT, P.ORDER_ISSUE, P.LADDER_SET}, second_factor=True),
    Role("office_staff", "指挥部办公室人员", "调度任务、审核销号、起草情况报告、导入预案。", _OFFICE),
    Role("duty_officer", "值班员", "接报信号和事件，签收快报，查看全县工作，催办。",
         _UNIT_DESK | _COMPLAINTS | {P.COUNTY_VIEW, P.EMERGENCY_RECORD, P.SIGNAL_VERIFY, P.FLASH_NOTE, P.TEAM_CALL, P.CALLDOWN_RUN}),
    Role("health_officer", "卫生健康行政人员", "登记事件，审核、签发报告卡，判定分级，提出响应建议；办理本单位任务。",
         _UNIT_DESK | _RISKS | _COMPLAINTS
         | {P.OBSERVATION_DECIDE, P.MEASURE_REPORT_UP, P.COMPLAINT_ANSWER}
         | {P.COUNTY_VIEW, P.ANALYSIS_VIEW, P.ANALYSIS_MAKE, P.EMERGENCY_RECORD, P.RESPONSE_PROPOSE, P.SIGNAL_VERIFY, P.CARD_CHECK,
                                P.GRADING_DECIDE, P.CONSULTATION_HOLD, P.TEAM_CALL}),
    Role("epidemiologist", "疾控流调人员", "核实信号，登记和更新事件，起草报告卡，分析数据；办理本单位任务。",
         _UNIT_DESK | _RISKS | {P.OBSERVATION_DECIDE, P.COUNTY_VIEW, P.ANALYSIS_VIEW, P.ANALYSIS_MAKE, P.EMERGENCY_RECORD, P.SIGNAL_VERIFY}),
    Role("liaison", "单位联络员", "签收、分派、分解、反馈、提交本单位任务，报送材料。", _UNIT_DESK),
    Role("unit_leader", "单位负责人", "与联络员相同，并对本单位提交的任务负责。", _UNIT_DESK),
    Role("worker", "工作人员", "反馈交办给本人或本单位的任务。", _UNIT_WORK),
    Role("observer", "督导员", "查看全县工作，不能改动。",
         _READ | _WATCH | {P.COUNTY_VIEW, P.SIGNAL_VIEW, P.EXERCISE_VIEW, P.ANALYSIS_VIEW}),
)  # fmt: skip

ROLES: dict[str, Role] = {role.key: role for role in _ROLES}
ROLE_CHOICES = [(role.key, role.label) for role in _ROLES]
ADMINISTRATORS = frozenset(role.key for role in _ROLES if role.is_administrator)
