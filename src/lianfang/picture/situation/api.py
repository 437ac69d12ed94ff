"""API of the situation room."""

from ninja import Router

router = Router()
