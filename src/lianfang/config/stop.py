"""How a command ends when it cannot go on."""


class Stop(Exception):
    """A command cannot go on; the message is one sentence for the person at the keyboard."""
