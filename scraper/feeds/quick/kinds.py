"""Which element does what, by the names that feedparser gives them.

`media_content`, and those of the formats themselves bare. A name in neither table has no handler
there: its text is kept under it, and read of the few in NAMED.
"""

from __future__ import annotations

from scraper.feeds.quick import elements, people
from scraper.feeds.quick.elements import Begin, End

_PUBLISHED = "published issued pubdate dcterms_issued"
_UPDATED = "updated modified lastbuilddate dc_date dcterms_modified"
_CREATED = "created dcterms_created"
_AUTHOR = "author managingeditor dc_author dc_creator itunes_author"
_DESCRIPTION = "description dc_description media_description"
_CATEGORY = "category keywords dc_subject"
_LICENSE = "creativeCommons_license creativecommons_license"
_UNREAD_TEXTS = {
    "rights": "rights copyright dc_rights",
    "subtitle": "subtitle tagline itunes_subtitle",
    "info": "info feedburner_browserfriendly",
}
_UNREAD_LEAVES = {
    "publisher": "webmaster dc_publisher",
    "generator": "generator",
    "license": "media_license",
    "rating": "media_rating",
    "credit": "media_credit",
    "restriction": "media_restriction",
    "geometry": "georss_point georss_line georss_polygon georss_box",
    "where": "where georss_where",
    "media_player": "media_player",
}
_ODD = """
    abstract body xhtml_body fullitem newlocation tags dcterms_valid itunes_link geom georssgeom
    gml_exterior gml_linearring gml_linestring gml_point gml_polygon gml_pos gml_poslist
"""
# Elements that feedparser has no handler for, under whose names it keeps something else.
TAKEN = """
    links authors author_detail publishers publisher publisher_detail contributors title_detail
    summary_detail content_detail guidislink published_parsed updated_parsed created_parsed date
    date_parsed entries description_detail copyright_detail tagline_detail modified_parsed
    issued_parsed license href rating credit restriction validity geometry expired
"""
# What is read under its own name; with attributes feedparser keeps these in the text's place.
NAMED = frozenset("ttl sy_updateperiod sy_updatefrequency feedburner_origlink".split())


BEGINS: dict[str, Begin] = {}
ENDS: dict[str, End] = {}


def _kind(keys: str, begin: Begin | None, end: End | None = None) -> None:
    for key in keys.split():
        if begin is not None:
            BEGINS[key] = begin
        if end is not None:
            ENDS[key] = end


_kind("rss", elements.begin_rss)
_kind("feed", elements.begin_feed, elements.end_feed)
_kind("channel", elements.begin_channel, elements.end_feed)
_kind("item entry", elements.begin_entry, elements.end_entry)
_kind("image", elements.begin_image, elements.end_image)
_kind("textinput", elements.begin_text_input, elements.end_text_input)
_kind("source", elements.begin_source, elements.end_source)
_kind(_AUTHOR, people.begin_author, people.end_author)
_kind("contributor", people.begin_contributor, people.end_contributor)
_kind("dc_contributor", people.begin_contributor_name, people.end_contributor_name)
_kind("itunes_owner", people.begin_owner, people.end_owner)
_kind("name itunes_name", elements.leaf("name", expecting=False), people.end_name)
_kind("email itunes_email", elements.leaf("email", expecting=False), people.end_part("email"))
_kind("url uri homepage", elements.leaf("href"), people.end_address)
_kind("width", elements.leaf("width", expecting=False), elements.end_number("width"))
_kind("height", elements.leaf("height", expecting=False), elements.end_number("height"))
_kind("title dc_title", elements.begin_title, elements.end_title)
_kind("media_title", elements.begin_title, elements.end_media_title)
_kind(_DESCRIPTION, elements.begin_description, elements.end_description)
_kind("summary itunes_summary", elements.begin_summary, elements.end_summary)
_kind("content", elements.begin_content, elements.end_content)
_kind("content_encoded", elements.begin_encoded, elements.end_content)
_kind("link", elements.begin_link, elements.end("link"))
_kind("enclosure", elements.begin_enclosure)
_kind("guid id", elements.begin_guid, elements.end_guid)
_kind(_PUBLISHED, elements.leaf("published"), elements.end_date("published"))
_kind(_UPDATED, elements.leaf("updated"), elements.end_date("updated"))
_kind(_CREATED, elements.leaf("created"), elements.end_date("created"))
_kind("expirationdate", elements.leaf("expired", expecting=False), elements.end_date("expired"))
_kind("language dc_language", elements.leaf("language"), elements.end("language"))
_kind(_CATEGORY, elements.begin_category, elements.end_category)
_kind("media_category", elements.begin_media_category, elements.end_category)
_kind("itunes_category", elements.begin_itunes_category, elements.end_category)
_kind("media_keywords", None, elements.end_keywords("media_keywords", None))
_kind("itunes_keywords", None, elements.end_keywords("itunes_keywords", "http://www.itunes.com/"))
_kind("media_content", elements.begin_media_content)
_kind("media_thumbnail", elements.begin_thumbnail, elements.end_thumbnail)
_kind("itunes_image", elements.begin_itunes_image)
_kind(_LICENSE, elements.leaf("license"), elements.end_license)
_kind("psc_chapters", elements.begin_chapters, elements.end_chapters)
_kind("psc_chapter", elements.begin_chapter)
_kind("cloud cc_license media_group", elements.nothing)
for _name, _keys in _UNREAD_TEXTS.items():
    _kind(_keys, elements.text(_name, "text/plain"), elements.end_text(_name))
for _name, _keys in _UNREAD_LEAVES.items():
    _kind(_keys, elements.leaf(_name, expecting=False), elements.end(_name))
for _name in NAMED:
    _kind(_name, None, elements.end(_name))
_kind(_ODD, elements.odd)
_kind(TAKEN, elements.odd)
