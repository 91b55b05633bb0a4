"""URL -> bytes: the only rooms that open a socket.

`client` is the door (redirects, conditional GET, caps, deadlines); `target` says what an address
is on the wire, `transport` which connection it goes over, `guard` makes the connections and
refuses addresses, `wire` is one of them, `proxied` the way through a proxy; `headers` and `cookies`
are what goes over the wire beside the body; `body` undoes gzip within a bound, `room` bounds what
large bodies hold together; `trouble` says what went wrong; `gates` waits for a host's turn.
"""

from scraper.fetch.client import Fetcher

__all__ = ["Fetcher"]
