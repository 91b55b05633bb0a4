"""Where entries older than the feed's window are found, for `--since`. Pure: nothing is fetched.

`plan` says which sources a feed is asked by, `walking` how one is walked through; each source says
what to ask next and reads what came (`sources` is what they have in common): `paging` and
`wordpress` the feed's own pages, `archive_pages` a site's, `sitemap` the sites' lists, `wayback`
the Wayback Machine's captures. `spans` is what is known of a date, `scope` whose an address is,
`window` how far the feed itself reaches.
"""
