"""What stops an update before anything has been touched."""


class UpdateError(Exception):
    """The update cannot be made; the message is one plain sentence, or two, and says what to do."""
