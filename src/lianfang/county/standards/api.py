"""API of the standards room."""

from ninja import Router

router = Router()
