"""Posts as files: whole or not at all, inside the root, never over what is there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.archive import STATE_FOLDER, Archive
from scraper.errors import ArchiveError
from scraper.front_matter import Peek

PATH = "_posts/2021/2021-11-23-a.md"
TEXT = '---\ntitle: "题"\nfrom: https://a.example/1\n---\n\nbody\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def archive(root: Path) -> Archive:
    made = Archive(root)
    made.prepare()
    return made


def files(root: Path) -> list[str]:
    """Every file below a folder, hidden ones too, but for the one that tells git to look away."""
    found = (path for path in root.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(p.relative_to(root).as_posix() for p in found if p.name != ".gitignore")


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_post_is_written_whole_and_leaves_nothing_else(archive: Archive, root: Path) -> None:
    assert archive.write(PATH, TEXT) is True
    assert (root / PATH).read_bytes() == TEXT.encode()
    assert files(root) == [PATH]


def test_line_ends_are_written_as_they_are(archive: Archive, root: Path) -> None:
    archive.write("a.md", "a\nb\r\n")
    assert (root / "a.md").read_bytes() == b"a\nb\r\n"


def test_a_post_can_be_read_by_others(archive: Archive, root: Path) -> None:
    before = os.umask(0o022)
    try:
        archive.write("a.md", TEXT)
    finally:
        os.umask(before)
    assert (root / "a.md").stat().st_mode & 0o777 == 0o644
    assert (root / "a.md").stat().st_nlink == 1


@pytest.mark.parametrize("kind", ["file", "empty file", "folder", "link", "dangling link"])
def test_what_is_there_is_never_replaced(
    archive: Archive, root: Path, tmp_path: Path, kind: str
) -> None:
    target, elsewhere = root / "a.md", tmp_path / "elsewhere.txt"
    if kind == "file":
        target.write_text("edited by hand")
    elif kind == "empty file":
        target.touch()
    elif kind == "folder":
        target.mkdir()
    else:
        if kind == "link":
            elsewhere.write_text("precious")
        target.symlink_to(elsewhere)
    before = target.lstat()
    assert archive.exists("a.md")
    assert archive.write("a.md", TEXT) is False
    assert target.lstat() == before
    assert elsewhere.exists() == (kind == "link")
    if kind == "link":
        assert elsewhere.read_text() == "precious"
    assert not list((root / STATE_FOLDER / "tmp").iterdir())


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS])
def test_a_file_system_without_hard_links_will_do(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "link", failing(code))
    assert archive.write("a.md", TEXT) is True
    assert archive.write("a.md", "other") is False
    assert (root / "a.md").read_text() == TEXT
    assert files(root) == ["a.md"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/etc/passwd", id="absolute"),
        pytest.param("../a.md", id="up"),
        pytest.param("a/../../a.md", id="up inside"),
        pytest.param("a/..", id="up at the end"),
        pytest.param("./a.md", id="a dot"),
        pytest.param("a//b.md", id="an empty part"),
        pytest.param("a/", id="a folder"),
        pytest.param("", id="nothing"),
        pytest.param("a\0.md", id="a NUL"),
    ],
)
def test_paths_outside_are_refused(archive: Archive, root: Path, tmp_path: Path, path: str) -> None:
    with pytest.raises(ArchiveError, match="not a path inside the archive"):
        archive.write(path, TEXT)
    with pytest.raises(ArchiveError, match="not a path inside the archive"):
        archive.exists(path)
    with pytest.raises(ArchiveError, match="not a path inside the archive"):
        archive.peek(path)
    assert files(tmp_path) == []


def test_a_symlink_that_leads_out_is_not_followed(
    archive: Archive, root: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "_posts").symlink_to(outside)
    for path in ("_posts/a.md", PATH):
        with pytest.raises(ArchiveError, match="leads outside the archive"):
            archive.write(path, TEXT)
    assert list(outside.iterdir()) == [], "not even a folder is made there"


def test_a_symlink_to_itself_is_an_error_of_ours(archive: Archive, root: Path) -> None:
    (root / "_posts").symlink_to(root / "_posts")
    with pytest.raises(ArchiveError):
        archive.write(PATH, TEXT)


def test_a_folder_of_a_name_too_long_is_an_error_of_ours(archive: Archive, root: Path) -> None:
    with pytest.raises(ArchiveError, match="name too long"):
        archive.write(f"{'x' * 300}/2021/a.md", TEXT)
    assert files(root) == []


def test_a_root_that_is_a_symlink_is_the_users_wish(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "archive").symlink_to("real")
    archive = Archive(tmp_path / "archive")
    archive.prepare()
    assert archive.write(PATH, TEXT) is True
    assert (tmp_path / "real" / PATH).read_text() == TEXT


@pytest.mark.parametrize(
    ("call", "code", "remedy"),
    [
        pytest.param("fsync", errno.ENOSPC, "make room on the disk", id="disk full at the flush"),
        pytest.param("link", errno.ENOSPC, "make room on the disk", id="disk full at the name"),
        pytest.param("link", errno.EDQUOT, "quota", id="quota used up"),
        pytest.param("link", errno.EACCES, "permission", id="no permission"),
        pytest.param("link", errno.EROFS, "read-only", id="read-only"),
        pytest.param("fsync", errno.EIO, "nothing is lost", id="a broken disk"),
        pytest.param("link", errno.ENAMETOOLONG, "nothing is lost", id="a name too long"),
    ],
)
def test_a_failed_write_is_one_clear_error_and_no_file(
    archive: Archive,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    code: int,
    remedy: str,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(code))
        with pytest.raises(ArchiveError) as caught:
            archive.write(PATH, TEXT)
    assert remedy in str(caught.value)
    assert str(root / PATH) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files(root) == []
    assert archive.write(PATH, TEXT) is True, "the next run completes"


def test_a_full_disk_while_writing_leaves_no_half_of_a_post(archive: Archive, root: Path) -> None:
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from scraper.archive import Archive\nfrom scraper.errors import ArchiveError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    Archive(Path(sys.argv[1])).write('a.md', 'x' * 5000)\n"
        "except ArchiveError:\n    sys.exit(3)\n"
    )
    # Without coverage, whose own file the limit would stop, too.
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run([sys.executable, "-c", program, str(root)], env=env)
    assert done.returncode == 3
    assert files(root) == []


def test_a_file_where_a_folder_must_be(archive: Archive, root: Path) -> None:
    (root / "_posts").write_text("a note")
    with pytest.raises(ArchiveError, match="file stands where a folder must be"):
        archive.write(PATH, TEXT)
    assert (root / "_posts").read_text() == "a note"


def test_the_text_is_on_the_disk_before_its_name_is_and_the_names_are_too(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, link = os.fsync, os.link

    def spy_fsync(descriptor: int) -> None:
        done.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def spy_link(source: Path, target: Path) -> None:
        done.append("link")
        link(source, target)

    if not Path("/proc/self/fd").exists():
        pytest.skip("asks Linux which file a descriptor is")
    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "link", spy_link)
    archive.write(PATH, TEXT)
    real = root.resolve()
    at = done.index("link")
    assert any(name.startswith(str(real / STATE_FOLDER / "tmp")) for name in done[:at])
    assert done[at + 1 :] == [str(real / "_posts/2021")]
    assert {str(real), str(real / "_posts")} <= set(done), "new folders' names"
    done.clear()
    archive.write("_posts/2021/b.md", TEXT)
    assert str(real) not in done, "nothing to do for folders that are there"


def test_a_folder_that_cannot_be_flushed_is_no_error(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            raise OSError(errno.EINVAL, "Invalid argument")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    assert archive.write(PATH, TEXT) is True


def test_prepare_removes_what_a_killed_run_left(archive: Archive, root: Path) -> None:
    (root / STATE_FOLDER / "tmp" / "123-abc.md").write_text("half a po")
    archive.prepare()
    assert files(root) == []


def test_prepare_keeps_state_out_of_git_and_people_out_of_its_way(
    archive: Archive, root: Path
) -> None:
    ignore = root / STATE_FOLDER / ".gitignore"
    assert ignore.read_text() == "*\n"
    ignore.write_text("mine\n")
    archive.prepare()
    assert ignore.read_text() == "mine\n"


def test_prepare_says_where_nothing_can_be_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_bytes", failing(errno.EROFS))
    with pytest.raises(ArchiveError, match=r"can't write in .*read-only"):
        Archive(root).prepare()


def test_prepare_finds_a_file_instead_of_the_archive(root: Path) -> None:
    root.write_text("x")
    with pytest.raises(ArchiveError, match="can't make"):
        Archive(root).prepare()


def test_peek_reads_which_article_a_post_holds(archive: Archive) -> None:
    archive.write(PATH, TEXT)
    assert archive.peek(PATH) == Peek("https://a.example/1", "题")


def test_peek_reads_front_matter_longer_than_usual(archive: Archive) -> None:
    title = "题" * 20_000
    archive.write(PATH, f'---\ntitle: "{title}"\nfrom: https://a.example/1\n---\n')
    assert archive.peek(PATH) == Peek("https://a.example/1", title)


def test_peek_stops_before_the_body(archive: Archive, root: Path) -> None:
    (root / "note.md").write_bytes(b"---\n" + b"x" * 3_000_000 + b"\nfrom: u\n---\n")
    assert archive.peek("note.md") is None


@pytest.mark.parametrize("kind", ["none", "folder", "dangling link", "bytes", "pipe", "below file"])
def test_peek_of_what_is_no_post_is_none(archive: Archive, root: Path, kind: str) -> None:
    file = root / "a.md"
    path = "a.md"
    match kind:
        case "folder":
            file.mkdir()
        case "dangling link":
            file.symlink_to("nowhere")
        case "bytes":
            file.write_bytes(b"\xff\xfe\x00---\n")
        case "pipe":
            os.mkfifo(file)
        case "below file":
            file.write_text("x")
            path = "a.md/b.md"
    assert archive.peek(path) is None


def test_scan_finds_every_post_in_a_fixed_order(archive: Archive, root: Path) -> None:
    paths = ["b.md", "a/z.md", "a/b.md", "c/d/e.md", "B.md", "新.markdown", "a.html", "_posts/x.md"]
    for number, path in enumerate(paths):
        archive.write(path, f"---\nfrom: u{number}\n---\n")
    for path in ("note.txt", "README.md", ".hidden/x.md", ".git/y.md", f"{STATE_FOLDER}/tmp/t.md"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text("no post" if path == "README.md" else "---\nfrom: no\n---\n")
    found = list(archive.scan())
    assert [path for path, _ in found] == [
        *["B.md", "a.html", "b.md", "新.markdown"],
        *["_posts/x.md", "a/b.md", "a/z.md", "c/d/e.md"],
    ]
    assert dict(found)["a/z.md"] == Peek("u1", "")
    assert list(archive.scan()) == found


def test_scan_of_an_archive_that_is_not_there_finds_nothing(root: Path) -> None:
    assert list(Archive(root).scan()) == []


@pytest.mark.parametrize("what", ["file", "folder"])
def test_scan_overlooks_nothing_that_it_cannot_read(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    archive.write(PATH, TEXT)
    if what == "file":
        monkeypatch.setattr(Path, "open", failing(errno.EACCES))
    else:
        scandir = os.scandir

        def refuse(path: str) -> object:
            if Path(path).name == "2021":
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ArchiveError, match=r"can't read .*2021.*permission"):
        list(archive.scan())


def test_a_file_name_that_is_no_text_is_told_to_a_person(archive: Archive, root: Path) -> None:
    try:
        (root / os.fsdecode(b"a\xff.md")).write_text(TEXT)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(ArchiveError, match="not UTF-8; rename it"):
        list(archive.scan())
