"""Forms of the message box."""

from django import forms


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
