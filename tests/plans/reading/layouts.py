"""The reference reading of the real annex, and the same annex written in other counties' ways."""

import re
from pathlib import Path

import yaml

ANNEX = Path(__file__).parents[3] / "packs" / "jimsar" / "annex1.txt"
EXPECTED = Path(__file__).with_name("annex1_expected.yaml")
_NUMBERS = "一二三四五六七八九"
TITLE = "吉木萨尔县成员单位职责\n\n"


def expected():
    """Units of the annex in order with the texts of their duties."""
    return [
        (unit["name"], unit["duties"])
        for unit in yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    ]


def bodies():
    """Units of the annex with the words that stand behind their colon."""
    text = ANNEX.read_text(encoding="utf-8")
    found = []
    for name, _ in expected():
        match = re.search(rf"^{re.escape(name)}[：:](.*)$", text, re.MULTILINE)
        found.append((name, match.group(1).strip()))
    return found


def chinese(number):
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("十" if tens == 1 else _NUMBERS[tens - 1] + "十")
    return ten + (_NUMBERS[ones - 1] if ones else "")


def _each(pattern):
    lines = (
        pattern.format(n=index, z=chinese(index), name=name, body=body)
        for index, (name, body) in enumerate(bodies(), start=1)
    )
    return TITLE + "\n".join(lines)


def _items(pattern, joint):
    def listed(body):
        sentences = [part for part in re.split("[；。]", body) if part.strip()]
        return joint.join(pattern.format(n=n, part=part) for n, part in enumerate(sentences, 1))

    return [(name, listed(body)) for name, body in bodies()]


def _wrapped(width):
    lines = []
    for name, body in bodies():
        whole = f"{name}：{body}"
        lines += [whole[place : place + width] for place in range(0, len(whole), width)]
    return TITLE + "\n".join(lines)


PATTERNS = {
    "full-width colon": "{name}：{body}",
    "half-width colon": "{name}:{body}",
    "semicolon": "{name}；{body}",
    "full stop": "{name}。{body}",
    "long dash": "{name}——{body}",
    "full-width dash": "{name}－{body}",
    "space": "{name} {body}",
    "line break": "{name}\n{body}",
    "bracketed number and line break": "（{z}）{name}\n　　{body}",
    "chinese number": "{z}、{name}：{body}",
    "arabic number": "{n}.{name}：{body}",
    "number in half-width brackets": "({n}){name}:{body}",
    "dotted number and line break": "2.3.{n} {name}\n{body}",
    "dotted number without a space": "2.3.{n}{name}：{body}",
    "article": "第{z}条 {name}：{body}",
    "article as a sentence": "第{z}条　{name}{body}",
    "sentence": "{name}{body}",
    "frame": "【{name}】{body}",
    "markdown": "## {name}\n{body}\n",
    "title with the word for duties": "{z}、{name}主要职责\n{body}",
    "labels": "单位名称：{name}\n主要职责：{body}",
}


def layouts():
    """Name and text of each layout of the annex."""
    for title, pattern in PATTERNS.items():
        yield title, _each(pattern)
    run_on = "".join(f"{name}：{body}" for name, body in bodies())
    yield "one line", TITLE.strip() + run_on
    yield (
        "one line with numbers",
        "".join(f"{chinese(n)}、{name}：{body}" for n, (name, body) in enumerate(bodies(), 1)),
    )
    for width in (30, 37, 60):
        yield f"lines of {width}", _wrapped(width)
    whole = TITLE.strip() + run_on
    yield (
        "everything in lines of 40",
        "\n".join(whole[place : place + 40] for place in range(0, len(whole), 40)),
    )
    yield (
        "spaces between characters",
        TITLE + "\n".join(" ".join(f"{name}：{body}") for name, body in bodies()),
    )
    yield "windows line ends", _each("{name}\n{body}").replace("\n", "\r\n")
    yield "table", "单位\t职责\n" + "\n".join(f"{name}\t{body}" for name, body in bodies())
    yield (
        "table without a header",
        "\n".join(f"{n}\t{name}\t{body}" for n, (name, body) in enumerate(bodies(), 1)),
    )
    for title, items in (
        ("numbered items on lines", _items("{n}.{part}；", "\n")),
        ("bracketed items without full stops", _items("（{n}）{part}", "\n")),
        ("items on lines", _items("{part}。", "\n")),
    ):
        text = "\n".join(f"{chinese(n)}、{name}\n{body}" for n, (name, body) in enumerate(items, 1))
        yield title, TITLE + text
