"""A short story for the small county, and exercises played from it."""

from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lianfang.base.kernel.actor import Actor
from lianfang.picture.exercises.public import Exercise, Scenario, run_scenario

CONDUCTOR = Actor.system("测试演练")
BEGINS = datetime.fromisoformat("2026-11-02T10:00:00+08:00")
SHIPPED = (
    Path(__file__).parents[2] / "packs" / "jimsar" / "exercises" / "jimsar-norovirus-school.yaml"
)

OFFICE = {"unit": "command-office", "role": "office_staff"}
CHIEF = {"unit": "command-office", "role": "office_chief"}
LEADER = {"unit": "county-government", "role": "leader"}
HEALTH = {"unit": "county-health", "role": "health_officer"}
CDC = {"unit": "county-cdc", "role": "epidemiologist"}
TEACHER = {"unit": "county-education", "role": "liaison"}


def proposal(at: str, kind: str, **given: Any) -> dict[str, Any]:
    values = {
        "grade": "IV",
        "evidence": "专家研判意见。",
        "measures": "隔离、消毒。",
        "until": "+10d",
    }
    return {"at": at, "by": HEALTH, "do": "propose_response", "kind": kind, **values, **given}


def decision(at: str, answer: str = "approve") -> dict[str, Any]:
    return {
        "at": at,
        "by": LEADER,
        "do": "decide_response",
        "answer": answer,
        "opinion": "按建议办。",
    }


def report(at: str, kind: str) -> list[dict[str, Any]]:
    """Draft, contributions, approval and issue, ten minutes apart."""
    hours = at.removesuffix("h")
    contribution = {"words": {"county-cdc": "现场流调完成。"}, "none": ["county-education"]}
    return [
        {"at": f"{hours}h", "by": OFFICE, "do": "draft_report", "kind": kind},
        {"at": f"{hours}h10m", "by": OFFICE, "do": "contribute", **contribution},
        {"at": f"{hours}h20m", "by": CHIEF, "do": "approve_report"},
        {"at": f"{hours}h30m", "by": OFFICE, "do": "issue_report"},
    ]


def beginning() -> list[dict[str, Any]]:
    """From the first call to the record of the emergency."""
    school = {"area": "652327103", "place": "中心学校"}
    return [
        {"at": "0h", "by": TEACHER, "do": "tell", "words": "学校来电：多名学生呕吐。"},
        {"at": "0h10m", "by": TEACHER, "do": "record_signal", "title": "学生呕吐聚集", "source": "school",
         "description": "八名学生呕吐。", "cases": 8, "began": "-14h", "reporter": "school-beiting", **school},
        {"at": "0h30m", "by": CDC, "do": "verify_signal", "judgement": "已电话核实。"},
        {"at": "0h40m", "by": CDC, "do": "record_emergency", "name": "中心学校感染性腹泻疫情",
         "kind": "infectious", "emerged": "-14h", "detected": "0h", "notified": "0h10m",
         "tally": {"cases": 8, "note": "电话核对数"}, **school},
    ]  # fmt: skip


def story() -> dict[str, Any]:
    """Four days in the small county: started, raised, refused, lowered, ended, three reports."""
    return {
        "code": "small-story",
        "title": "小县演练",
        "county": "652327",
        "begins": "10:00",
        "middle": "30h",
        "ends": "100h",
        "reviewer": OFFICE,
        "injects": [
            *beginning(),
            proposal("1h", "start", level="IV"),
            decision("2h"),
            {"at": "3h", "by": CDC, "do": "set_milestone", "milestone": "early_actions_done",
             "happened": "2h50m", "reason": "首轮消毒完成"},
            *report("4h", "initial"),
            proposal("24h", "raise", level="III"),
            decision("25h"),
            *report("30h", "progress"),
            proposal("44h", "lower", level="IV"),
            decision("45h", "refuse"),
            proposal("50h", "lower", level="IV"),
            decision("52h"),
            {"at": "80h", "by": CDC, "do": "update_tally", "tally": {"cases": 11, "confirmed": 3}},
            proposal(
                "90h", "end", closing_conditions="末例后满最长潜伏期无新发。", until=None, measures="",
                ground="danger_removed", removal_evidence="水样复检合格。",
            ),
            decision("91h"),
            *report("92h", "final"),
            {"at": "98h", "by": CDC, "do": "close_emergency", "conclusion": "诺如病毒感染，已控制。"},
        ],
        "behaviour": {
            "defaults": {
                "sign": "20m", "reports": 1, "submit": 0.6, "accept": "30m",
                "says": [{"for": ["*"], "words": ["已安排；本期已办结。", "本期无新情况。"]}],
            },
            "county-cdc": {
                "role": "epidemiologist",
                "returned": {"2.1-a": {"reason": "缺少个案调查表。", "redo": "2h", "words": "补报个案调查表八份。"}},
            },
            "county-health": {"role": "health_officer", "late": {"1.1-a": 1.5}},
            "county-education": {
                "split": {"3.1-a": {"to": ["township-beiting"], "what": "通知本镇学校。", "due": 0.7}},
                "cannot": {"3.1-x": {"reason": "不适用。", "answer": "excuse", "why": "同意。"}},
            },
            "townships": {"unsigned": ["4.2-a"]},
            "township-santai": {
                "cannot": {"4.1-a": {"reason": "本镇没有居家人员。", "answer": "excuse", "why": "情况属实。"}},
            },
            "school-beiting": {
                "cannot": {"3.1-b": {"reason": "学生已放学。", "answer": "return", "why": "零报告也要报。"}},
            },
        },
    }  # fmt: skip


def build_scenario(**overrides: Any) -> Scenario:
    """The short story, with some of its parts replaced."""
    return Scenario.model_validate({**deepcopy(story()), **overrides})


def build_exercise(scenario: Scenario | None = None, *, until: timedelta | None = None) -> Exercise:
    """The short story played in the small county; its plan must be in force."""
    return run_scenario(
        actor=CONDUCTOR, scenario=scenario or build_scenario(), begins_at=BEGINS, until=until
    )
