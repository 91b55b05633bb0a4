"""The real command against a real server: what users rely on, run by run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local_site import LocalSite
from world import LOREM, Item, World, at, page, rss


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with LocalSite() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, site: LocalSite) -> World:
    made = World(tmp_path, site)
    made.configure(made.feed())
    return made


def three_articles(site: LocalSite) -> list[Item]:
    """Three items, newest first, with a page each."""
    items: list[Item] = []
    for number in (3, 2, 1):
        path = f"/news/{number}"
        site.reply(path, page(f"Story {number}"))
        items.append(
            Item(
                title=f"Story {number}",
                link=site.url(path),
                guid=f"id-{number}",
                published=at(f"2026-10-0{number}T12:00:00"),
                summary=f"Story {number} in brief…",
            )
        )
    return items


def test_first_run_writes_every_article_and_the_second_asks_only_whether_anything_changed(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)), etag='"v1"', content_type="application/xml")

    first = world.scrape()

    assert first.status == 0, first.err
    assert sorted(first.paths) == [
        f"archive/_posts/2026/2026-10-0{number}-Story-{number}.md" for number in (1, 2, 3)
    ]
    assert "3 posts written" in first.err
    assert sorted(world.posts()) == [path.removeprefix("archive/") for path in sorted(first.paths)]
    post = world.posts()["_posts/2026/2026-10-02-Story-2.md"]
    assert post.startswith(
        "---\nlayout: post\n"
        'title: "Story 2"\n'
        "date: 2026-10-02T12:00:00.000Z\n"
        "author: Daily\n"
        f"from: {site.url('/news/2')}\n"
        "tags: [ Daily ]\n"
        "categories: [ Daily ]\n"
        "---\n"
        "<!--1790942400000-->\n"
        "\n"
        f"[Story 2]({site.url('/news/2')})\n"
        "------\n"
        "\n"
    )
    assert post.count("The harbour authority") == 3
    assert "Imprint" not in post

    before, asked = world.snapshot(), site.count()
    second = world.scrape()

    assert (second.status, second.out) == (0, "")
    assert world.snapshot() == before
    (request,) = site.asked()[asked:]
    assert (request.path, request.headers["if-none-match"]) == ("/feed", '"v1"')
    assert world.litter() == []


def test_without_validators_the_same_bytes_are_not_parsed_or_fetched_again(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    world.scrape()
    before, asked = world.snapshot(), site.count()

    second = world.scrape()

    assert (second.status, second.out) == (0, "")
    assert "1 unchanged" in second.err
    assert [request.path for request in site.asked()[asked:]] == ["/feed"]
    assert world.snapshot() == before


def test_a_new_item_is_the_only_one_fetched(world: World, site: LocalSite) -> None:
    items = three_articles(site)
    site.reply("/feed", rss(*items[1:]), etag='"v1"')
    world.scrape()
    site.forget("/feed")
    site.reply("/feed", rss(*items), etag='"v2"')

    second = world.scrape()

    assert second.paths == ["archive/_posts/2026/2026-10-03-Story-3.md"]
    assert [site.count(f"/news/{number}") for number in (1, 2, 3)] == [1, 1, 1]


def test_a_feed_that_dies_does_not_stop_the_others(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    site.reply("/broken", "<html><body>Service unavailable</body></html>")
    site.reply("/cut", rss(Item(title="never whole")), cut_at=40)
    world.configure(
        world.feed("Gone", "/gone"),
        world.feed("Broken", "/broken"),
        world.feed("Cut", "/cut"),
        world.feed(),
    )

    ran = world.scrape()

    assert ran.status == 1
    assert len(world.posts()) == 3
    failures = [line for line in ran.err.splitlines() if "failed" in line and line[:4] == "scra"]
    assert [line.split(" failed: ")[0] for line in failures] == [
        "scrape: feed Gone",
        "scrape: feed Broken",
        "scrape: feed Cut",
    ]
    assert "HTTP 404" in failures[0]
    assert "HTML" in failures[1]


def test_since_twice_writes_nothing_the_second_time_and_a_longer_since_takes_the_older(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)), etag='"v1"')

    first = world.scrape("--since", "2026-10-02")
    again = world.scrape("--since", "2026-10-02")
    plain = world.scrape()
    longer = world.scrape("--since", "2026-09-01", "--history", "none")

    assert len(first.paths) == 2
    assert "archive/_posts/2026/2026-10-01-Story-1.md" not in first.paths
    assert again.out == plain.out == ""
    assert longer.paths == ["archive/_posts/2026/2026-10-01-Story-1.md"]
    conditional = ["if-none-match" in request.headers for request in site.asked("/feed")]
    assert conditional == [False, False, True, False]


def test_since_brings_back_a_post_that_was_deleted_but_not_one_that_was_moved(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)), etag='"v1"')
    world.scrape()
    (world.archive / "_posts/2026/2026-10-01-Story-1.md").unlink()
    moved = world.archive / "_posts/best-of/2026-10-02-Story-2.md"
    moved.parent.mkdir()
    (world.archive / "_posts/2026/2026-10-02-Story-2.md").rename(moved)

    assert world.scrape().out == ""
    since = world.scrape("--since", "2026-09-01")

    assert since.paths == ["archive/_posts/2026/2026-10-01-Story-1.md"]
    assert len(world.posts()) == 3


def test_an_undated_entry_is_judged_by_the_date_of_its_page(world: World, site: LocalSite) -> None:
    head = '<meta property="article:published_time" content="2021-03-04T05:06:07Z">'
    site.reply("/old", page("Old story", head=head))
    site.reply("/feed", rss(Item(title="Old story", link=site.url("/old"))))

    recent = world.scrape("--since", "2022-01-01")
    asked = site.count("/old")
    longer = world.scrape("--since", "2021-03-04")

    assert recent.out == ""
    assert asked == 1
    assert longer.paths == ["archive/_posts/2021/2021-03-04-Old-story.md"]


def test_an_undated_entry_gets_the_time_it_was_first_seen(world: World, site: LocalSite) -> None:
    site.reply("/undated", page("Undated"))
    site.reply("/feed", rss(Item(title="Undated", link=site.url("/undated"))))
    before = datetime.now(UTC)

    world.scrape()

    post = world.only_post()
    date = datetime.fromisoformat(post.split("\ndate: ")[1].split("\n")[0])
    assert before - timedelta(seconds=1) <= date <= datetime.now(UTC)
    assert f"<!--{round(date.timestamp() * 1000)}-->" in post


def test_first_run_takes_at_most_what_config_says_and_the_rest_counts_as_seen(
    world: World, site: LocalSite
) -> None:
    world.configure(world.feed(first_run={"max_entries": 1}))
    items = three_articles(site)
    site.reply("/feed", rss(*reversed(items)), times=1)
    site.reply("/news/4", page("Story 4"))
    fourth = Item(title="Story 4", link=site.url("/news/4"), guid="id-4")
    site.reply("/feed", rss(fourth, *items))

    first, second = world.scrape(), world.scrape()

    assert first.paths == ["archive/_posts/2026/2026-10-03-Story-3.md"]
    assert [path.rpartition("-Story")[2] for path in second.paths] == ["-4.md"]


@pytest.mark.parametrize("lost", ["the state", "the feed's address"])
def test_what_is_new_is_not_left_by_a_second_first_run(
    world: World, site: LocalSite, lost: str
) -> None:
    world.configure(world.feed(first_run={"max_entries": 1}))
    items = three_articles(site)
    site.reply("/feed", rss(items[0]), times=1)
    site.reply("/feed", rss(*items))
    site.reply("/moved", rss(*items))
    world.scrape()
    if lost == "the state":
        shutil.rmtree(world.archive / ".scrape")
    else:
        world.configure(world.feed(path="/moved", first_run={"max_entries": 1}))

    assert len(world.scrape("--force").paths) == 2


def test_two_runs_at_once_the_second_ends_with_75(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)), delay=1.0)
    first = world.start()
    site.wait_for("/feed")

    second = world.scrape()

    assert second.status == 75
    assert second.err.count("\n") == 1
    assert f"another run is at work (process {first.pid}" in second.err
    out, _ = first.communicate(timeout=30)
    assert (first.returncode, len(out.splitlines())) == (0, 3)


def test_killed_between_admit_and_write_every_post_comes_exactly_once(
    world: World, site: LocalSite
) -> None:
    items = three_articles(site)
    site.reply("/feed", rss(*items), etag='"v1"')
    site.forget("/news/1")
    site.reply("/news/1", page("Story 1"), delay=30, times=1)
    site.reply("/news/1", page("Story 1"))
    first = world.start()
    site.wait_for("/news/1")
    site.wait_for("/news/3")

    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    second = world.scrape()

    assert second.status == 0, second.err
    assert sorted(world.posts()) == [f"_posts/2026/2026-10-0{n}-Story-{n}.md" for n in (1, 2, 3)]
    assert site.asked("/feed")[-1].headers["if-none-match"] == '"v1"'  # a 304 hid nothing
    assert world.litter() == []


def test_killed_between_write_and_note_the_file_is_recognised(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    killed = world.start(
        before="import os\nfrom scraper.store.sqlite import SqliteStore\n"
        "SqliteStore.saved = lambda *a, **k: os._exit(137)",
    )
    killed.communicate(timeout=30)
    assert killed.returncode == 137
    (written,) = world.posts()
    before = world.snapshot()[written]

    second = world.scrape()

    assert second.status == 0
    assert len(second.paths) == 2
    assert len(world.posts()) == 3
    assert world.snapshot()[written] == before


def test_deleted_state_fetches_nothing_into_a_second_file(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)), etag='"v1"')
    world.scrape()
    before = world.snapshot()
    edited = world.archive / "_posts/2026/2026-10-02-Story-2.md"
    edited.write_text(edited.read_text() + "\nA note of mine.\n")
    shutil.rmtree(world.archive / ".scrape")

    second = world.scrape()

    assert (second.status, second.out) == (0, "")
    assert world.snapshot().keys() == before.keys()
    assert [site.count(f"/news/{number}") for number in (1, 2, 3)] == [1, 1, 1]
    assert edited.read_text().endswith("A note of mine.\n")


def test_a_broken_state_is_set_aside_and_rebuilt(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    world.scrape()
    before = world.snapshot()
    for file in world.state.parent.glob("state.sqlite3*"):
        file.unlink()
    world.state.write_bytes(b"this is no database" * 100)

    second = world.scrape()

    assert (second.status, second.out) == (0, "")
    assert "set aside as state.sqlite3.corrupt-" in second.err
    assert world.snapshot() == before


def test_an_edited_post_is_never_overwritten(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)), times=1)
    changed = [Item(**{**vars(item), "summary": "changed"}) for item in three_articles(site)]
    site.reply("/feed", rss(*changed))
    world.scrape()
    edited = world.archive / "_posts/2026/2026-10-01-Story-1.md"
    edited.write_text("---\nfrom: " + site.url("/news/1") + "\n---\nmine now\n")

    for arguments in ((), ("--since", "2020-01-01"), ("--force",)):
        assert world.scrape(*arguments).out == ""

    assert edited.read_text().endswith("mine now\n")


def test_a_file_of_somebody_else_at_the_same_path_is_left_alone(
    world: World, site: LocalSite
) -> None:
    own = world.archive / "_posts/2026/2026-10-01-Story-1.md"
    own.parent.mkdir(parents=True)
    own.write_text("# My own notes\n")
    site.reply("/feed", rss(*three_articles(site)))

    ran = world.scrape()

    assert len(ran.paths) == 3
    assert own.read_text() == "# My own notes\n"
    (second,) = (path for path in ran.paths if "Story-1-" in path)
    assert len(Path(second).stem.rpartition("-")[2]) == 8


def test_a_full_disk_stops_the_run_and_the_next_one_completes_it(
    world: World, site: LocalSite
) -> None:
    big = page("Story 1", *[f"{LOREM} Paragraph {n}." for n in range(3_000)])
    site.reply("/news/1", big)
    items = [
        Item(title="Story 1", link=site.url("/news/1"), published=at("2026-10-01T12:00:00")),
    ]
    site.reply("/feed", rss(*items), etag='"v1"')

    little_room = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"

    full = world.start(before=little_room)
    _, err = full.communicate(timeout=60)

    assert full.returncode == 3
    (line,) = [text for text in err.splitlines() if "error" in text]
    assert line.startswith("scrape: error: can't write ")
    assert "nothing is lost" in line
    assert world.posts() == {}

    second = world.scrape()

    assert second.status == 0
    assert second.paths == ["archive/_posts/2026/2026-10-01-Story-1.md"]
    assert world.litter() == []


def test_a_read_only_archive_stops_before_anything_is_asked(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    world.archive.mkdir()
    if os.geteuid() != 0:
        world.archive.chmod(0o500)
        ran = world.scrape()
        world.archive.chmod(0o700)
    else:
        # root writes wherever it likes; only a read-only mount stops it.
        mount = f"mount --bind {world.archive} {world.archive} && mount -o remount,ro,bind"
        script = f'{mount} {world.archive} && exec "$@"'
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "sh", *world.command()],
            cwd=world.folder,
            env=world.environ(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if "unshare" in done.stderr or "mount:" in done.stderr:
            pytest.skip("no mount namespaces here")
        assert done.returncode == 3
        assert done.stderr.startswith("scrape: error: can't ")
        assert done.stderr.count("\n") == 1
        assert site.count() == 0
        ran = world.scrape()
        assert len(ran.paths) == 3
        return
    assert (ran.status, ran.err.count("\n")) == (3, 1)
    assert site.count() == 0
    assert len(world.scrape().paths) == 3


def test_the_same_article_in_two_feeds_and_two_spellings_is_one_post(
    world: World, site: LocalSite
) -> None:
    site.reply("/news/1", page("Story 1"))
    first = Item(title="Story 1", link=site.url("/news/1?utm_source=rss"), guid="a")
    second = Item(title="Story 1", link=site.url("/news/1/?fbclid=abc#top"), guid="b")
    site.reply("/feed", rss(first))
    site.reply("/other", rss(second))
    world.configure(world.feed(), world.feed("Other", "/other"))

    ran = world.scrape()

    assert len(ran.paths) == 1
    assert site.count("/news/1") == 1
    assert f"\nfrom: {site.url('/news/1')}\n" in world.only_post()


def test_an_article_behind_a_redirector_is_one_post_with_its_real_address(
    world: World, site: LocalSite
) -> None:
    site.reply("/news/1", page("Story 1"))
    site.redirect("/click/77", site.url("/news/1?utm_campaign=x"))
    site.reply("/feed", rss(Item(title="Story 1", link=site.url("/click/77"))), times=1)
    site.reply("/feed", rss(Item(title="Story 1", link=site.url("/news/1"))))

    first, second = world.scrape(), world.scrape()

    assert len(first.paths) == 1
    assert second.out == ""
    assert f"\nfrom: {site.url('/news/1')}\n" in world.only_post()


def test_a_redirect_and_its_target_in_one_run_are_one_post(world: World, site: LocalSite) -> None:
    world.configure(world.feed(), world.feed("Other", "/other"))
    site.reply("/news/1", page("Story 1"), delay=0.3)
    site.redirect("/click/77", site.url("/news/1"))
    site.reply("/feed", rss(Item(title="Story 1", link=site.url("/click/77"))))
    site.reply("/other", rss(Item(title="Story 1", link=site.url("/news/1"))))

    assert len(world.scrape().paths) == 1
    assert len(world.posts()) == 1


def test_one_article_under_two_guids_in_one_document_is_one_post(
    world: World, site: LocalSite
) -> None:
    site.reply("/news/1", page("Story 1"))
    twice = [
        Item(title="Story 1", link=site.url("/news/1"), guid=f"g{hour}", summary=f"At {hour}",
             published=at(f"2026-10-01T{hour:02}:00:00"))
        for hour in (8, 9)
    ]  # fmt: skip
    site.reply("/feed", rss(twice[0]), times=1)
    site.reply("/feed", rss(*reversed(twice)))

    assert [len(world.scrape("--force").paths) for _ in range(2)] == [1, 0]
    shutil.rmtree(world.archive / ".scrape")
    assert world.scrape("--force").paths == []


def test_two_dead_links_that_lead_to_the_front_page_are_not_articles(
    world: World, site: LocalSite
) -> None:
    site.reply("/", page("The Daily", LOREM, LOREM))
    site.redirect("/news/1", "/")
    site.redirect("/news/2", "/")
    site.reply(
        "/feed",
        rss(
            Item(title="One", link=site.url("/news/1"), summary="Short…"),
            Item(title="Two", link=site.url("/news/2"), summary="Brief…"),
        ),
    )

    ran = world.scrape()

    assert (ran.status, ran.out) == (0, "")
    assert "2 waiting" in ran.err
    assert "front page" in ran.err


def test_what_a_dead_link_leads_to_is_not_its_article(world: World, site: LocalSite) -> None:
    words = "The orchestra opens its season with a symphony by a composer of the last century."
    site.reply("/other", page("Orchestra opens season", words, words, words, words))
    site.redirect("/bridge", site.url("/other"))
    items = [
        Item(
            title="Harbour bridge closed", link=site.url("/bridge"), summary="Cracks in a pillar."
        ),
        Item(title="Orchestra opens season", link=site.url("/other")),
    ]
    site.reply("/feed", rss(*items))

    ran = world.scrape()

    assert [path.rpartition("/")[2][11:] for path in ran.paths] == ["Orchestra-opens-season.md"]
    assert "/bridge: waits: the page is another article" in ran.err
    assert "Orchestra opens season" in ran.err


def test_a_moved_feed_is_followed_after_three_runs_in_a_row(world: World, site: LocalSite) -> None:
    site.reply("/new", rss(*three_articles(site)), etag='"v1"')
    site.redirect("/feed", "/new", status=301)

    runs = [world.scrape() for _ in range(4)]

    assert [run.status for run in runs] == [0, 0, 0, 0]
    assert "moved permanently" in runs[0].err
    assert "put this into the config" in runs[2].err
    assert site.count("/feed") == 3
    assert site.count("/new") == 4


def test_robots_txt_is_asked_once_and_its_no_is_kept(world: World, site: LocalSite) -> None:
    items = three_articles(site)
    site.reply("/robots.txt", "User-agent: *\nDisallow: /news/2\n", content_type="text/plain")
    site.reply("/feed", rss(*items))

    ran = world.scrape()

    assert len(ran.paths) == 2
    assert site.count("/news/2") == 0
    assert "robots.txt forbids" in ran.err
    world.scrape()
    assert site.count("/robots.txt") == 1


def test_a_busy_host_is_left_alone_in_later_runs_too(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)), times=1)
    site.reply("/feed", b"", 429, {"Retry-After": "600"})
    world.scrape()
    assert world.scrape().status == 1
    asked = site.count()

    third = world.scrape("--force")

    assert third.status == 0
    assert "asked to be left alone" in third.err
    assert site.count() == asked


def test_a_consent_wall_waits_and_a_dead_link_is_archived_from_the_feed(
    world: World, site: LocalSite
) -> None:
    wall = (
        "<html><head><title>Your privacy</title></head><body><h1>We value your privacy</h1>"
        "<p>We and our 842 partners store and access information on your device. Please accept"
        " cookies to continue.</p><button>Accept all</button><button>Manage options</button>"
    )
    site.reply("/wall", wall + "</body></html>", times=1)
    site.reply("/wall", page("Behind the wall"))
    site.reply(
        "/feed",
        rss(
            Item(title="Behind the wall", link=site.url("/wall"), summary="A teaser…"),
            Item(title="Dead link", link=site.url("/dead"), content=f"<p>{LOREM * 3}</p>"),
        ),
    )

    ran = world.scrape()

    assert [Path(path).name[11:] for path in ran.paths] == ["Dead-link.md"]
    assert "1 waiting" in ran.err
    assert world.scrape().out == ""  # not before its time
    again = world.scrape("--since", "2020-01-01")
    assert [Path(path).name[11:] for path in again.paths] == ["Behind-the-wall.md"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_interrupted_by_a_signal_it_ends_soon_and_the_next_run_goes_on(
    world: World, site: LocalSite, number: signal.Signals, status: int
) -> None:
    items = three_articles(site)
    site.forget("/news/1")
    site.reply("/news/1", page("Story 1"), delay=20, times=1)
    site.reply("/news/1", page("Story 1"))
    site.reply("/feed", rss(*items))
    running = world.start()
    site.wait_for("/news/1")

    running.send_signal(number)
    _, err = running.communicate(timeout=5)

    assert running.returncode == status
    assert "waits for the next run" in err
    assert world.scrape().status == 0
    assert len(world.posts()) == 3
    assert world.litter() == []


def test_max_time_stops_cleanly_and_the_rest_waits(world: World, site: LocalSite) -> None:
    items = [
        Item(title=f"Slow {n}", link=site.url(f"/slow/{n}"), published=at("2026-10-01T12:00:00"))
        for n in range(12)
    ]
    for n in range(12):
        site.reply(f"/slow/{n}", page(f"Slow {n}"), delay=0.5)
    site.reply("/feed", rss(*items))

    first = world.scrape("--max-time", "1s")

    assert first.status == 0
    assert 1 <= len(first.paths) < 12
    assert "stopped early (max-time)" in first.err
    assert len(world.scrape().paths) == 12 - len(first.paths)


def test_dry_run_asks_only_for_feeds_and_writes_nothing(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))

    ran = world.scrape("--dry-run")

    assert ran.status == 0
    assert sorted(line.partition(" <")[0] for line in ran.paths) == [
        f"would archive 2026-10-0{number} Story {number}" for number in (1, 2, 3)
    ]
    assert [request.path for request in site.asked()] == ["/feed"]
    assert not world.archive.exists()
    assert len(world.scrape().paths) == 3
    assert world.scrape("--dry-run", "--force").out == ""


def test_json_gives_one_object_a_line(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    world.configure(world.feed(), world.feed("Gone", "/gone"))

    ran = world.scrape("--json")

    posts = [thing for thing in ran.objects if thing["type"] == "post"]
    assert sorted(post["title"] for post in posts) == ["Story 1", "Story 2", "Story 3"]
    assert all((world.archive / post["path"]).is_file() for post in posts)
    feeds = {thing["feed"]: thing for thing in ran.objects if thing["type"] == "feed"}
    assert (feeds["Daily"]["saved"], feeds["Gone"]["status"]) == (3, "failed")
    summary = ran.objects[-1]
    assert (summary["type"], summary["saved"]) == ("summary", 3)


def test_quiet_says_nothing_when_all_is_well_and_only_the_trouble_otherwise(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    assert world.scrape("-q").err == ""
    world.configure(world.feed(), world.feed("Gone", "/gone"))
    trouble = world.scrape("-q")
    assert trouble.status == 1
    assert trouble.err.count("\n") == 1
    assert "feed Gone failed: HTTP 404" in trouble.err


def test_feed_picks_by_name_or_glob(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    site.reply("/other", rss())
    world.configure(world.feed(), world.feed("Other one", "/other"))

    world.scrape("--feed", "other*")
    assert (site.count("/feed"), site.count("/other")) == (0, 1)
    world.scrape("--feed", "Daily")
    assert (site.count("/feed"), site.count("/other")) == (1, 1)


def test_a_feed_that_is_not_due_is_not_asked(world: World, site: LocalSite) -> None:
    world.configure(world.feed(poll_every="1h"))
    site.reply("/feed", rss(*three_articles(site)))
    world.scrape()

    second = world.scrape()

    assert "1 not due" in second.err
    assert site.count("/feed") == 1
    world.scrape("--force")
    assert site.count("/feed") == 2


def test_posts_on_the_same_path_of_different_articles_both_stay(
    world: World, site: LocalSite
) -> None:
    day = at("2026-10-01T12:00:00")
    for path in ("/a", "/b", "/c"):
        site.reply(path, page("Same title", LOREM + path, LOREM))
    site.reply(
        "/feed",
        rss(
            Item(title="Same title", link=site.url("/a"), published=day),
            Item(title="Same title", link=site.url("/b"), published=day),
            Item(title="SAME title", link=site.url("/c"), published=day),
        ),
    )

    ran = world.scrape()

    assert len(ran.paths) == 3
    names = [Path(path).name.casefold() for path in ran.paths]
    assert len(set(names)) == 3  # also where case does not count
    assert world.scrape("--since", "2020-01-01").out == ""


def test_a_bug_met_in_one_article_is_that_articles_and_is_logged(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    running = world.start(
        before="import scraper.post as post\nreal = post.build_post\n"
        "def faulty(entry, *rest):\n"
        "    return {}['a bug'] if entry.title == 'Story 2' else real(entry, *rest)\n"
        "post.build_post = faulty"
    )

    out, err = running.communicate(timeout=30)

    assert (running.returncode, len(out.splitlines())) == (0, 2)
    assert "KeyError: 'a bug'" in err
    assert "waits: internal error: KeyError" in err
    assert len(world.scrape("--since", "2020-01-01").paths) == 1


def test_a_bug_met_in_one_feed_is_that_feeds_and_is_logged(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    site.reply("/other", rss())
    world.configure(world.feed("Other", "/other"), world.feed())
    running = world.start(
        before="import scraper.feeds as feeds\nreal = feeds.parse_feed\n"
        "def faulty(fetched, feed):\n"
        "    return {}['a bug'] if feed.name == 'Other' else real(fetched, feed)\n"
        "feeds.parse_feed = faulty"
    )

    out, err = running.communicate(timeout=30)

    assert (running.returncode, len(out.splitlines())) == (1, 3)
    assert "KeyError: 'a bug'" in err
    assert "feed Other failed: internal error: KeyError" in err


def test_a_state_that_fails_in_the_middle_stops_the_run_and_loses_nothing(
    world: World, site: LocalSite
) -> None:
    site.reply("/feed", rss(*three_articles(site)), etag='"v1"')
    running = world.start(
        before="import sqlite3\nfrom scraper.store.sqlite import SqliteStore\n"
        "async def full(self, *rest, **more):\n"
        "    with self._wrapped():\n"
        "        raise sqlite3.OperationalError('database or disk is full')\n"
        "SqliteStore.plan = full"
    )

    out, err = running.communicate(timeout=30)

    assert (running.returncode, out) == (3, "")
    assert err.startswith("scrape: error: state ")
    assert "nothing is lost" in err
    assert err.count("\n") == 1
    assert len(world.scrape().paths) == 3


def test_a_site_rule_is_used_and_one_that_no_longer_matches_is_told_once(
    world: World, site: LocalSite
) -> None:
    items = three_articles(site)
    site.reply("/feed", rss(*items))
    rules = world.folder / "sites.yaml"
    rules.write_text('127.0.0.1: {keep: ["article p:first-of-type"]}\n')
    world.scrape("--since", "2026-10-03")
    assert world.only_post().count("The harbour authority") == 1

    rules.write_text('127.0.0.1: {keep: ["div.gone"]}\n')
    ran = world.scrape("--since", "2026-10-01")

    assert len(ran.paths) == 2
    told = "scrape: sites.yaml: 127.0.0.1: keep matches nothing on this page"
    assert ran.err.splitlines().count(told) == 1


@pytest.mark.parametrize(
    ("preset", "path"),
    [
        ("jekyll", "_posts/2026/2026-10-01-Story-1.md"),
        ("hugo", "posts/2026/2026-10-01-Story-1.md"),
        ("obsidian", "Daily/2026-10-01-Story-1.md"),
        ("plain", "2026/10/2026-10-01-Story-1.md"),
        ("seed", "_posts/2026/2026-10-01-Story-1.md"),
        ("mine", "notes/Daily/Story-1.md"),
    ],
)
def test_each_preset_has_its_paths(world: World, site: LocalSite, preset: str, path: str) -> None:
    own = {"base": "plain", "path": "notes/{feed}/{title}.md", "comment": False, "heading": False}
    world.configure(world.feed(preset=preset), presets={"mine": own})
    site.reply("/feed", rss(three_articles(site)[-1]))

    world.scrape()

    assert list(world.posts()) == [path]
    text = world.only_post()
    assert ("<div>" in text) == (preset == "seed")
    if preset == "mine":
        assert "\n---\n\nThe harbour" in text


def test_a_page_that_is_written_anew_each_day_is_a_post_each_day(
    world: World, site: LocalSite
) -> None:
    for day in (1, 2, 3):
        published = at(f"2026-10-0{day}T08:00:00")
        item = Item(title=f"Briefing {day}", link=site.url("/live"), guid=f"g{day}",
                    published=published)  # fmt: skip
        site.forget()
        site.reply("/feed", rss(item))
        site.reply("/live", page(f"Briefing {day}", LOREM, f"Day {day}. " + LOREM))
        assert len(world.scrape().paths) == 1
    shutil.rmtree(world.archive / ".scrape")
    assert world.scrape().out == ""
    assert len(world.posts()) == 3


def test_posts_of_one_address_are_recognised_wherever_they_were_moved(
    world: World, site: LocalSite
) -> None:
    items = [
        Item(title=f"Part {n}", link=site.url("/notes") + f"#v{n}", guid=f"v{n}",
             published=at(f"2026-10-0{n}T08:00:00"), content=f"<p>Part {n}. {LOREM * 3}</p>")
        for n in (1, 2, 3)
    ]  # fmt: skip
    site.reply("/feed", rss(*items))
    world.configure(world.feed(**{"from": "feed"}))
    assert len(world.scrape().paths) == 3
    (world.archive / "_posts").rename(world.archive / "kept")
    shutil.rmtree(world.archive / ".scrape")
    assert world.scrape().out == ""
    assert len(world.posts()) == 3


def test_a_page_without_length_or_end_is_asked_for_again(world: World, site: LocalSite) -> None:
    whole = page("Story")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    site.reply("/a", raw=head + whole[: len(whole) // 2].encode(), times=1)
    site.reply("/a", raw=head + whole.encode())
    site.reply("/feed", rss(Item(title="Story", link=site.url("/a"))))

    first = world.scrape()

    assert first.out == ""
    assert "may have come cut short" in first.err
    assert len(world.scrape("--since", "2020-01-01").paths) == 1
    assert world.only_post().count("The harbour authority") == 3


def test_half_a_page_is_never_believed(world: World, site: LocalSite) -> None:
    half = page("Story")[: len(page("Story")) // 2]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    site.reply("/a", raw=head + half.encode())
    bare = "<title>Bare</title>" + "".join(f"<p>{n}. {LOREM}" for n in range(4))
    site.reply("/b", raw=head + bare.encode())
    items = [Item(title="Story", link=site.url("/a")), Item(title="Bare", link=site.url("/b"))]
    site.reply("/feed", rss(*items))

    for _ in range(4):
        world.scrape("--since", "2020-01-01")

    assert [path.partition("-Bare")[1] for path in world.posts()] == ["-Bare"]


def test_a_page_of_a_hundred_thousand_attributes_holds_nobody_up(
    world: World, site: LocalSite
) -> None:
    crowd = "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>"
    site.reply("/evil", page("Evil").replace("<main>", f"<main>{crowd}"))
    items = [Item(title="Evil", link=site.url("/evil")), *three_articles(site)]
    site.reply("/feed", rss(*items))
    started = datetime.now(UTC)

    assert len(world.scrape().paths) == 4
    assert datetime.now(UTC) - started < timedelta(seconds=20)  # two minutes if parsed as it is


def test_a_host_that_never_answers_is_left_alone_after_a_few_tries(
    world: World, site: LocalSite
) -> None:
    world.configure(
        world.feed(), network={"allow_private": True, "total_timeout": "1s", "idle_timeout": "1s"}
    )
    items = [Item(title=f"Slow {n}", link=site.url(f"/slow/{n}")) for n in range(30)]
    for n in range(30):
        site.reply(f"/slow/{n}", page("x"), delay=30)
    site.reply("/feed", rss(*items))
    started = datetime.now(UTC)

    ran = world.scrape()

    assert datetime.now(UTC) - started < timedelta(seconds=8)
    assert "left alone for this run" in ran.err
    assert "30 waiting" in ran.err
    assert 4 <= sum(site.count(f"/slow/{n}") for n in range(30)) <= 6


def test_the_seed_preset_keeps_liquid_from_running(world: World, site: LocalSite) -> None:
    world.configure(world.feed(preset="seed"))
    site.reply("/a", page("A", LOREM, "Use {% include x %} and {{ y }}.", LOREM))
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    world.scrape()
    text = world.only_post()
    assert "{%" not in text
    assert "{{" not in text
    assert "&#123;% include x %}" in text


def test_a_full_disk_behind_stdout_loses_no_post(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            world.command(), cwd=world.folder, env=world.environ(), stdout=full,
            stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    assert "can't write to stdout" in done.stderr
    assert "Traceback" not in done.stderr
    assert (done.returncode, len(world.posts())) == (0, 3)


def test_editions_of_one_title_under_one_link_are_each_a_post(
    world: World, site: LocalSite
) -> None:
    world.configure(world.feed(**{"from": "feed"}))
    editions = [
        Item(title="Storm update", link=site.url("/storm"), guid=f"g{hour}",
             published=at(f"2026-10-01T{hour:02}:00:00"), content=f"<p>At {hour}. {LOREM * 3}</p>")
        for hour in (8, 9, 10)
    ]  # fmt: skip
    site.reply("/feed", rss(editions[0]), times=1)
    site.reply("/feed", rss(*editions), times=1)
    site.reply("/feed", rss(editions[2]))

    runs = [world.scrape() for _ in range(3)]

    assert [len(run.paths) for run in runs] == [1, 2, 0]
    shutil.rmtree(world.archive / ".scrape")
    assert world.scrape("--force").out == ""
    assert len(world.posts()) == 3


def test_a_link_that_is_shared_in_one_document_only_makes_no_second_copy(
    world: World, site: LocalSite
) -> None:
    world.configure(world.feed(**{"from": "feed"}))
    parts = [
        Item(title=f"Version 2.{n} is out", link=site.url("/notes"),
             published=at(f"2026-10-0{n}T08:00:00"), content=f"<p>Part {n}. {LOREM * 3}</p>")
        for n in (1, 2)
    ]  # fmt: skip
    site.reply("/feed", rss(*parts), times=1)
    site.reply("/feed", rss(parts[1]))
    assert [len(world.scrape().paths) for _ in range(2)] == [2, 0]


def test_a_page_written_anew_without_guids_is_a_post_each_day(
    world: World, site: LocalSite
) -> None:
    for day in (1, 2, 3):
        item = Item(title=f"Weather for day {day}", link=site.url("/weather"),
                    published=at(f"2026-10-0{day}T08:00:00"))  # fmt: skip
        site.forget()
        site.reply("/feed", rss(item))
        site.reply("/weather", page(f"Weather for day {day}", LOREM, f"Day {day}. {LOREM}"))
        assert len(world.scrape().paths) == 1
        assert world.scrape().out == ""


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, "an image", id="a picture"),
        pytest.param(bytes(range(256)) * 40, "binary data", id="random bytes"),
        pytest.param(rss(Item(title="x", summary=LOREM)).encode(), "a feed", id="a feed"),
    ],
)
def test_what_is_no_page_is_not_archived_whatever_its_header_says(
    world: World, site: LocalSite, body: bytes, what: str
) -> None:
    site.reply("/a", body, content_type="text/html")
    site.reply("/feed", rss(Item(title="A", link=site.url("/a"))))
    ran = world.scrape()
    assert (ran.status, ran.out) == (0, "")
    assert f"the page is {what}, not HTML" in ran.err


def test_a_closed_stdout_loses_no_post(world: World, site: LocalSite) -> None:
    site.reply("/feed", rss(*three_articles(site)))
    shell = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *world.command()]
    done = subprocess.run(shell, cwd=world.folder, env=world.environ(), check=False)
    assert (done.returncode, len(world.posts())) == (0, 3)
