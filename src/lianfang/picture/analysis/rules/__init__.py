"""Judgement over series: reading tables, running methods, holding methods against known outbreaks."""
