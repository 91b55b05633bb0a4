"""What `scrape init` makes to run an archive by itself: cron, systemd, GitHub Actions."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scraper.scaffold import Facts, files_of, here, spelling

ODD = 'it\'s 100% "odd" $HOME & 档案'
SPEAKABLE = st.text().filter(spelling.is_speakable)
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)


def odd_facts(folder: Path, name: str = ODD) -> Facts:
    """An oddly named folder, and a program in it that says where and how it was started."""
    root = folder / name
    root.mkdir()
    program = root / "my $scrape 5%"
    program.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', "utf-8")
    program.chmod(0o755)
    return Facts(str(root), (str(program),), "root")


def text_of(path: str, facts: Facts, preset: str = "plain") -> str:
    return files_of(preset, facts, site=preset != "plain")[path]


# ── cron ─────────────────────────────────────────────────────────────────────────────────────


def as_cron_reads(line: str) -> str:
    """The command of a crontab's line: after an unescaped % comes its input (crontab(5))."""
    command = line.split(None, 5)[5]
    return re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")


def test_cron_starts_the_program_in_its_folder_whatever_they_are_called(tmp_path: Path) -> None:
    facts = odd_facts(tmp_path)
    (line,) = [one for one in text_of("deploy/crontab", facts).splitlines() if one[0] != "#"]
    done = subprocess.run(
        ["/bin/sh", "-c", as_cron_reads(line)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines() == [facts.folder, "-q", "--max-time", "15m"]
    assert re.match(r"[1-9]-59/10 \* \* \* \* ", line)


@given(SPEAKABLE.filter(lambda text: "\\" not in text))
def test_a_word_of_a_crontab_is_read_back(word: str) -> None:
    assert shlex.split(as_cron_reads(f"* * * * * {spelling.cron_word(word)}")) == [word]


# ── systemd ──────────────────────────────────────────────────────────────────────────────────


@needs_systemd
@pytest.mark.parametrize("name", [ODD, "plain", "50% of $HOME"])
def test_systemd_finds_nothing_wrong_with_the_units_and_thinks_them_safe(
    name: str, tmp_path: Path
) -> None:
    facts = odd_facts(tmp_path, name)
    units = []
    for name in ("scrape.service", "scrape.timer"):
        units.append(str(tmp_path / name))
        Path(units[-1]).write_text(text_of(f"deploy/{name}", facts), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, encoding="utf-8", check=False
    )
    told = (done.stdout + done.stderr).splitlines()
    assert [line for line in told if "scrape." in line or str(tmp_path) in line] == []
    safe = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", units[0]],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert safe.returncode == 0, safe.stdout[-300:]


@needs_systemd
def test_systemd_would_have_told(tmp_path: Path) -> None:
    facts = odd_facts(tmp_path, "50% of $HOME")
    Path(facts.program[0]).unlink()
    unit = tmp_path / "scrape.service"
    unit.write_text(text_of("deploy/scrape.service", facts), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, encoding="utf-8", check=False
    )
    assert f"Command {facts.program[0]} is not executable" in done.stderr


def test_a_unit_names_folder_and_program_as_systemd_reads_them() -> None:
    facts = Facts('/srv/a %b $c "d"', ("/opt/x y/scrape",), "feeds")
    lines = text_of("deploy/scrape.service", facts).splitlines()
    assert 'WorkingDirectory=/srv/a %%b $c "d"' in lines
    assert 'ReadWritePaths="/srv/a %%b $c \\"d\\""' in lines
    assert (
        'ExecStart="/opt/x y/scrape" -q --no-progress --max-time 15m --fail-on persistent' in lines
    )
    assert "User=feeds" in lines
    assert spelling.unit_command(("/a$b", "a$b%c")) == '"/a$b" "a$$b%%c"'
    assert spelling.unit_path("/srv/a ") == "/srv/a /."


@given(SPEAKABLE, st.sampled_from((10, 60)))
def test_a_minute_is_the_same_each_time_and_none_that_all_choose(name: str, of: int) -> None:
    minute = spelling.minute_of(name, of=of)
    assert minute == spelling.minute_of(name, of=of)
    assert 0 < minute < of
    assert minute % 5


def test_minutes_of_many_archives_are_spread() -> None:
    assert len({spelling.minute_of(f"archive {number}") for number in range(2_000)}) == 48


@given(SPEAKABLE)
def test_a_name_is_read_back_from_yaml(name: str) -> None:
    assert yaml.safe_load(f"title: {spelling.quoted(name)}\n") == {"title": name}


# ── GitHub Actions ───────────────────────────────────────────────────────────────────────────


def workflow(preset: str = "plain", *, pages: bool = False, requirement: str = "") -> Any:
    facts = Facts("/srv/news", ("/usr/bin/scrape",), "feeds", requirement=requirement)
    text = text_of(".github/workflows/scrape.yml", facts, preset)
    if pages:  # as its comment says
        before, after = text.split("  # publish:")
        text = f"{before}  publish:" + after.replace("\n  # ", "\n  ")
    return yaml.load(text, Loader=yaml.BaseLoader)  # in YAML 1.1, `on` is true


def step(name: str, of: Any) -> Any:
    (found,) = [each for each in of["jobs"]["scrape"]["steps"] if each.get("name") == name]
    return found


def test_the_workflow_runs_alone_off_the_hour_and_ends_before_it_is_ended() -> None:
    read = workflow()
    ((schedule,), _) = read["on"].values()
    assert re.fullmatch(r"([1-9]|[1-5]\d) \* \* \* \*", schedule["cron"])
    assert set(read["on"]) == {"schedule", "workflow_dispatch"}
    assert read["concurrency"] == {"group": "scrape", "cancel-in-progress": "false"}
    assert read["permissions"] == {"contents": "write"}
    minutes = int(read["jobs"]["scrape"]["timeout-minutes"])
    (limit,) = re.findall(r"--max-time (\d+)m", step("Scrape", read)["run"])
    assert int(limit) + 10 <= minutes
    for each in read["jobs"]["scrape"]["steps"]:
        assert re.fullmatch(r"actions/[\w/-]+@v\d+", each.get("uses", "actions/none@v1"))


def test_the_state_is_kept_only_after_its_posts_are_safe() -> None:
    read = workflow()
    names = [each.get("name") for each in read["jobs"]["scrape"]["steps"]]
    order = ["Install", "Take the last state", "Scrape", "Commit what is new", "Keep the state"]
    assert [name for name in names if name in order] == order
    kept, taken = step("Keep the state", read), step("Take the last state", read)
    assert "steps.commit.outcome == 'success'" in kept["if"]
    assert kept["with"] == {key: taken["with"][key] for key in ("path", "key")}
    assert kept["with"]["key"].startswith(taken["with"]["restore-keys"])


@pytest.mark.parametrize("preset", ["jekyll", "hugo"])
def test_publishing_is_there_to_be_switched_on(preset: str) -> None:
    assert set(workflow(preset)["jobs"]) == {"scrape"}
    read = workflow(preset, pages=True)
    publish = read["jobs"]["publish"]
    assert publish["needs"] == "scrape"
    # The first time, and for new layouts, no post need be new.
    assert "github.event_name == 'workflow_dispatch'" in publish["if"]
    assert publish["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert any(preset in each.get("run", "") for each in publish["steps"])


def run_step(
    name: str, cwd: Path, *, output: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """A step's commands, as a runner starts them."""
    script = step(name, workflow())["run"].replace("sleep ", ": ")
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env=plain | {"GITHUB_OUTPUT": str(output or os.devnull)} | environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def clones(folder: Path) -> tuple[Path, Path, Path]:
    """A repository, a runner's shallow clone of it, and a person's."""
    origin, runner, person = (folder / name for name in ("origin", "runner", "person"))
    git(folder, "init", "-q", "--bare", "-b", "main", str(origin))
    git(folder, "clone", "-q", str(origin), str(person))
    (person / ".gitignore").write_text(".scrape/\n", "utf-8")
    for number in range(2):
        (person / "notes.txt").write_text(str(number), "utf-8")
        git(person, "add", ".")
        git(person, "commit", "-qm", str(number))
    git(person, "push", "-q", "origin", "HEAD:main")
    git(folder, "clone", "-q", "--depth", "1", f"file://{origin}", str(runner))
    return origin, runner, person


def test_nothing_new_is_no_commit_even_without_an_archive(tmp_path: Path) -> None:
    origin, runner, _ = clones(tmp_path)
    output = tmp_path / "output"
    before = git(origin, "rev-parse", "main")
    assert run_step("Commit what is new", runner, output=output).returncode == 0
    (runner / "archive" / ".scrape").mkdir(parents=True)
    (runner / "archive" / ".scrape" / "state.sqlite3").write_text("x", "utf-8")
    done = run_step("Commit what is new", runner, output=output)
    assert (done.returncode, done.stdout) == (0, "nothing new\n")
    assert git(origin, "rev-parse", "main") == before
    assert not output.exists()


def test_what_is_new_is_pushed_after_what_others_pushed_meanwhile(tmp_path: Path) -> None:
    origin, runner, person = clones(tmp_path)
    (person / "notes.txt").write_text("meanwhile", "utf-8")
    git(person, "commit", "-qam", "meanwhile")
    git(person, "push", "-q", "origin", "HEAD:main")
    (runner / "archive").mkdir()
    (runner / "archive" / "post.md").write_text("a post", "utf-8")
    (runner / "stray.txt").write_text("not the archive's", "utf-8")
    output = tmp_path / "output"
    done = run_step("Commit what is new", runner, output=output)
    assert done.returncode == 0, done.stderr
    assert output.read_text("utf-8") == "changed=true\n"
    assert git(origin, "log", "--format=%s", "main").splitlines() == [
        "Archive what is new", "meanwhile", "1", "0",
    ]  # fmt: skip
    assert git(origin, "show", "--name-only", "--format=", "main").split() == ["archive/post.md"]


def test_what_can_t_be_pushed_is_said_and_fails(tmp_path: Path) -> None:
    origin, runner, _ = clones(tmp_path)
    (origin / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (origin / "hooks" / "pre-receive").chmod(0o755)
    (runner / "archive").mkdir()
    (runner / "archive" / "post.md").write_text("a post", "utf-8")
    done = run_step("Commit what is new", runner)
    assert done.returncode == 1
    assert "could not be pushed" in done.stdout


def test_without_a_place_to_install_from_the_run_says_so(tmp_path: Path) -> None:
    done = run_step("Install", tmp_path, SCRAPER="")
    assert done.returncode == 2
    assert "SCRAPER: want what pip shall install" in done.stdout


# ── what the machine tells ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environ", "link", "zone"),
    [
        ({}, "/usr/share/zoneinfo/Asia/Shanghai", "Asia/Shanghai"),
        ({"TZ": "Europe/Paris"}, "/usr/share/zoneinfo/Asia/Shanghai", "Europe/Paris"),
        ({"TZ": ":Europe/Paris"}, "/nowhere", "Europe/Paris"),
        ({"TZ": "CET-1CEST"}, "/usr/share/zoneinfo/Asia/Shanghai", "Asia/Shanghai"),
        ({"TZ": "/etc/localtime"}, "/usr/share/zoneinfo/Etc/UTC", "UTC"),
        ({"TZ": "../../etc/passwd"}, "/nowhere", "UTC"),
    ],
)
def test_the_zone_is_the_machine_s_if_it_has_a_name(
    environ: dict[str, str], link: str, zone: str, tmp_path: Path
) -> None:
    localtime = tmp_path / "localtime"
    localtime.symlink_to(link)
    assert here.local_zone(environ, localtime) == zone


@pytest.mark.parametrize(
    ("told", "requirement"),
    [
        pytest.param(None, "", id="from an index: nothing tells which"),
        pytest.param({"url": "file:///home/a/scraper", "dir_info": {}}, "", id="from a folder"),
        pytest.param(
            {"url": "https://h.example/s.git", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
            "git+https://h.example/s.git@0a1b",
            id="from a repository: that commit",
        ),
        pytest.param(
            {"url": "ssh://git@h.example/s", "vcs_info": {"vcs": "git", "commit_id": "0a1b"}},
            "",
            id="from one that a runner can't reach",
        ),
        pytest.param([], "", id="something else"),
    ],
)
def test_a_runner_installs_the_same_program_or_asks(
    told: object, requirement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return None if told is None else json.dumps(told)

    monkeypatch.setattr(metadata, "distribution", lambda name: Installed())
    assert here.requirement() == requirement


def test_the_program_is_named_by_where_it_is() -> None:
    assert all(Path(word).is_absolute() for word in here.program()[:1])
    assert here.owner(Path("/")) == "root"
