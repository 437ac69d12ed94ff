"""Samples for the style gallery, which only a server with LIANFANG_DEBUG=1 shows."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianfang.base.kernel import clock
from lianfang.picture.portal.public import Item

UNITS = ["卫生健康委员会", "教育局", "疾病预防控制中心", "市场监督管理局", "公安局"]


class FilterSample(forms.Form):
    """Filters as a task list has them."""

    q = forms.CharField(label="关键词", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("issued", "已下达"), ("in_progress", "办理中")],
    )
    unit = forms.ChoiceField(
        label="单位", required=False, choices=[("", "全部单位"), *((u, u) for u in UNITS)]
    )
    late = forms.BooleanField(label="只看逾期", required=False)


class FormSample(forms.Form):
    """Every kind of control once."""

    title = forms.CharField(
        label="事件名称", help_text="写明地点与疾病，例如“二工镇中心小学聚集性呕吐腹泻”。"
    )
    kind = forms.ChoiceField(
        label="性质", choices=[("real", "实战"), ("exercise", "演练")], widget=forms.RadioSelect
    )
    place = forms.ChoiceField(label="发生地", choices=[("", "请选择"), ("659", "二工镇")])
    at = forms.DateTimeField(
        label="发现时间", widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    sick = forms.IntegerField(label="发病人数", min_value=0)
    text = forms.CharField(label="基本情况", widget=forms.Textarea({"rows": 4}))
    levels = forms.MultipleChoiceField(
        label="抄送",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(unit, unit) for unit in UNITS],
    )
    file = forms.FileField(label="附件", required=False, help_text="单个文件不超过 20 MB。")
    checked = forms.BooleanField(label="已与报告单位电话核实", required=False)


def sample_nav() -> list[dict[str, Any]]:
    def item(label: str, icon: str, count: int = 0, *, active: bool = False) -> Item:
        return Item(label, icon, "#", label, count, active)

    return [
        {"label": "", "items": [item("首页", "home"), item("我的待办", "inbox", 7, active=True)]},
        {
            "label": "指挥",
            "items": [
                item("信号与监测", "radar", 2),
                item("事件与响应", "alert-octagon"),
                item("任务看板", "layout-kanban"),
                item("态势报告", "report-analytics", 1),
            ],
        },
        {
            "label": "预案",
            "items": [
                item("预案与职责", "book-2"),
                item("落实情况", "checklist"),
                item("单位与通讯录", "building-community"),
                item("标准与依据", "scale"),
            ],
        },
        {"label": "准备", "items": [item("演练", "masks-theater"), item("系统管理", "settings")]},
    ]


def sample_frame() -> dict[str, Any]:
    nav = sample_nav()
    return {
        "county_name": "示范县",
        "nav": nav,
        "phone_nav": [*nav[0]["items"], *nav[1]["items"][2:]],
        "exercise_active": True,
        "exercise_name": "小学诺如病毒聚集性疫情演练",
        "unread_count": 12,
        "notices_url": "#",
        "search_url": "#",
        "post_label": "教育局 · 联络员",
        "person_name": "王雪梅",
        "posts": [
            {"label": "教育局 · 联络员", "value": "1", "active": True},
            {"label": "指挥部办公室 · 值班员", "value": "2", "active": False},
        ],
        "post_switch_url": "#",
        "account_url": "#",
        "sign_out_url": "#",
        "app_version": "0.1.0",
    }


def sample_tasks() -> list[dict[str, Any]]:
    now = clock.now()
    rows = [
        ("每日 8 时前汇总全县学校因病缺勤并报疾控中心", "教育局", "in_progress", 6.5, 31, 46, 3),
        ("对首发病例所在班级教室、卫生间进行终末消毒", "二工镇中心小学", "overdue", -3.2, 0, 1, 2),
        ("完成首批病例流行病学个案调查", "疾病预防控制中心", "submitted", 1.4, 12, 12, 2),
        ("检查学校食堂食品留样与从业人员健康证明", "市场监督管理局", "returned", 20, 2, 5, 3),
        ("开通发热、腹泻门诊绿色通道并公布电话", "卫生健康委员会", "accepted", 52, 1, 1, 4),
    ]
    names = ("title", "unit", "state", "hours", "done", "total", "level")
    tasks: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    for task in tasks:
        task["due"] = now + timedelta(hours=task["hours"])
        task["row"] = "is-late" if task["hours"] < 0 else "is-soon" if task["hours"] < 2 else ""
    return tasks


DAYS = [f"11-{day}" for day in range(17, 24)]
CHARTS: dict[str, Any] = {
    "curve": {
        "labels": DAYS,
        "unit": "例",
        "series": [
            {"name": "新发病例", "data": [1, 4, 11, 19, 13, 6, 2]},
            {"name": "疑似", "data": [3, 6, 9, 12, 10, 4, 3], "dashed": True},
        ],
    },
    "stacked": {
        "labels": UNITS,
        "unit": "件",
        "flat": True,
        "series": [
            {"name": "已销号", "data": [9, 6, 12, 4, 3], "tone": "good"},
            {"name": "办理中", "data": [4, 7, 3, 5, 6]},
            {"name": "逾期", "data": [0, 2, 1, 1, 0], "tone": "bad"},
        ],
    },
    "states": {
        "labels": ["已销号", "办理中", "待验收", "已逾期"],
        "unit": "件",
        "tones": ["good", "info", "muted", "bad"],
        "series": [{"name": "任务", "data": [34, 25, 9, 4]}],
    },
    "network": {
        "nodes": [
            {"id": 1, "name": "病例 01", "group": "病例", "size": 30},
            {"id": 2, "name": "病例 02", "group": "病例", "size": 22},
            {"id": 3, "name": "三年级二班", "group": "场所", "size": 26},
            {"id": 4, "name": "学校食堂", "group": "场所"},
        ],
        "links": [
            {"source": 1, "target": 3, "label": "上课"},
            {"source": 3, "target": 2, "label": "上课"},
            {"source": 4, "target": 1, "label": "就餐"},
        ],
    },
    "places": {
        "unit": "例",
        "points": [
            {"name": "二工镇", "x": 4, "y": 5, "value": 38, "tone": "bad"},
            {"name": "北庭镇", "x": 6, "y": 6, "value": 9, "tone": "warn"},
            {"name": "三台镇", "x": 1.5, "y": 4, "value": 2},
            {"name": "泉子街镇", "x": 5, "y": 2, "value": 4},
        ],
    },
}


def show_gallery(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    broken = FormSample({"title": "二工镇中心小学聚集性呕吐腹泻", "sick": "-3", "kind": "real"})
    broken.is_valid()
    timeline = [
        ("响应由Ⅳ级调整为Ⅲ级", 0.4, "县人民政府 决定", "发病人数 24 小时内新增 19 例。", "bad"),
        ("首批样本检出诺如病毒 GⅡ 型", 3.1, "疾控中心", "12 份样本中 9 份阳性。", "warn"),
        ("教育局签收任务 6 项", 7.8, "教育局联络员", "", "good"),
        ("接到学校电话报告", 26, "值班员", "三年级二班 11 名学生呕吐。", ""),
    ]
    return render(
        request,
        "gallery.html",
        {
            **sample_frame(),
            "now": now,
            "soon": now + timedelta(minutes=47),
            "late": now - timedelta(hours=27),
            "page_of_rows": Paginator(range(4811), 25).page(7),
            "filters": FilterSample({"state": "in_progress"}),
            "form": broken,
            "tasks": sample_tasks(),
            "charts": CHARTS,
            "tabs": [
                {"label": "概况", "url": "#", "active": True},
                {"label": "任务", "url": "#", "count": 72},
                {"label": "时间线", "url": "#"},
                {"label": "附件", "url": "#", "count": 3},
            ],
            "timeline": [
                {
                    "title": title,
                    "at": now - timedelta(hours=hours),
                    "who": who,
                    "text": text,
                    "tone": tone,
                }
                for title, hours, who, text, tone in timeline
            ],
        },
    )
