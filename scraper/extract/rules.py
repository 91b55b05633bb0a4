"""What a person knows of one site, applied: `keep` chooses the body, `drop` thins it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper.extract.selectors import select
from scraper.extract.tree import Element, drop, is_attached, new
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


def drop_by_rule(root: Element, rule: SiteRule) -> list[str]:
    """Removes what the rule drops; the selectors that could not be read come back as warnings."""
    warnings = []
    for selector in rule.drop:
        try:
            found = select(root, selector)
        except ValueError as error:
            warnings.append(f"sites.yaml: {rule.host}: drop: {error}")
            continue
        for element in found:
            drop(element)
    return warnings


def keep_by_rule(root: Element, rule: SiteRule) -> tuple[Element | None, list[str]]:
    """What the rule keeps, moved into one fresh element, in the page's order; None if nothing."""
    warnings = []
    wanted: set[Element] = set()
    for selector in rule.keep:
        try:
            wanted.update(select(root, selector))
        except ValueError as error:
            warnings.append(f"sites.yaml: {rule.host}: keep: {error}")
    if not wanted:
        if rule.keep:
            warnings.append(f"sites.yaml: {rule.host}: keep matches nothing on this page")
        return None, warnings
    body = new("div")
    ordered = [e for e in root.iter() if e in wanted]
    for element in ordered:
        if element is root or is_attached(element, body):
            continue  # inside another that was kept
        element.tail = None
        body.append(element)
    return body, warnings
