"""What `scrape add` does with each address: look, tell, let choose, write."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import TracebackType
from typing import Self

import click

from scraper.commands.adding import Book, New, may_be_configured, read_book, write_feed
from scraper.commands.addresses import OPML, Address
from scraper.commands.asking import now
from scraper.commands.exits import EXIT_NO_FEED, EXIT_OK, EXIT_USAGE
from scraper.console import print_line, shown
from scraper.console.advice import advice_for, no_feed_advice, refused_advice
from scraper.console.found import found, post_fields, post_lines
from scraper.console.words import counted, print_object
from scraper.decide.candidates import Candidate
from scraper.fetch import Fetcher
from scraper.fetch.proxies import proxies_of
from scraper.model import Feed
from scraper.pipeline.sampling import Sample, take_sample
from scraper.pipeline.seeking import Seeker, Sought
from scraper.try_page import DEFAULT_CONFIG
from scraper.urls import host_of

_ROWS, _COLUMNS = 24, 100  # where no terminal shows the post
_PROMPT_ROWS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the flags say."""

    name: str | None = None
    tags: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False
    verbose: bool = False


class _End(IntEnum):
    """What became of an address: the worst of all is the exit status."""

    ADDED = EXIT_OK
    NOT = EXIT_NO_FEED
    UNDECIDED = EXIT_USAGE


class Adder:
    """Adds feeds to the config at `book`; `with` it."""

    def __init__(self, book: Book, wanted: Wanted) -> None:
        self.book = book
        self.wanted = wanted
        # It does not run while a person is asked: Ctrl-C would not end the asking.
        self._runner = asyncio.Runner()
        setting = book.setting
        self._fetch = Fetcher(
            setting.network, setting.user_agent, clock=now, proxies=proxies_of(os.environ)
        )
        agent = setting.user_agent.partition("/")[0]
        most = setting.network.feed_max_bytes
        self._seeker = Seeker(self._fetch, agent, book.form, most, self._tell_asked)

    def __enter__(self) -> Self:
        self._runner.run(self._fetch.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._runner.run(self._fetch.__aexit__(kind, error, trace))
        finally:
            self._runner.close()

    def add_all(self, addresses: Sequence[Address]) -> int:
        """Each in turn; the exit status."""
        return max(int(self._add(address)) for address in addresses)

    def _add(self, address: Address) -> _End:
        url = address.url
        if (known := self.book.known([url])) is not None:
            return self._tell_known(url, known)
        url, sought = self._sought(address)
        if sought.is_opml:
            _say(f"{url} is {OPML}: save it as a file, then: scrape import FILE")
            return _End.NOT
        candidates = [one for one in sought.candidates if may_be_configured(one.url)]
        if not candidates:
            error = sought.refused
            if error is not None and len(sought.tried) == 1:
                advice = refused_advice(error, str(self.book.path), url)
                _say(f"{url}: {error.reason}; {advice}")
                return _End.NOT
            _say(f"{url}: no feed found; {no_feed_advice()}")
            for odd in sought.candidates:
                _say(f"{odd.url}: a feed, but no address for the config (docs/configuration.md)")
            for line in sought.tried:
                _say(f"tried {line}")
            return _End.NOT
        return self._offer(url, sought, candidates)

    def _sought(self, address: Address) -> tuple[str, Sought]:
        """What was found, and by which address."""
        sought = self._runner.run(self._seeker.seek(address.url))
        error = sought.refused
        if address.bare and error is not None and error.phase in ("connect", "tls"):
            plain = address.url.replace("https://", "http://", 1)
            return plain, self._runner.run(self._seeker.seek(plain))
        return address.url, sought

    def _offer(self, url: str, sought: Sought, candidates: Sequence[Candidate]) -> _End:
        """Tells what was found, and adds what is chosen of it."""
        best = candidates[0]
        samples = {best.url: self._sample(best)}
        # Nobody need say that it shall not be the comments.
        is_clear = sum(not one.comments for one in candidates) == 1 or len(candidates) == 1
        if sought.refused:
            _say(f"{url}: {sought.refused.reason}; what follows is its site's")
        if not self.wanted.as_json:
            print_line(shown(f"{url}: {counted(len(candidates), 'feed')}"), sys.stdout)
        for number, candidate in enumerate(candidates, 1):
            self._show(candidate, samples.get(candidate.url), None if is_clear else number)
        if sought.unseen:
            more = counted(sought.unseen, "more link")
            _say(f"{url}: {more} may be feeds: give the address of the one you want")
        chosen = [best] if is_clear or self.wanted.yes else self._choose(candidates)
        if chosen is None:
            how = "scrape add ADDRESS of the one you want, or --yes for the first"
            _say(f"{url}: which of {len(candidates)} feeds? {how}")
            return _End.UNDECIDED
        if not chosen:
            _say(f"{url}: nothing added")
            return _End.NOT
        for candidate in chosen:
            sample = samples.get(candidate.url) or self._sample(candidate)
            self._enter(url, candidate, sample)
        return _End.ADDED

    def _choose(self, choices: Sequence[Candidate]) -> list[Candidate] | None:
        """Those that a person wants; None where nobody can be asked."""
        if self.wanted.dry_run:
            return list(choices[:1])
        if self.wanted.as_json or not is_terminal():
            return None
        most = 1 if self.wanted.name is not None else len(choices)
        while True:
            several = ", several like 1,2" if most > 1 else ""
            said = click.prompt(
                f"Which? 1 to {len(choices)}{several}, 0 for none", default="1", err=True
            )
            numbers = _numbers(said, len(choices))
            if numbers is not None and len(numbers) <= most:
                return [choices[number - 1] for number in numbers]

    def _sample(self, candidate: Candidate) -> Sample:
        """Its newest entry; nothing is fetched for a feed that is configured already."""
        if self._known(candidate) is not None:
            return Sample()
        feed = self.book.feed(self._new(candidate))
        sampling = take_sample(candidate.parsed, feed, self.book.setting.sites, self._seeker, now())
        return self._runner.run(sampling)

    def _enter(self, asked: str, candidate: Candidate, sample: Sample) -> None:
        """Shows the first post, says what needs a person, and writes the feed into the config."""
        if (known := self._known(candidate)) is not None:
            self._tell_known(candidate.url, known, asked)
            return
        new = self._new(candidate)
        if sample.post is not None and not self.wanted.as_json:
            for line in post_lines(sample.post, *self._room()):
                print_line(line, sys.stdout)
        for line in advice_for(candidate, sample, now()):
            _say(f"{candidate.url}: {line}")
        where = str(self.book.path)
        if self.wanted.dry_run:
            _say(f"{new.name} ({candidate.url}) would be added to {where}; nothing was written")
            return
        write_feed(self.book.path, new)
        made = "" if self.book.is_there else ", which is new"
        self.book = read_book(self.book.path)
        if self.wanted.as_json:
            print_object(_added(asked, new, where, already=False))
            return
        option = "" if self.book.path == DEFAULT_CONFIG else f" -c {shlex.quote(where)}"
        meant = f"{option} --feed {shlex.quote(new.name)}"
        line = f"added {new.name} to {where}{made}; `scrape{meant}` polls it, "
        print_line(shown(f"{line}`scrape --since DATE{meant}` reads it back"), sys.stdout)

    def _new(self, candidate: Candidate) -> New:
        host = host_of(candidate.url).partition(":")[0].removeprefix("www.")
        name = self.wanted.name or self.book.free_name(candidate.parsed.title, host)
        return New(name, candidate.url, self.wanted.tags)

    def _known(self, candidate: Candidate) -> Feed | None:
        return self.book.known([candidate.url, candidate.final_url, *candidate.others])

    def _tell_known(self, url: str, feed: Feed, asked: str | None = None) -> _End:
        where = str(self.book.path)
        if self.wanted.as_json:
            print_object(_added(asked or url, feed, where, already=True))
        else:
            line = f"{url} is in {where} already, as {feed.name}: nothing to add"
            print_line(shown(line), sys.stdout)
        return _End.ADDED

    def _show(self, candidate: Candidate, sample: Sample | None, number: int | None) -> None:
        ways = self._runner.run(self._seeker.ways(candidate, now(), ask=sample is not None))
        known = self._known(candidate)
        told = found(candidate, sample, ways, known.name if known else None, now())
        if self.wanted.as_json:
            post = sample.post if sample is not None else None
            print_object(told.fields() | {"post": post_fields(post) if post else None})
            return
        for line in told.lines(number):
            print_line(line, sys.stdout)

    def _room(self) -> tuple[int | None, int]:
        if self.wanted.verbose:
            return None, _COLUMNS
        size = shutil.get_terminal_size((_COLUMNS, _ROWS))
        return size.lines - _PROMPT_ROWS, size.columns

    def _tell_asked(self, url: str) -> None:
        if self.wanted.verbose:
            _say(f"asking {url}")


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _numbers(said: str, most: int) -> list[int] | None:
    """The numbers that were chosen, none for 0; None if it was something else."""
    parts = said.replace(",", " ").split()
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = list(dict.fromkeys(int(part[:9]) for part in parts))
    if numbers == [0]:
        return []
    return numbers if all(1 <= number <= most for number in numbers) else None


def _added(asked: str, feed: Feed | New, where: str, *, already: bool) -> dict[str, object]:
    return {
        "type": "added",
        "feed": feed.name,
        "url": feed.url,
        "asked": asked,
        "file": where,
        "already": already,
    }


def _say(line: str) -> None:
    print_line(f"scrape: {shown(line)}", sys.stderr)
