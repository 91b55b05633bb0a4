"""Whether a CSS selector is understood, asked before any page is met."""

from __future__ import annotations

from scraper.config.words import shown


def selector_complaint(selector: str) -> str | None:
    """Why the selector is refused; None if it is fine."""
    from cssselect import HTMLTranslator, SelectorError  # only where there are selectors

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        return f"want a CSS selector, got {shown(selector)}; {error}"
    return None
