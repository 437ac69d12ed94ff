"""API of the surveillance room."""

from ninja import Router

router = Router()
