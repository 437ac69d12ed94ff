"""Forms of the duty roster."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, MomentField, RecordField
from lianfang.county.orgs import queries
from lianfang.county.orgs.choices import Position
from lianfang.county.orgs.models import Post, Unit
from lianfang.county.orgs.services import ShiftFacts

FILE_BYTES = 2 * 1024 * 1024


class DutyPostField(RecordField):
    """One person of the unit, at the post held there."""

    def label_from_instance(self, post: Post) -> str:
        return f"{post.user.name}（{post.unit.short_name} {post.title}）"


class DutyPostsField(forms.ModelMultipleChoiceField):
    """Several people of the unit."""

    def label_from_instance(self, post: Post) -> str:
        return f"{post.user.name}（{post.title}）"


class RosterFilter(forms.Form):
    """Whose roster is looked at, and how much of it."""

    unit = RecordField(Unit.objects.none(), label="单位", required=False, empty_label="本单位")
    view = forms.ChoiceField(
        label="范围", required=False, choices=[("week", "按周"), ("month", "按月")]
    )
    day = DayField(label="日期", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = (
            queries.list_units(actor).select_related(None).only("uuid", "name")
        )


class HandoverFilter(forms.Form):
    """What the handover notes are narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "内容、单位、姓名"}),
    )  # fmt: skip
    only = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("open", "待接班人确认")]
    )
    since = DayField(label="交班自", required=False)
    until = DayField(label="交班至", required=False)


class ShiftFilter(forms.Form):
    """What the list of shifts is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、单位、备注"}),
    )  # fmt: skip
    position = forms.ChoiceField(
        label="岗位", required=False, choices=[("", "全部"), *Position.choices]
    )
    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)


class ShiftForm(forms.Form):
    """One shift."""

    position = forms.ChoiceField(label="岗位", choices=Position.choices)
    post = DutyPostField(Post.objects.none(), label="值班人")
    starts_at = MomentField(label="开始")
    ends_at = MomentField(label="结束")
    note = forms.CharField(label="备注", max_length=100, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = queries.list_posts_for_duty(actor.unit_ids)

    def facts(self) -> ShiftFacts:
        return ShiftFacts(**self.cleaned_data)


class RotationForm(forms.Form):
    """Whole days of one seat in turn."""

    position = forms.ChoiceField(label="岗位", choices=Position.choices)
    posts = DutyPostsField(
        Post.objects.none(), label="值班人", to_field_name="uuid", widget=forms.CheckboxSelectMultiple,
        help_text="按列出的次序轮流，每人一天。",
    )  # fmt: skip
    begins_on = DayField(label="从哪天起")
    days = forms.IntegerField(label="排几天", min_value=1, max_value=62, initial=14)
    at = forms.TimeField(
        label="交班时刻",
        initial="09:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].queryset = queries.list_posts_for_duty([actor.unit_id or 0])


class SwapForm(forms.Form):
    """Who takes a shift over, and why."""

    post = DutyPostField(Post.objects.none(), label="改由谁值班")
    reason = forms.CharField(label="调班原因", max_length=100)

    def __init__(self, unit_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = queries.list_posts_for_duty([unit_id])


class HandoverForm(forms.Form):
    """What the officer leaves to the next."""

    open_items = forms.CharField(
        label="未办结事项", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="逐条写明事项、进展和下一步；没有的写“无”并说明。不写患者姓名和证件号码。",
    )  # fmt: skip
    watch = forms.CharField(
        label="重点关注", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptForm(forms.Form):
    """The next officer's word."""

    remark = forms.CharField(label="接班意见", max_length=200, required=False)


class RosterUploadForm(forms.Form):
    """A roster to be looked through before anything is planned."""

    file = forms.FileField(
        label="值班表", help_text="xlsx 或 csv，不超过 2 MB；先预览，确认后才排班。"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("文件超过 2 MB，请拆分后分批上传。")
        return file
