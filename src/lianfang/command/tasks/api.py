"""API of the tasks room."""

from ninja import Router

router = Router()
