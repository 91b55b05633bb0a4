"""What the whole program is to reach, what was measured of it, and whether that is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.measured import Run
from bench.program_table import OURS, Results, cpu, drawn, middle, ratio, wall

_PEERS = {"trafilatura": "trafilatura's", "naive script": "the naive script's"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there was to do."""

    feeds: int
    items: int
    new: int  # articles a feed
    many: int  # feeds of the second world


@dataclass(frozen=True, slots=True)
class Aim:
    """One line: its number, what is wanted, what came out; `met` is None if it was not measured."""

    number: int
    wanted: str
    measured: str = "not measured"
    met: bool | None = None

    @property
    def cells(self) -> list[str]:
        """Its row."""
        met = "-" if self.met is None else "met" if self.met else "NOT MET"
        return [str(self.number), self.wanted, self.measured, met]


def aims(results: Results, sizes: Sizes, troubles: Sequence[str]) -> list[Aim]:
    """Every line, in order; `troubles` are those of ours, whose requests are held by them."""
    return [
        *_cold(results, sizes),
        _both_cores(results),
        *_noop(results, sizes),
        *_small(results),
        _incremental(results, sizes),
        *_memory(results),
        *_requests(results, sizes, troubles),
    ]


def aims_table(told: Sequence[Aim]) -> str:
    """A row for each line."""
    return drawn([["line", "wanted", "measured", "met"], *(aim.cells for aim in told)], words=4)


def _cold(results: Results, sizes: Sizes) -> list[Aim]:
    ours, told = results.get(("cold", OURS)), []
    articles = sizes.feeds * sizes.items
    peer = results.get(("cold", "trafilatura"))
    wanted = "cold: CPU an article at most 1/3 of trafilatura's"
    if ours and peer:
        # By what each wrote, and by what each asked for: the one that is worse for us counts.
        each = ratio(peer, ours, lambda run: run.cpu_s / min(run.posts or articles, articles))
        asked = ratio(peer, ours, lambda run: run.cpu_s / max(run.requests["article"], 1))
        wrote = f"{middle(peer, lambda run: run.posts):.0f}"
        theirs = 1000 * middle(peer, cpu) / articles
        said = f"{max(each, asked):.2f} × its {theirs:.1f} ms (it wrote {wrote} of {articles})"
        told.append(Aim(1, wanted, said, max(each, asked) <= 1 / 3))
    else:
        told.append(Aim(1, wanted))
    wanted = "cold: at most 12 ms CPU an article, all included"
    told.append(_least(1, wanted, ours, lambda run: 1000 * run.cpu_s / articles, 12, "ms"))
    for name, whose in _PEERS.items():
        wanted = f"cold: wall at most 1/6 of {whose}"
        told.append(_ratio(1, wanted, results, ("cold", name), ("cold", OURS), wall, 1 / 6))
    return told


def _both_cores(results: Results) -> Aim:
    wanted = "2,000 articles: wall at most 1.25 × (our CPU + the world's) / 2"
    ours = results.get(("cold, 2000", OURS))
    return _least(
        2, wanted, ours, lambda run: 2 * run.wall_s / (run.cpu_s + run.world_cpu_s), 1.25, "×"
    )


def _noop(results: Results, sizes: Sizes) -> list[Aim]:
    many = "no-op, many"
    ours = results.get((many, OURS))
    feeds = f" ({sizes.many} feeds)"
    wanted = "no-op, 1,000 feeds: one request a feed, no file touched"
    told = [Aim(3, wanted)]
    if ours:
        asked = max(sum(run.requests.values()) for run in ours)
        files = max(run.files for run in ours)
        said = f"{asked} requests, {files} files{feeds}"
        told = [Aim(3, wanted, said, asked == sizes.many and files == 0)]
    for name, whose, most in (("reader", "reader's", 1 / 4), ("raw bound", "the raw bound's", 5)):
        wanted = f"no-op, 1,000 feeds: CPU at most {'1/4 of' if most < 1 else '5 ×'} {whose}"
        told.append(_ratio(3, wanted, results, (many, name), (many, OURS), cpu, most, feeds))
    wanted = "no validators, 1,000 feeds: CPU at most 2 × that"
    without = f"{many}, no validators"
    told.append(_ratio(3, wanted, results, (many, OURS), (without, OURS), cpu, 2, feeds))
    return told


def _small(results: Results) -> list[Aim]:
    noop = results.get(("no-op", OURS))
    wanted = "scrape --version: CPU at most 4 × python -c pass"
    return [
        _least(4, "no-op, 20 feeds: at most 0.35 s CPU", noop, cpu, 0.35, "s"),
        _ratio(4, wanted, results, ("start", "python -c pass"), ("start", OURS), cpu, 4),
    ]


def _incremental(results: Results, sizes: Sizes) -> Aim:
    wanted = "incremental: at most 20 ms CPU a new article beyond a no-op"
    noop, more = results.get(("no-op", OURS)), results.get(("incremental", OURS))
    if not (noop and more and sizes.new):
        return Aim(5, wanted)
    spent = median(b.cpu_s - a.cpu_s for a, b in zip(noop, more, strict=False))
    each = 1000 * spent / (sizes.feeds * sizes.new)
    return Aim(5, wanted, f"{each:.1f} ms", each <= 20)


def _memory(results: Results) -> list[Aim]:
    most = "no-op, 10,000 feeds: at most"
    ours = {phase: runs for (phase, who), runs in results.items() if who == OURS}
    cold = [run for phase, runs in ours.items() if phase.startswith("cold") for run in runs]
    few, many = ours.get("cold, 500"), ours.get("cold, 2000")
    noop = ours.get("no-op, most")
    told = [_largest(6, "cold: at most 200 MB, all processes", cold, _rss, 200, " MB")]
    wanted = "cold: memory with 2,000 articles at most 15 % above that with 500"
    told.append(Aim(6, wanted))
    if few and many:
        share = middle(many, _rss) / (middle(few, _rss) or 1)
        said = f"{middle(few, _rss):.0f} and {middle(many, _rss):.0f} MB"
        told[-1] = Aim(6, wanted, said, share <= 1.15)
    told.append(_largest(6, f"{most} 150 MB", noop, _rss, 150, " MB"))
    told.append(_largest(6, f"{most} 1,000 descriptors", noop, lambda run: run.descriptors, 1000))
    return told


def _requests(results: Results, sizes: Sizes, troubles: Sequence[str]) -> list[Aim]:
    wanted = "one request a feed, one a new article, one robots.txt a host and day"
    after = "killed half-way and run again: every post once, none of them fetched again"
    told = [Aim(7, wanted), Aim(7, after)]
    about = [each for each in troubles if " polls of" in each or " times robots" in each]
    about += [each for each in troubles if "asked for " in each]
    if ("cold", OURS) in results:
        told[0] = Aim(7, wanted, about[0] if about else "so in every phase", not about)
    if ("run again", OURS) in results:
        crash = [each for each in troubles if each.startswith(f"{OURS}: run again:")]
        killed = all(run.status < 0 for run in results["killed half-way", OURS])
        said = crash[0] if crash else "so it is" if killed else "it was not killed"
        told[1] = Aim(7, after, said, not crash if killed else None)
    return told


def _least(
    number: int,
    wanted: str,
    runs: Sequence[Run] | None,
    value: Callable[[Run], float],
    most: float,
    unit: str,
) -> Aim:
    """The median over rounds."""
    if not runs:
        return Aim(number, wanted)
    told = middle(runs, value)
    return Aim(number, wanted, f"{told:.{1 if most >= 10 else 2}f} {unit}", told <= most)


def _largest(
    number: int,
    wanted: str,
    runs: Sequence[Run] | None,
    value: Callable[[Run], float],
    most: float,
    unit: str = "",
) -> Aim:
    if not runs:
        return Aim(number, wanted)
    told = max(value(run) for run in runs)
    return Aim(number, wanted, f"{told:.0f}{unit}", told <= most)


def _ratio(
    number: int,
    wanted: str,
    results: Results,
    one: tuple[str, str],
    other: tuple[str, str],
    value: Callable[[Run], float],
    most: float,
    more: str = "",
) -> Aim:
    """How often the one's value goes into the other's: the median over the rounds."""
    if not (results.get(one) and results.get(other)):
        return Aim(number, wanted)
    told = ratio(results[one], results[other], value)
    return Aim(number, wanted, f"{told:.2f} ×{more}", told <= most)


def _rss(run: Run) -> float:
    return run.rss_mb
