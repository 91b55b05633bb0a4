"""URL -> bytes: the only rooms that open a socket.

`client` is the door (redirects, conditional GET, caps, deadlines); `guard` makes the connections
and refuses addresses; `headers` is what goes over the wire beside the body; `body` undoes gzip
within a bound; `trouble` says what went wrong; `gates` waits for a host's turn.
"""

from scraper.fetch.client import Fetcher

__all__ = ["Fetcher"]
