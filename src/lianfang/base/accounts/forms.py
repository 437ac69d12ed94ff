"""Forms of the accounts room."""

from django import forms

from lianfang.base.kernel.errors import Refused

from .rules import TOKEN_DAYS


class RefusableForm(forms.Form):
    """A form that shows a service's refusal where the person can mend it."""

    def take(self, refusal: Refused) -> None:
        known = {name: words for name, words in refusal.fields.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, words)
        if not known:
            self.add_error(None, refusal.message)


class SignInForm(forms.Form):
    username = forms.CharField(
        label="账号",
        max_length=50,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )


class PasswordForm(RefusableForm):
    old_password = forms.CharField(
        label="原密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="再输一遍新密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("两次输入的新密码不一致，请重新输入。")
        return self.cleaned_data["repeated"]


class TokenForm(RefusableForm):
    label = forms.CharField(
        label="用途",
        max_length=100,
        help_text="由哪个系统使用、做什么，例如“疾控直报系统读取任务”。",
    )
    days = forms.IntegerField(
        label="有效期（天）", min_value=1, max_value=TOKEN_DAYS, initial=90,
        help_text=f"最长 {TOKEN_DAYS} 天，到期自动失效。",
    )  # fmt: skip


class AccountForm(RefusableForm):
    name = forms.CharField(label="姓名", max_length=100)
    phone = forms.CharField(
        label="手机",
        max_length=20,
        required=False,
        help_text="11 位手机号码，加密保存；留空表示不改动。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class NewAccountForm(RefusableForm):
    username = forms.CharField(
        label="账号名",
        max_length=50,
        help_text="以小写字母开头，3 至 50 位，可用小写字母、数字、点、短横线、下划线。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label="姓名", max_length=100)
    phone = forms.CharField(
        label="手机",
        max_length=20,
        required=False,
        help_text="11 位手机号码，加密保存，页面上只显示首尾数字。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class ReasonForm(RefusableForm):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="将记入审计日志。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UserFilter(forms.Form):
    q = forms.CharField(label="姓名或账号", required=False, max_length=50)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("on", "使用中"), ("off", "已停用"), ("locked", "已锁定")],
    )
