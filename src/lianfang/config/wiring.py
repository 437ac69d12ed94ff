"""Which room reacts to what another one did. The only place where events are connected."""


def connect_rooms() -> None:
    """Connect every event to its handlers, once, at start-up."""
