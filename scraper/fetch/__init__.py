"""URL -> bytes: the only rooms that open a socket.

`client` is the door (redirects, conditional GET, caps, deadlines); `guard` makes the connections
and refuses addresses; `body` undoes gzip within a bound; `gates` waits for a host's turn.
"""

from scraper.fetch.client import Fetcher

__all__ = ["Fetcher"]
