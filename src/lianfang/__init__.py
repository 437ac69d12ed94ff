"""Lianfang 联防: a county plan for public-health emergencies, made to work."""
