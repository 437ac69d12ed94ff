"""Every permission of the house, by room. `room.thing.verb`; the labels are read by administrators."""

from enum import StrEnum


class Permission(StrEnum):
    """What a role may do. Stored nowhere: roles name them in code, posts name roles."""

    label: str

    def __new__(cls, code: str, label: str) -> "Permission":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    # Ground floor
    USER_MANAGE = "accounts.user.manage", "建立、停用账号"
    ROLE_GRANT = "accounts.role.grant", "授予岗位角色、解锁账号"
    AUDIT_VIEW = "audit.row.view", "查看、校验审计记录"
    JOBS_VIEW = "jobs.job.view", "查看后台任务与系统健康"
    CHANNEL_MANAGE = "notices.channel.manage", "维护外发渠道，查看外发情况"
    UNIT_MANAGE = "orgs.unit.manage", "维护区划、单位"
    TOKEN_MANAGE = "accounts.token.manage", "管理本人接口令牌"
    # County
    ROSTER_VIEW = "orgs.roster.view", "查看值班安排"
    ROSTER_MANAGE = "orgs.roster.manage", "本单位排班、调班"
    HANDOVER_WRITE = "orgs.handover.write", "交班、接班"
    TEAM_VIEW = "orgs.team.view", "查看应急队伍"
    TEAM_MANAGE = "orgs.team.manage", "维护本单位应急队伍"
    TEAM_CALL = "orgs.team.call", "调派应急队伍"
    TEAM_MOVE = "orgs.team.move", "报告本单位队伍出动、到达、撤离"
    STANDARDS_VIEW = "standards.rule.view", "查阅国家规则"
    STANDARDS_LOAD = "standards.rule.load", "装载国家规则"
    PLAN_VIEW = "plans.plan.view", "查阅预案"
    PLAN_IMPORT = "plans.plan.import", "导入、校订预案草稿"
    PLAN_ADOPT = "plans.plan.adopt", "启用预案"
    PLACE_VIEW = "places.place.view", "查看场所"
    PLACE_MANAGE = "places.place.manage", "登记、更正本单位场所"
    PERSON_VIEW = "people.person.view", "查看本单位管理的人员（遮蔽显示）"
    PERSON_RECORD = "people.person.record", "登记、更正、合并人员"
    PERSON_REVEAL = "people.person.reveal", "说明原因后查看证件、电话、住址"
    # Command
    COUNTY_VIEW = "command.records.view_all", "查看辖区内全部单位的工作记录"
    SIGNAL_VIEW = "surveillance.signal.view", "查看信号"
    SIGNAL_RECORD = "surveillance.signal.record", "登记信号"
    SIGNAL_VERIFY = "surveillance.signal.verify", "核实信号"
    SIGNAL_ASSESS = "surveillance.signal.assess", "评估信号风险、办结信号"
    SIGNAL_MUTE = "surveillance.signal.mute", "设置、解除静默"
    OBSERVATION_VIEW = "surveillance.observation.view", "查看监测数据"
    OBSERVATION_RECORD = "surveillance.observation.record", "上报、导入监测数据"
    NOTIFICATION_VIEW = "surveillance.notification.view", "查看通报、签收和回复"
    NOTIFICATION_SEND = "surveillance.notification.send", "发出通报"
    SAMPLE_VIEW = "surveillance.sample.view", "查看样品"
    SAMPLE_RECORD = "surveillance.sample.record", "登记样品、移交和结果"
    EMERGENCY_VIEW = "emergencies.emergency.view", "查看事件"
    EMERGENCY_RECORD = "emergencies.emergency.record", "登记、更新事件"
    CARD_DRAFT = "emergencies.card.draft", "起草事件报告卡"
    CARD_CHECK = "emergencies.card.check", "审核、签发事件报告卡"
    FLASH_SEND = "emergencies.flash.send", "报送快报"
    FLASH_NOTE = "emergencies.flash.note", "签收快报"
    GRADING_DECIDE = "emergencies.grading.decide", "判定事件分级"
    CONSULTATION_HOLD = "emergencies.consultation.hold", "召集、记录专家会商，维护专家库"
    GROUP_MANAGE = "emergencies.group.manage", "调整响应工作组"
    RESPONSE_PROPOSE = "emergencies.response.propose", "提出响应建议"
    RESPONSE_DECIDE = "emergencies.response.decide", "决定启动、调整、终止响应"
    TASK_VIEW = "tasks.task.view", "查看任务"
    TASK_SIGN = "tasks.task.sign", "签收、分派、分解本单位任务"
    TASK_REPORT = "tasks.task.report", "反馈任务进展、提交任务"
    TASK_REVIEW = "tasks.task.review", "审核销号、退回任务"
    TASK_REASSIGN = "tasks.task.reassign", "改派、取消任务"
    ORDER_DRAFT = "tasks.order.draft", "起草指令，催签，核销或退回反馈"
    ORDER_ISSUE = "tasks.order.issue", "签发、撤回指令，批准通报"
    SUPERVISE = "tasks.supervision.manage", "立项督办、升级、停止督办"
    LOG_WRITE = "tasks.log.write", "记值班日志"
    CALLDOWN_RUN = "tasks.calldown.run", "组织叫应，登记呼叫结果"
    DISPATCH_HOLD = "tasks.dispatch.hold", "组织日调度会议，登记和核对承诺"
    LADDER_SET = "tasks.ladder.set", "设定督办规则"
    # Picture
    SITUATION_VIEW = "situation.report.view", "查看情况报告"
    SITUATION_CONTRIBUTE = "situation.report.contribute", "报送情况报告材料"
    SITUATION_DRAFT = "situation.report.draft", "起草情况报告"
    SITUATION_APPROVE = "situation.report.approve", "审签情况报告"
    REVIEW_VIEW = "review.review.view", "查看复盘"
    REVIEW_WRITE = "review.review.write", "建立、填写、印发复盘"
    REVIEW_APPROVE = "review.review.approve", "审签复盘"
    LESSON_REPORT = "review.lesson.report", "报告本单位整改完成"
    LESSON_CONFIRM = "review.lesson.confirm", "确认、退回整改"
    ANALYSIS_VIEW = "analysis.analysis.view", "查看流行病学分析"
    ANALYSIS_MAKE = "analysis.analysis.make", "分析数据、保存流行病学分析"
    EXERCISE_VIEW = "exercises.exercise.view", "查看演练"
    EXERCISE_RUN = "exercises.exercise.run", "组织演练"
