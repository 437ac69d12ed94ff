"""API of the notices room."""

from ninja import Router

router = Router()
