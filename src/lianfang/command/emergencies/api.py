"""API of the emergencies room."""

from ninja import Router

router = Router()
