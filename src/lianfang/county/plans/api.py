"""API of the plans room."""

from ninja import Router

router = Router()
