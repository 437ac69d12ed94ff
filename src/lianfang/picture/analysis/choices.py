"""What can be asked of a series."""

from django.db import models


class Method(models.TextChoices):
    CURVE = "curve", "流行曲线"
    GROWTH = "growth", "增长与倍增时间"
    REPRODUCTION = "reproduction", "实时再生数 R(t)"
    NOWCAST = "nowcast", "补报推算（即时预报）"
    EARS_C1 = "ears_c1", "EARS C1（近7期，灵敏度低）"
    EARS_C2 = "ears_c2", "EARS C2（隔2期，灵敏度中）"
    EARS_C3 = "ears_c3", "EARS C3（三期累计，灵敏度高）"
    CUSUM = "cusum", "累积和控制图"
    FARRINGTON = "farrington", "Farrington 回归（按周，需3年以上）"
    PERCENTILE = "percentile", "移动百分位（按周，需3年以上）"


DETECTION = (
    Method.EARS_C1,
    Method.EARS_C2,
    Method.EARS_C3,
    Method.CUSUM,
    Method.FARRINGTON,
    Method.PERCENTILE,
)


class Interval(models.TextChoices):
    DAY = "day", "日"
    WEEK = "week", "周（周一起）"
    MONTH = "month", "月"


class Origin(models.TextChoices):
    UPLOAD = "upload", "上传表格"
    SAMPLE = "sample", "示例序列"
    WATCH = "watch", "监测数据"


class Tried(models.TextChoices):
    """Methods that a back-test can hold against a series with known outbreaks."""

    EARS_C1 = "ears_c1", "EARS C1"
    EARS_C2 = "ears_c2", "EARS C2"
    EARS_C3 = "ears_c3", "EARS C3"
    PERCENTILE = "percentile", "移动百分位数"
    FARRINGTON_FLEXIBLE = "farrington_flexible", "Farrington Flexible"
    FARRINGTON = "farrington", "Farrington 1996"
    CUSUM = "cusum", "累积和（CUSUM）"
    RKI = "rki", "RKI 2"
    BAYES = "bayes", "Bayes 2"
