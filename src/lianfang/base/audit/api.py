"""API of the audit room."""

from ninja import Router

router = Router()
