"""The profile of a cold run: stacks are read as they were seen, and each sample has one room."""

from __future__ import annotations

from bench.profile_table import functions_table, processes_line, read, room_of, rooms_table

JUDGE = "main (scraper/cli.py:9);build_post (scraper/post.py:4);judge (scraper/extract/judging.py"
WRITE = "main (scraper/cli.py:9);to_markdown (scraper/markdown/writer.py:1);text (bs4/element.py:3)"
LOAD = "main (scraper/cli.py:9);_find_and_load (<frozen importlib._bootstrap>:1027)"
WORKER = 'process 7:"scrape";process 8:"-c import x; x.main()"'
STACKS = f"""\
process 7:"scrape";{JUDGE}:5) 40
process 7:"scrape";{JUDGE}:6) 10
process 7:"scrape";{WRITE};sub (re/__init__.py:5) 20
{WORKER};{LOAD};<module> (scraper/extract/page.py:1) 20
{WORKER};main (scraper/cli.py:9);run_forever (asyncio/base_events.py:607) 10
{WORKER};_bootstrap (threading.py:1);_worker (concurrent/futures/thread.py:81) 900

"""


def rows(words: str) -> dict[str, list[str]]:
    told = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in words.splitlines()
        if line.startswith("| ")
    ]
    return {row[0]: row[1:] for row in told}


def test_a_sample_is_of_the_innermost_room_or_of_an_import() -> None:
    shares = rows(rooms_table(read(STACKS)))
    assert shares["extract"] == ["50.0", "70.0"], "the import went through it"
    assert shares["markdown"] == ["20.0", "20.0"], "what BeautifulSoup does is asked for there"
    assert shares["imports"] == ["20.0", "20.0"]
    assert shares["other"] == ["10.0", "10.0"]
    assert shares["store"] == ["0.0", "0.0"]


def test_lines_of_a_function_are_one_and_who_waits_is_left_out() -> None:
    first, second = functions_table(read(STACKS), top=2).split("\n\n")
    (judge,) = [line for line in first.splitlines() if "judge" in line]
    assert judge.replace(" ", "") == "|extract|judge(scraper/extract/judging.py)|50.0|50.0|"
    assert "| extract " in second.splitlines()[2], "the largest share comes first"
    assert "to_markdown (scraper/markdown/writer.py)" in second
    assert "_worker" not in first + second


def test_samples_are_told_by_process() -> None:
    assert processes_line(read(STACKS)) == "100 samples; by process: 70.0 %, 30.0 %"


def test_a_checkout_in_a_folder_of_the_same_name_is_no_room() -> None:
    assert room_of("judge (/home/x/scraper/scraper/extract/judging.py)") == "extract"
    assert room_of("main (/home/x/scraper/scraper/cli.py)") == ""
