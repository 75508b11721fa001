"""The program as the system runs it: exit codes, pipes, interrupts, odd files, and a fast start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

OFFER = "今晚加購享８折，限時優惠買一送一！"
NMLINT = [sys.executable, "-m", "nmlint"]


def run(folder: Path, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the program in a folder."""
    return subprocess.run(
        [*NMLINT, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
    )


def test_version(tmp_path: Path) -> None:
    """The version is printed and nothing else."""
    done = run(tmp_path, "--version")

    assert (0, b"nmlint 0.1.0\n") == (done.returncode, done.stdout)


@pytest.mark.parametrize("arguments", ["['--version']", "['--help']", "['check', '--help']"])
def test_a_fast_start_loads_little(arguments: str) -> None:
    """Help and version load neither the engine nor any heavy library."""
    code = (
        "import sys\nfrom nmlint.cli import cli\n"
        f"try: cli({arguments})\nexcept SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'spacy','jsonschema','jinja2','regex','nmlint.engine'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert b"[]\n" == done.stderr


def test_checking_loads_no_heavy_library(tmp_path: Path) -> None:
    """A plain check needs neither spaCy nor jsonschema."""
    (tmp_path / "a.j2").write_text(OFFER)
    code = (
        "import sys\nfrom nmlint.cli import cli\n"
        "try: cli(['check', 'a.j2'])\nexcept SystemExit: pass\n"
        "print(sorted(set(sys.modules) & {'spacy', 'jsonschema'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)

    assert b"[]" == done.stderr.splitlines()[-1]


def test_exit_codes(tmp_path: Path) -> None:
    """The process ends with the code of the report."""
    (tmp_path / "offer.j2").write_text(OFFER)
    (tmp_path / "empty").mkdir()

    codes = [run(tmp_path, "check", path).returncode for path in ("offer.j2", "missing.j2", "empty")]
    assert [1, 2, 3] == codes


def test_odd_files(tmp_path: Path) -> None:
    """A pipe, a file of 50 GB, a broken link and a file that is no text are each answered, in one run."""
    os.mkfifo(tmp_path / "pipe.j2")
    with (tmp_path / "huge.j2").open("wb") as file:
        file.truncate(50 << 30)
    (tmp_path / "broken.j2").symlink_to("gone")
    (tmp_path / "binary.j2").write_bytes(bytes(range(256)))
    done = run(tmp_path, "check", ".")
    text = done.stdout.decode()

    assert 2 == done.returncode
    assert 4 == text.count("not judged:")
    assert b"" == done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_closed_files_and_folders(tmp_path: Path) -> None:
    """What may not be read or looked into is told, also when it is named."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed" / "b.j2").write_text(OFFER)
    (tmp_path / "a.j2").write_text(OFFER)
    (tmp_path / "a.j2").chmod(0)
    (tmp_path / "closed").chmod(0)
    done = run(tmp_path, "check", ".", "closed/b.j2")
    (tmp_path / "closed").chmod(0o700)

    assert (2, 3) == (done.returncode, done.stdout.count(b"no permission"))


@pytest.mark.parametrize("encoding", ["ascii", "cp950", "utf-8"])
def test_any_output_encoding(tmp_path: Path, encoding: str) -> None:
    """A terminal that cannot show a character does not crash the run."""
    (tmp_path / "a.j2").write_text(OFFER + "🎉")
    done = run(tmp_path, "check", "a.j2", "--lang", "zh-TW", PYTHONIOENCODING=encoding)

    assert 1 == done.returncode
    assert b"Traceback" not in done.stderr


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """A file name with bytes that are no UTF-8 is judged and shown."""
    with open(os.fsencode(tmp_path) + b"/\xff.j2", "w", encoding="utf-8") as file:  # noqa: PTH123  Path knows no bytes
        file.write(OFFER)
    done = run(tmp_path, "check", ".", "--format", "json")

    assert (1, b"") == (done.returncode, done.stderr)


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    """A closed pipe ends the run without a word."""
    for number in range(40):
        (tmp_path / f"{number}.j2").write_text(OFFER * 20)
    with subprocess.Popen(
        [*NMLINT, "check", "."], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()

        assert b"" == process.stderr.read()
        assert 2 == process.wait(60)


_CALLS = (["--version"], ["--help"], ["check", "--help"], ["check", "a.j2"], ["render", "a.j2"], ["rules"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is had from the system")
@pytest.mark.parametrize("arguments", _CALLS)
def test_a_full_disk(tmp_path: Path, arguments: list[str]) -> None:
    """What cannot be written is said in one line."""
    (tmp_path / "a.j2").write_text(OFFER)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*NMLINT, *arguments], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )

    assert (2, 1) == (done.returncode, done.stderr.count(b"\n")), done.stderr
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("arguments", _CALLS)
def test_no_standard_output(tmp_path: Path, arguments: list[str]) -> None:
    """A standard output that is closed from the start is a pipe that nobody reads."""
    (tmp_path / "a.j2").write_text(OFFER)
    call = ["sh", "-c", 'exec "$@" >&-', "sh", *NMLINT, *arguments]
    done = subprocess.run(call, cwd=tmp_path, stderr=subprocess.PIPE, check=False, timeout=60)

    assert (2, b"") == (done.returncode, done.stderr)


def _wait_until_it_waits(process: subprocess.Popen[bytes]) -> None:
    """Returns once the process has been asleep, and not only for a moment; fails when it ends before."""
    asleep = 0
    while asleep < 5:
        assert process.poll() is None, "ended before it read anything"
        state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        asleep = asleep + 1 if state == "S" else 0
        time.sleep(0.1)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs can be interrupted, also where a shell started the tests in the background, with interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the state of a process is read from /proc")
@pytest.mark.usefixtures("interruptible")
def test_interrupted(tmp_path: Path) -> None:
    """An interrupt ends the run with its own code and without a traceback."""
    with subprocess.Popen(
        [*NMLINT, "check", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdin is not None
        _wait_until_it_waits(process)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert 130 == process.returncode
    assert b"Traceback" not in errors


def test_interrupted_while_loading() -> None:
    """An interrupt before the program has loaded ends it in the same way."""
    code = (
        "import sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'click': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "import nmlint.cli\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)

    assert (130, b"", b"") == (done.returncode, done.stdout, done.stderr)


def test_a_locale_that_cannot_name_a_file(tmp_path: Path) -> None:
    """Either the file is judged all the same, or it is said what to set; it is no fault of ours."""
    (tmp_path / "檔.j2").write_text(OFFER)
    done = run(tmp_path, "check", "檔.j2", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LANG="C")

    assert done.returncode == 1 or b"PYTHONUTF8=1" in done.stderr, done.stderr


def test_debugging_shows_the_traceback(tmp_path: Path) -> None:
    """NMLINT_DEBUG is for us."""
    code = (
        "import nmlint.cli.program as p, nmlint.cli.check as c\n"
        "def broken(*a, **k): raise RuntimeError('boom')\n"
        "c.load_settings = broken\np.main()"
    )
    call = [sys.executable, "-c", code, "check", "x.j2"]
    quiet = subprocess.run(call, cwd=tmp_path, capture_output=True, check=False)
    loud = subprocess.run(call, cwd=tmp_path, capture_output=True, check=False, env={**os.environ, "NMLINT_DEBUG": "1"})

    assert (2, False, True) == (
        quiet.returncode,
        b"Traceback" in quiet.stderr,
        b"fault of nmlint" in quiet.stderr,
    )
    assert b"Traceback" in loud.stderr
