"""Forms of the message box and of the channels."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor

from . import directory
from .choices import ChannelKind, DeliveryState, Urgency
from .models import Channel

MINIMAL = [(Urgency.NORMAL.value, "一般和紧急"), (Urgency.URGENT.value, "只发紧急")]
KEPT = "已保存；留空则不变。"


class NoticeFilter(forms.Form):
    """What the message box is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "标题或内容"}),
    )  # fmt: skip
    only = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "全部"),
            ("unread", "未读"),
            ("urgent", "紧急"),
            ("unread_urgent", "未读且紧急"),
        ],
    )


class ChannelFilter(forms.Form):
    """What the list of channels is narrowed by."""

    q = forms.CharField(label="名称", required=False, max_length=60)
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *ChannelKind.choices]
    )


class DeliveryFilter(forms.Form):
    """What the record of a channel is narrowed by."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *DeliveryState.choices]
    )


class QuietForm(forms.Form):
    """When only urgent messages go out."""

    quiet_from = forms.TimeField(
        label="免打扰起", required=False, help_text="此时段内只发紧急消息，其余到时段结束后合并发送。",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间应写作 22:00。"},
    )  # fmt: skip
    quiet_to = forms.TimeField(
        label="免打扰止", required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间应写作 07:00。"},
    )  # fmt: skip


class ChannelForm(QuietForm):
    """What every channel has; the forms of the kinds add where it leads (`TARGET`)."""

    TARGET: tuple[str, ...] = ()
    name = forms.CharField(label="名称", max_length=60)
    holder = forms.ChoiceField(label="为谁发送", help_text="发到其消息箱的消息，同时由本渠道提醒。")
    min_urgency = forms.ChoiceField(label="发送范围", choices=MINIMAL)
    digest_minutes = forms.IntegerField(
        label="合并时间（分钟）", min_value=0, max_value=240, initial=10,
        help_text="一般消息攒够这段时间合成一条；紧急消息立即发送。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, channel: Channel | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for holder in directory.holders(actor):
            groups.setdefault(holder.group, []).append((holder.key, holder.label))
        self.fields["holder"].choices = [("", "请选择"), *groups.items()]
        # Where it leads comes right after the name.
        self.order_fields(["name", *self.TARGET])
        if channel is not None:
            self._fill(channel)

    def _fill(self, channel: Channel) -> None:
        kept = channel.address
        for name in self.fields:
            if name not in self.TARGET:
                self.initial[name] = getattr(channel, name)
            elif isinstance(self.fields[name].widget, forms.PasswordInput):
                self.fields[name].help_text += KEPT if kept.get(name) else ""
            else:
                self.initial[name] = kept.get(name, "").replace(",", "\n")

    def facts(self) -> dict[str, Any]:
        """What the service takes: the common facts, and where it leads apart."""
        chosen = self.cleaned_data
        target = {name: str(chosen.get(name) or "").strip() for name in self.TARGET}
        if "phones" in target:
            target["phones"] = ",".join(target["phones"].replace(",", " ").split())
        return {name: v for name, v in chosen.items() if name not in self.TARGET} | {
            "target": target
        }


def _secret(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=500, help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class MailForm(ChannelForm):
    """A mail address behind a mail server."""

    TARGET = ("host", "port", "security", "username", "password", "sender", "recipient")
    host = forms.CharField(label="邮件服务器", max_length=200)
    port = forms.IntegerField(label="端口", min_value=1, max_value=65535, initial=465)
    security = forms.ChoiceField(
        label="连接方式", initial="tls",
        choices=[("tls", "SSL/TLS（常用 465）"), ("starttls", "STARTTLS（常用 587）"), ("plain", "不加密（仅内网）")],
    )  # fmt: skip
    username = forms.CharField(label="登录账号", max_length=200, required=False)
    password = _secret("登录密码")
    sender = forms.EmailField(label="发件地址")
    recipient = forms.EmailField(
        label="收件地址", help_text="一个渠道一个地址；发给多人请用邮件组，或分别建立渠道。"
    )


class SmsForm(ChannelForm):
    """Telephone numbers behind the county's SMS gateway; parameter names as in its papers."""

    TARGET = (
        "address", "encoding", "message_field", "phones_field", "phones", "extra", "header", "success_words",
    )  # fmt: skip
    address = forms.CharField(label="网关地址", max_length=500)
    encoding = forms.ChoiceField(
        label="提交格式", choices=[("json", "JSON"), ("form", "表单")], initial="json"
    )
    message_field = forms.CharField(label="短信内容参数名", max_length=40, initial="content")
    phones_field = forms.CharField(label="手机号码参数名", max_length=40, initial="mobile")
    phones = forms.CharField(
        label="手机号码", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        help_text="每行一个，最多 50 个。",
    )  # fmt: skip
    extra = _secret("固定参数", "如 account=xx；多个参数用接口令牌代替。")
    header = _secret("鉴权请求头", "如 Authorization: Bearer xxxx。")
    success_words = forms.CharField(
        label="成功标志", max_length=60, required=False,
        help_text="网关答复中表示成功的片段，如 \"code\":0；留空则只看 HTTP 状态。",
    )  # fmt: skip


class RobotForm(ChannelForm):
    """A robot of 企业微信."""

    TARGET: tuple[str, ...] = ("address",)
    address = forms.CharField(
        label="Webhook 地址", max_length=500,
        help_text="在群机器人设置中复制；私有化部署的粘贴其自己的地址。",
    )  # fmt: skip


class SignedRobotForm(RobotForm):
    """A robot of 钉钉, which may ask for a signature."""

    TARGET = ("address", "secret")
    secret = _secret("加签密钥", "机器人安全设置选“加签”时填写。")


FORMS: dict[str, type[ChannelForm]] = {
    ChannelKind.MAIL.value: MailForm, ChannelKind.SMS.value: SmsForm,
    ChannelKind.WECOM.value: RobotForm, ChannelKind.DINGTALK.value: SignedRobotForm,
}  # fmt: skip


class PreferenceForm(QuietForm):
    """What the owner of a mailbox wishes."""

    is_on = forms.BooleanField(label="除站内消息外，也由外发渠道提醒", required=False, initial=True)
    min_urgency = forms.ChoiceField(label="提醒范围", choices=MINIMAL)
    field_order = ("is_on", "min_urgency", "quiet_from", "quiet_to")
