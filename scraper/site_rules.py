"""Which of the sites' rules a page is read by. What they say is applied in extract/rules.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from scraper.model import SiteRule


def rule_for(url: str, rules: Sequence[SiteRule]) -> SiteRule | None:
    """The rule of the URL's host, or of the nearest parent domain that has one."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    by_host = {rule.host.lower().removeprefix("www."): rule for rule in reversed(rules)}
    while host:
        if host.removeprefix("www.") in by_host:
            return by_host[host.removeprefix("www.")]
        host = host.partition(".")[2]
    return None


def rules_for(urls: Iterable[str], rules: Sequence[SiteRule]) -> tuple[SiteRule, ...]:
    """Those of the rules that pages of these URLs are read by."""
    found = [rule_for(url, rules) for url in urls] if rules else []
    return tuple(rule for rule in dict.fromkeys(found) if rule is not None)


def is_feed_only(url: str, rules: Sequence[SiteRule]) -> bool:
    """Whether a rule says that the pages of the URL's site are not to be fetched."""
    rule = rule_for(url, rules)
    return rule is not None and rule.feed_only
