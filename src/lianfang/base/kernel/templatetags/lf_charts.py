"""Charts: the data for the script, and the same data as a table for everybody else."""

from typing import Any

KINDS = {"line", "bar", "stack", "donut", "graph", "map"}


def lf_chart(
    kind: str, name: str, data: dict[str, Any], caption: str, height: str = ""
) -> dict[str, Any]:
    """
    Show a chart with its table twin.

    Data of line, bar, stack and donut: labels, series (rows of name, data) and unit; of graph: nodes
    (id, name, group) and links (source, target, label); of map: points (name, x, y, value).

    :raises ValueError: no chart of this kind is drawn.
    """
    if kind not in KINDS:
        raise ValueError(f"no chart of kind {kind}")
    header, rows = TWINS.get(kind, series_table)(data)
    return {
        "kind": kind,
        "source": f"{name}-data",
        "data": data,
        "caption": caption,
        "height": height,
        "header": header,
        "rows": rows,
    }


def series_table(data: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Lay series out as columns beside the labels."""
    unit = f"（{data['unit']}）" if data.get("unit") else ""
    header = [data.get("axis", ""), *(f"{series['name']}{unit}" for series in data["series"])]
    columns = [series["data"] for series in data["series"]]
    return header, [list(row) for row in zip(data["labels"], *columns, strict=True)]


def graph_table(data: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Lay a graph out as its links."""
    names = {node["id"]: node["name"] for node in data["nodes"]}
    rows = [
        [names[link["source"]], link.get("label", "→"), names[link["target"]]]
        for link in data["links"]
    ]
    return ["起点", "关系", "终点"], rows


def map_table(data: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Lay a map out as its points."""
    return ["地点", data.get("unit", "数值")], [[p["name"], p["value"]] for p in data["points"]]


TWINS = {"graph": graph_table, "map": map_table}
