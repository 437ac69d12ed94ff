"""API of the accounts room."""

from ninja import Router

router = Router()
