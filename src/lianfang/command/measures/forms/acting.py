"""One form for each thing done with a measure."""

from django import forms

from lianfang.base.kernel.forms import DayField, MomentField
from lianfang.command.measures.choices import (
    ComplaintResult,
    Outcome,
    Receiver,
    ReturnState,
    ReviewResult,
    ThingKind,
    UpperOpinion,
    Way,
)
from lianfang.command.measures.services import ItemFacts

from .proposing import lines

CHOOSE = ("", "请选择")


class DecisionForm(forms.Form):
    opinion = lines("决定意见", rows=2, required=False)


class ReasonForm(forms.Form):
    reason = lines("理由", rows=2)


class ExtendForm(forms.Form):
    """A new end for a measure that is still needed."""

    ends_at = MomentField(label="新的结束时间")
    review_on = DayField(label="复核日期")
    reason = lines("继续采取的理由")


class ReviewForm(forms.Form):
    result = forms.ChoiceField(label="结论", choices=[CHOOSE, *ReviewResult.choices])
    words = lines("依据")
    next_on = DayField(label="下次复核", required=False)


class SendUpForm(forms.Form):
    sent_to = forms.CharField(label="报送机关", max_length=60)
    sent_at = MomentField(label="报出时间")


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label="上级意见", choices=[CHOOSE, *[c for c in UpperOpinion.choices if c[0] != "none"]]
    )
    words = lines("意见内容", "选择“予以撤销”的，措施即时结束。")


class DeliveryForm(forms.Form):
    """How a paper was brought to whom it concerns."""

    way = forms.ChoiceField(label="送达方式", choices=[CHOOSE, *Way.choices])
    receiver = forms.ChoiceField(label="接收人", choices=[CHOOSE, *Receiver.choices])
    outcome = forms.ChoiceField(label="结果", choices=[CHOOSE, *Outcome.choices])
    delivered_at = MomentField(label="送达时间")
    witness = forms.CharField(
        label="见证人", max_length=60, required=False, help_text="拒绝签收、留置送达时必填。"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)


class FreeForm(forms.Form):
    """How one person leaves before the time."""

    way = forms.ChoiceField(
        label="方式",
        choices=[
            CHOOSE,
            ("release", "提前解除"),
            ("withdraw", "撤回同意"),
            ("transfer", "转其他措施"),
        ],
    )
    reason = lines("理由", rows=2)


class ComplaintForm(forms.Form):
    complainant = forms.CharField(label="申诉人", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    words = lines("申诉内容", "请求和理由。加密保存。")
    received_at = MomentField(label="收到时间")


class ComplaintAnswerForm(forms.Form):
    result = forms.ChoiceField(
        label="处理结果", choices=[CHOOSE, *[c for c in ComplaintResult.choices if c[0] != "open"]]
    )
    answer = lines("答复内容", "答复不会停止措施；认为措施不当的，请决定机关解除。")


class ItemForm(forms.Form):
    """One requisitioned thing."""

    kind = forms.ChoiceField(label="类别", choices=[CHOOSE, *ThingKind.choices])
    name = forms.CharField(label="名称、规格", max_length=100)
    quantity = forms.IntegerField(label="数量", min_value=1, max_value=10**8)
    measure_word = forms.CharField(label="单位", max_length=10, help_text="辆、间、台……")
    owner = forms.CharField(label="所有人", max_length=60)
    owner_phone = forms.CharField(label="联系电话", max_length=20, required=False)
    value = forms.DecimalField(label="价值（元）", min_value=0, max_digits=13, decimal_places=2)
    state_before = forms.CharField(label="接收时状况", max_length=200)
    use_words = forms.CharField(label="用途", max_length=200, required=False)
    compensate_by = DayField(label="补偿期限")

    def facts(self) -> ItemFacts:
        return ItemFacts(**self.cleaned_data)


class ItemUseForm(forms.Form):
    use_words = forms.CharField(label="用途", max_length=200)


class ItemReturnForm(forms.Form):
    return_state = forms.ChoiceField(
        label="返还情况", choices=[CHOOSE, *[c for c in ReturnState.choices if c[0] != "out"]]
    )
    damage = forms.CharField(label="毁损说明", max_length=200, required=False)


class ItemPayForm(forms.Form):
    compensation = forms.DecimalField(
        label="补偿金额（元）", min_value=0, max_digits=13, decimal_places=2
    )
