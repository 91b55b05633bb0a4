"""What the start and the end of an element do: feedparser's handlers, for what is read of them."""

from __future__ import annotations

from collections.abc import Callable

from scraper.feeds.quick.certain import is_certain
from scraper.feeds.quick.machine import HTML_TYPES, Attributes, Machine, Odd

Begin = Callable[[Machine, Attributes], None]
End = Callable[[Machine], None]


def odd(machine: Machine, attrs: Attributes) -> None:
    raise Odd("an element that only feedparser knows")


def leaf(name: str, expecting: bool = True) -> Begin:
    def begin(machine: Machine, attrs: Attributes) -> None:
        machine.push(name, expecting)

    return begin


def end(name: str) -> End:
    def end(machine: Machine) -> None:
        machine.pop(name)

    return end


def end_date(name: str) -> End:
    def end(machine: Machine) -> None:
        if (date := machine.pop(name)) and not is_certain(date):
            raise Odd(f"the date {date[:50]!r}")

    return end


def text(name: str, kind: str) -> Begin:
    """An element of text that may be HTML."""

    def begin(machine: Machine, attrs: Attributes) -> None:
        machine.push_content(name, attrs, kind, True)

    return begin


def end_text(name: str) -> End:
    def end(machine: Machine) -> None:
        machine.pop_content(name)

    return end


def nothing(machine: Machine, attrs: Attributes) -> None:
    pass


# ── the document ─────────────────────────────────────────────────────────────────────────────


def _language_of_all(machine: Machine) -> None:
    if machine.lang:
        machine.feed["language"] = machine.lang.replace("_", "-")


def begin_rss(machine: Machine, attrs: Attributes) -> None:
    _language_of_all(machine)
    if machine.version.startswith("rss"):
        return
    version = attrs.get("version", "")
    known = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
    machine.version = known.get(version, "rss20" if version.startswith("2.") else "rss")


def begin_feed(machine: Machine, attrs: Attributes) -> None:
    _language_of_all(machine)
    machine.in_feed = True
    if not machine.version:
        known = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}
        machine.version = known.get(attrs.get("version", ""), "atom")


def begin_channel(machine: Machine, attrs: Attributes) -> None:
    if "lastmod" in attrs or "href" in attrs:
        raise Odd("a channel of CDF")
    machine.in_feed = True


def end_feed(machine: Machine) -> None:
    machine.in_feed = False


def begin_entry(machine: Machine, attrs: Attributes) -> None:
    if machine.in_entry or "lastmod" in attrs or "href" in attrs:
        raise Odd("an entry within another, or of CDF")
    machine.begin_entry()
    if about := attrs.get("rdf:about"):
        machine.context()["id"] = about


def end_entry(machine: Machine) -> None:
    machine.pop("item")
    machine.in_entry = machine.has_content = False


def begin_image(machine: Machine, attrs: Attributes) -> None:
    if not machine.in_entry:
        machine.context().setdefault("image", {})
    machine.in_image = True
    machine.title_depth = -1
    machine.push("image", False)


def end_image(machine: Machine) -> None:
    machine.pop("image")
    machine.in_image = False


def begin_text_input(machine: Machine, attrs: Attributes) -> None:
    if machine.in_entry or machine.in_source:
        raise Odd("a text input in an entry")
    machine.context().setdefault("textinput", {})
    machine.in_text_input = True
    machine.title_depth = -1
    machine.push("textinput", False)


def end_text_input(machine: Machine) -> None:
    machine.pop("textinput")
    machine.in_text_input = False


def begin_source(machine: Machine, attrs: Attributes) -> None:
    machine.begin_source()


def end_source(machine: Machine) -> None:
    machine.end_source()


def end_number(name: str) -> End:
    def end(machine: Machine) -> None:
        if machine.pop(name) is None:
            raise Odd(f"<{name}> is not closed")

    return end


# ── texts ────────────────────────────────────────────────────────────────────────────────────


def begin_title(machine: Machine, attrs: Attributes) -> None:
    machine.push_content("title", attrs, "text/plain", machine.expecting())


def end_title(machine: Machine) -> None:
    if machine.pop_content("title"):
        machine.title_depth = machine.depth


def end_media_title(machine: Machine) -> None:
    before = machine.title_depth
    machine.pop_content("title")
    machine.title_depth = before


def begin_description(machine: Machine, attrs: Attributes) -> None:
    if "summary" in machine.context() and not machine.has_content:
        machine.summary_key = "content"
        begin_content(machine, attrs)
    else:
        machine.push_content("description", attrs, "text/html", machine.expecting())


def end_description(machine: Machine) -> None:
    if machine.summary_key == "content":
        end_content(machine)
    else:
        machine.pop_content("description")
    machine.summary_key = ""


def begin_summary(machine: Machine, attrs: Attributes) -> None:
    if "summary" in machine.context() and not machine.has_content:
        machine.summary_key = "content"
        begin_content(machine, attrs)
    else:
        machine.summary_key = "summary"
        machine.push_content("summary", attrs, "text/plain", True)


def end_summary(machine: Machine) -> None:
    if machine.summary_key == "content":
        end_content(machine)
    else:
        machine.pop_content("summary")
    machine.summary_key = ""


def begin_content(machine: Machine, attrs: Attributes) -> None:
    machine.has_content = True
    machine.push_content("content", attrs, "text/plain", True)
    machine.push("content")


def begin_encoded(machine: Machine, attrs: Attributes) -> None:
    machine.has_content = True
    machine.push_content("content", attrs, "text/html", True)


def end_content(machine: Machine) -> None:
    value = machine.pop_content("content")
    machine.context().setdefault("summary", value)


# ── addresses, tags, pictures ────────────────────────────────────────────────────────────────


def _with_href(attrs: Attributes) -> Attributes:
    if href := attrs.get("url", attrs.get("uri", attrs.get("href"))):
        attrs.pop("url", None)
        attrs.pop("uri", None)
        attrs["href"] = href
    return attrs


def begin_link(machine: Machine, attrs: Attributes) -> None:
    rel = attrs.setdefault("rel", "alternate")
    kind = attrs.setdefault("type", "application/atom+xml" if rel == "self" else "text/html")
    attrs = _with_href(attrs)
    has_address = "href" in attrs
    if has_address:
        attrs["href"] = machine.resolved(attrs["href"])
    if not (machine.in_entry and machine.in_image):
        machine.add("links", attrs)
    if not has_address:
        machine.push("link", machine.expecting())
    elif rel == "alternate" and kind in (*HTML_TYPES, "html", "xhtml"):
        machine.context()["link"] = attrs["href"]


def begin_enclosure(machine: Machine, attrs: Attributes) -> None:
    machine.add("links", {**_with_href(attrs), "rel": "enclosure"})


def begin_guid(machine: Machine, attrs: Attributes) -> None:
    machine.guid_is_link = attrs.get("ispermalink", "true") == "true"
    machine.push("id")


def end_guid(machine: Machine) -> None:
    value = machine.pop("id")
    context = machine.context()
    context.setdefault("guidislink", machine.guid_is_link and "link" not in context)
    if machine.guid_is_link:
        context.setdefault("link", value)


def begin_category(machine: Machine, attrs: Attributes) -> None:
    scheme = attrs.get("scheme", attrs.get("domain"))
    machine.add_tag(attrs.get("term"), scheme, attrs.get("label"))
    machine.push("category")


def begin_media_category(machine: Machine, attrs: Attributes) -> None:
    attrs.setdefault("scheme", "http://search.yahoo.com/mrss/category_schema")
    begin_category(machine, attrs)


def begin_itunes_category(machine: Machine, attrs: Attributes) -> None:
    machine.add_tag(attrs.get("text"), "http://www.itunes.com/", None)
    machine.push("category")


def end_category(machine: Machine) -> None:
    if value := machine.pop("category"):
        machine.name_tag(value)


def end_keywords(name: str, scheme: str | None) -> End:
    def end(machine: Machine) -> None:
        for term in (machine.pop(name) or "").split(","):
            if term.strip():
                machine.add_tag(term.strip(), scheme, None)

    return end


def begin_media_content(machine: Machine, attrs: Attributes) -> None:
    machine.add("media_content", attrs)


def begin_thumbnail(machine: Machine, attrs: Attributes) -> None:
    machine.push("url")
    machine.add("media_thumbnail", attrs)


def end_thumbnail(machine: Machine) -> None:
    if url := machine.pop("url"):
        machine.last("media_thumbnail").setdefault("url", url)


def begin_itunes_image(machine: Machine, attrs: Attributes) -> None:
    machine.push("itunes_image", False)
    if href := attrs.get("href") or attrs.get("url"):
        machine.context()["image"] = {"href": href}


def end_license(machine: Machine) -> None:
    machine.pop("license")
    del machine.context()["license"]


def begin_chapters(machine: Machine, attrs: Attributes) -> None:
    context = machine.context()
    if "psc_chapters" not in context:
        machine.in_chapters = True
        context["psc_chapters"] = True


def end_chapters(machine: Machine) -> None:
    machine.in_chapters = False


def begin_chapter(machine: Machine, attrs: Attributes) -> None:
    if machine.in_chapters and ("start" not in attrs or "psc_chapters" not in machine.context()):
        raise Odd("a chapter that starts nowhere")
