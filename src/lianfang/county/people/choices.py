"""The closed lists of the people room."""

from django.db import models


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"
    UNKNOWN = "unknown", "未登记"


class IdentityKind(models.TextChoices):
    """Papers that people show, after the short list of the national report card."""

    CITIZEN = "citizen", "居民身份证"
    PASSPORT = "passport", "护照"
    TRAVEL_PERMIT = "travel_permit", "港澳台居民通行证"
    RESIDENCE = "residence", "外国人永久居留证"
    OTHER = "other", "其他证件"
    NONE = "none", "无证件"
