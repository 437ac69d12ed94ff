"""The closed lists of the places room."""

from django.db import models


class Sector(models.TextChoices):
    """What kind of place; the sectors that plans and checklists speak of."""

    SCHOOL = "school", "学校"
    KINDERGARTEN = "kindergarten", "托幼机构"
    MEDICAL = "medical", "医疗机构"
    CARE = "care", "养老、福利机构"
    MARKET = "market", "集市、农贸市场"
    SHOP = "shop", "商场超市"
    CATERING = "catering", "餐饮单位"
    HOTEL = "hotel", "宾馆酒店"
    ENTERTAINMENT = "entertainment", "文化娱乐场所"
    TOURISM = "tourism", "旅游景区"
    RELIGIOUS = "religious", "宗教活动场所"
    TRANSPORT = "transport", "客运站场"
    FACTORY = "factory", "企业、园区"
    CONSTRUCTION = "construction", "建筑工地"
    FARM = "farm", "养殖、屠宰场所"
    WATER = "water", "供水单位"
    OFFICE = "office", "机关、办事大厅"
    CUSTODY = "custody", "监管场所"
    RESIDENTIAL = "residential", "居民小区"
    ISOLATION = "isolation", "集中隔离场所"
    OTHER = "other", "其他"


class PlaceStatus(models.TextChoices):
    OPEN = "open", "正常开放"
    LIMITED = "limited", "限流、限制"
    CLOSED = "closed", "关闭"
    RETIRED = "retired", "不再使用"
