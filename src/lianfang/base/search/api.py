"""API of the search room."""

from ninja import Router

router = Router()
