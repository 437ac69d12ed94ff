"""Chains of transmission: who infected whom, as a graph."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from lianfang.epi.results import Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Chains:
    """
    Directed links from infector to infectee between cases.

    `ids`: all cases, those of the links first in order of appearance, then those only listed.
    A link given twice counts twice in degrees. Links to oneself are allowed and count.
    """

    ids: tuple[Hashable, ...]
    source: Ints
    target: Ints

    @cached_property
    def graph(self) -> csr_array:
        """Sparse adjacency, infector × infectee."""
        ones = np.ones(len(self.source))
        return csr_array((ones, (self.source, self.target)), shape=(len(self.ids), len(self.ids)))

    @cached_property
    def in_degree(self) -> Ints:
        """Infectors of each case."""
        return np.bincount(self.target, minlength=len(self.ids))

    @cached_property
    def out_degree(self) -> Ints:
        """Infectees of each case: its offspring."""
        return np.bincount(self.source, minlength=len(self.ids))

    @cached_property
    def linked(self) -> NDArray[np.bool_]:
        """Whether a case stands in any link."""
        return np.asarray(self.in_degree + self.out_degree > 0)

    @cached_property
    def cluster(self) -> Ints:
        """Number of each case's cluster (weakly connected component); numbers are arbitrary."""
        if not self.ids:
            return np.zeros(0, np.int64)
        return np.asarray(connected_components(self.graph, directed=False)[1], np.int64)

    @cached_property
    def cluster_size(self) -> Ints:
        """Size of each case's cluster."""
        return np.bincount(self.cluster, minlength=1)[self.cluster]

    @cached_property
    def generation(self) -> Floats:
        """
        Links from the nearest case without a known infector, which has 0.

        NaN for a case that none of those reaches (a closed ring).
        """
        roots = np.flatnonzero(self.in_degree == 0)
        if not len(roots):
            return np.full(len(self.ids), np.nan)
        found = dijkstra(self.graph, indices=roots, unweighted=True, min_only=True)
        return np.where(np.isinf(found), np.nan, found)

    @cached_property
    def is_acyclic(self) -> bool:
        """Whether no case is its own ancestor."""
        if not self.ids:
            return True
        parts = connected_components(self.graph, directed=True, connection="strong")[0]
        return bool(parts == len(self.ids) and not (self.source == self.target).any())


def transmission_chains(
    infectors: Sequence[Hashable], infectees: Sequence[Hashable], listed: Sequence[Hashable] = ()
) -> Chains:
    """
    Build chains from links; `listed` adds cases that may stand in no link.

    :raises ValueError: infectors and infectees differ in number.
    """
    if len(infectors) != len(infectees):
        raise ValueError("one infector per infectee")
    places: dict[Hashable, int] = {}
    for case in (*infectors, *infectees, *listed):
        places.setdefault(case, len(places))
    return Chains(
        tuple(places),
        np.array([places[i] for i in infectors], np.int64),
        np.array([places[i] for i in infectees], np.int64),
    )


def serial_intervals(chains: Chains, onsets: Mapping[Hashable, object]) -> Floats:
    """Days from the infector's onset to the infectee's, signed, one per link; NaN without both."""
    empty = np.datetime64("NaT")
    days = np.array([onsets.get(case) or empty for case in chains.ids] or [empty], "datetime64[D]")
    gap = (days[chains.target] - days[chains.source]) / np.timedelta64(1, "D")
    return np.asarray(gap, float)


def upstream_reach(
    sources: Sequence[Hashable], targets: Sequence[Hashable], cases: Sequence[Hashable]
) -> dict[Hashable, int]:
    """
    How many of the cases each upstream node reaches, most first, then in order of the ids.

    For traceback through a food distribution network (Inns et al., Epidemiol Infect 2017): walked
    backwards from each case, so rings do no harm. A case is not its own source.
    """
    network = transmission_chains(sources, targets, cases)
    backward = csr_array(network.graph.T)
    place = {case: i for i, case in enumerate(network.ids)}
    reached: dict[Hashable, int] = {}
    for case in dict.fromkeys(cases):
        order = breadth_first_order(backward, place[case], return_predecessors=False)
        for i in order[1:]:
            reached[network.ids[i]] = reached.get(network.ids[i], 0) + 1
    return dict(sorted(reached.items(), key=lambda pair: (-pair[1], str(pair[0]))))
