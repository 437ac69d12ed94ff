"""API of the exercises room."""

from ninja import Router

router = Router()
