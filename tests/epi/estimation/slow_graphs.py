"""Chains by sets and loops: the second way of computing them."""

Links = list[tuple[int, int]]


def components(links: Links, nodes: int) -> list[set[int]]:
    parts = [{n} for n in range(nodes)]
    for a, b in links:
        joined = [part for part in parts if a in part or b in part]
        parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return parts


def ancestors(links: Links, node: int) -> set[int]:
    found: set[int] = set()
    edge = {node}
    while edge:
        edge = {a for a, b in links if b in edge} - found
        found |= edge
    return found - {node}


def is_acyclic(links: Links) -> bool:
    left = list(links)
    while left:
        ends = {b for _, b in left} - {a for a, _ in left}
        kept = [(a, b) for a, b in left if b not in ends]
        if len(kept) == len(left):
            return False
        left = kept
    return True
