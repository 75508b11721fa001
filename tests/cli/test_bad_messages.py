"""Broken messages, by the real command: each is answered with its place and a word that helps, and none is passed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

NMLINT = [sys.executable, "-m", "nmlint"]
TEXT = '{"type": "text", "text": "您的訂單 TW001 已於 2026/11/23 10:00 出貨"}'
YAML = "type: text\ntext: 您的訂單 TW001 已於 2026/11/23 10:00 出貨\n"
BUBBLE = {
    "type": "bubble",
    "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "您的訂單 TW001 已出貨"}]},
}


def flex(bubbles: int) -> bytes:
    """A Flex document of so many bubbles."""
    contents = {"type": "carousel", "contents": [BUBBLE] * bubbles}
    return json.dumps({"type": "flex", "altText": "出貨通知", "contents": contents}, ensure_ascii=False).encode()


class Bad(NamedTuple):
    """What is in a file, the place that is told, and what is said of it in both languages."""

    data: bytes
    place: tuple[int, int] | None
    english: str
    chinese: str


BAD: Mapping[str, Bad] = {
    # Cut off, and more than one
    "cut-in-text.json": Bad(TEXT[:-4].encode(), (1, 26), "was it cut off? Complete it", "檔案可能被截斷；請補完"),
    "cut-behind-text.json": Bad(
        TEXT[:-1].encode(), (1, 1), "the text ends before this { is closed", "這個 { 還沒有結尾"
    ),
    "cut-in-character.json": Bad(
        TEXT.encode()[:-3], (1, len(TEXT) - 2), "in the middle of a character", "在一個字的中間結束"
    ),
    "two.json": Bad(f"{TEXT}\n{TEXT}".encode(), (2, 1), "put several into a list", "多個請放進清單"),
    "empty.json": Bad(b"", None, "the file is empty", "檔案是空的"),
    "blank.json": Bad(b" \r\n\t", None, "the file is empty", "檔案是空的"),
    # What other notations have
    "comment.json": Bad(
        b'{\n  // why\n  "type": "text", "text": "x"\n}', (2, 3), "JSON has no comments", "JSON 不能有註解"
    ),
    "comment-first.json": Bad(f"/* x */ {TEXT}".encode(), (1, 1), "/* begins one", "/* 是註解的開頭"),
    "comment-behind.json": Bad(f"{TEXT} # x".encode(), (1, len(TEXT) + 2), "# begins one", "# 是註解的開頭"),
    "trailing.json": Bad(b'{"type": "text",\n "text": "x",\n}', (2, 13), "a comma stands before", "後面多了逗號"),
    "trailing-list.json": Bad(f"[{TEXT},]".encode(), (1, len(TEXT) + 2), "a comma stands before", "後面多了逗號"),
    "single-quotes.json": Bad(b"{'type': 'text', 'text': 'x'}", (1, 2), 'write " on both sides', '前後都請改成 "'),
    "curly-quotes.json": Bad("{“type”: “text”}".encode(), (1, 2), "not in “", "不能用 “"),
    "no-quotes.json": Bad(b'{type: "text", text: "x"}', (1, 2), 'write "type"', '請寫成 "type"'),
    "full-width.json": Bad('{"type"： "text"}'.encode(), (1, 8), "： is full-width", "： 是全形"),
    "hard-blank.json": Bad('{\u00a0"type": "text"}'.encode(), (1, 2), "U+00A0 stands here", "這裡有 U+00A0"),
    "python.json": Bad(b'{"type": "text",\r\n "text": None}', (2, 10), "write null", "請寫 null"),
    "jinja.json": Bad(b'{"type": "text", "text": {{ x }}}', (1, 26), "{{ begins a Jinja tag", "{{ 是 Jinja 標籤"),
    "prose.json": Bad("您好，您的訂單已出貨".encode(), (1, 1), "您好 has no quotes", "您好 沒有加雙引號"),
    "page.json": Bad(b"<html></html>", (1, 1), "a value is missing before <", "< 前面缺少值"),
    "line-end.json": Bad(b'{"type": "text", "text": "a\nb"}', (1, 28), "write \\n there", "請寫成 \\n"),
    "comma.json": Bad(b'{"type": "text",\r\n "text": "x"\r\n "a": 1}', (3, 2), "a comma is missing", "缺少逗號"),
    "old-line-ends.json": Bad(b'{"type": "text",\r "text": "x"\r "a": 1}', (3, 2), "a comma is missing", "缺少逗號"),
    # What readers disagree about
    "twice.json": Bad(b'{"type": "text", "text": "x",\n "text": "y"}', (2, 2), "stands twice", "出現兩次"),
    "nan.json": Bad(
        b'{"type": "location", "title": "a", "address": "b",\n "latitude": NaN, "longitude": 1}',
        (2, 14),
        "JSON has no NaN",
        "JSON 沒有 NaN",
    ),
    "infinity.json": Bad(b'{"type": "text", "text": -Infinity}', (1, 26), "no -Infinity", "沒有 -Infinity"),
    "huge-number.json": Bad(b'{"type": "text",\n "n": 1e999}', (2, 7), "1e999 is greater", "1e999 超出"),
    "many-digits.json": Bad(b"[" + b"9" * 5000 + b"]", (1, 2), "99999999999999999999…99999999 is", "…99999999 超出"),
    "half-escaped.json": Bad(b'{"type": "text", "text": "a\\ud83d"}', (1, 28), "half a surrogate pair", "半個代理對"),
    "half-raw.json": Bad(b'{"type": "text", "text": "a\xed\xa0\xbd"}', (1, 28), "not UTF-8 (byte 0xED)", "不是 UTF-8"),
    # Too much
    "deep.json": Bad(b"[" * 10_000 + b"]" * 10_000, (1, 101), "nested too deeply", "巢狀太深"),
    "deep-open.json": Bad(b"[" * 10_000, (1, 101), "nested too deeply", "巢狀太深"),
    "deep-objects.json": Bad(b'{"a":' * 10_000, (1, 501), "nested too deeply", "巢狀太深"),
    "long-text.json": Bad(
        b'{"type": "text", "text": "' + b"x" * (5 << 20) + b'"}', None, "(5,242,908 bytes)", "（5,242,908 位元組）"
    ),
    "one-long-text.json": Bad(
        b'{"type": "text", "text": "' + b"x" * 200_000 + b'"}', None, "200,000 characters", "訊息有 200,000 字"
    ),
    "long-and-cut.json": Bad(b'{"type": "text", "text": "' + b"x" * 200_000, (1, 26), "was it cut off?", "可能被截斷"),
    "flex.json": Bad(flex(7500), None, "at most 262,144 characters are read", "上限為 262,144 個字元"),
    # Bytes
    "wide.json": Bad(TEXT.encode("utf-16"), None, "looks like UTF-16; save it as UTF-8", "看起來是 UTF-16"),
    "wide-without-mark.json": Bad(TEXT.encode("utf-16-be"), None, "looks like UTF-16", "看起來是 UTF-16"),
    "big5.json": Bad(TEXT.encode("cp950"), (1, 27), "it looks like Big5; save it as UTF-8", "看起來是 Big5"),
    "two-marks.json": Bad(b"\xef\xbb\xbf" * 2 + TEXT.encode(), (1, 1), "U+FEFF stands here", "這裡有 U+FEFF"),
    "mark-and-fault.json": Bad(b'\xef\xbb\xbf{"type" 1}', (1, 9), "a colon is missing", "缺少冒號"),
    "zero.json": Bad(b'{"type": "text",\n "text": "a\0b"}', (2, 12), "byte 28 is zero", "第 28 個位元組為零"),
    "zero-behind.json": Bad(TEXT.encode() + b"\0", (1, len(TEXT) + 1), "is zero", "位元組為零"),
    "zeros.json": Bad(bytes(100), None, "byte 0 is zero", "第 0 個位元組為零"),
    "control.json": Bad(b'{"type": "text", "text": "a\x1b[2J"}', (1, 28), "write \\u001b there", "請寫成 \\u001b"),
    # JSON, and no message
    "number.json": Bad(b"5", None, "this is no message: a file holds", "這不是訊息"),
    "text.json": Bad('"您好"'.encode(), None, "this is no message", "這不是訊息"),
    "null.json": Bad(b"null", None, "this is no message", "這不是訊息"),
    "numbers.json": Bad(b"[1, 2]", None, "say --kind message", "請加上 --kind message"),
    "object.json": Bad(b"{}", None, "this is no message", "這不是訊息"),
    "list.json": Bad(b"[]", None, "this is no message", "這不是訊息"),
    "package.json": Bad(b'{"name": "x", "type": "module"}', None, "this is no message", "這不是訊息"),
    # YAML
    "anchor.yaml": Bad(b"type: text\ntext: &a x\n", (2, 7), "an anchor or alias, '&a'", "這裡不支援 &a"),
    "bomb.yaml": Bad(b"a: &a [x, x]\nmessages: [*a, *a]\nto: x\n", (1, 4), "an anchor or alias", "anchor／alias"),
    "tab.yaml": Bad(b"to: x\nmessages:\n- type: text\n\ttext: x\n", (4, 1), "a tab", "這裡用了 Tab"),
    "tag.yaml": Bad(b"type: text\ntext: !!python/object:os.system x\n", (2, 7), "a tag, 'tag:yaml.org", "（tag）"),
    "documents.yaml": Bad(f"{YAML}---\n{YAML}".encode(), (3, 1), "a second document (---)", "有第二份文件"),
    "twice.yaml": Bad(f"{YAML}text: y\n".encode(), (3, 1), "'text' stands here twice", "「text」重複"),
    "colon.yaml": Bad(b"type: text\r\ntext: x: y\r\n", (2, 8), "a second ': '", "同一行出現第二個「: 」"),
    "full-width.yaml": Bad("type：text\ntext: x\n".encode(), (2, 5), "a full-width colon", "全形冒號"),
    "deep.yaml": Bad(b"[" * 10_000, None, "nested too deeply", "巢狀太深"),
    "values.yaml": Bad(b"- x\n" * 30_000, (20_000, 3), "more than 20,000 values", "超過 20,000 個值"),
    "zero.yaml": Bad(b'type: text\ntext: "a\0b"\n', (2, 9), "is zero", "位元組為零"),
    "wide.yaml": Bad(YAML.encode("utf-16"), None, "looks like UTF-16", "看起來是 UTF-16"),
    "text.yaml": Bad("您好\n".encode(), None, "this is no message", "這不是訊息"),
    "comment.yaml": Bad(b"# nothing yet\n", None, "this is no message", "這不是訊息"),
    "empty.yaml": Bad(b"", None, "the file is empty", "檔案是空的"),
    # What is declared
    "unknown-key.json": Bad(
        b'{"kind": "message", "text": "x",\n "scenaro": "bill"}',
        (2, 2),
        "did you mean 'scenario'",
        "是不是「scenario」",
    ),
    "unknown-key.yaml": Bad(b"kind: message\ntext: x\nsendr: x\n", (3, 1), "did you mean 'sender'", "是不是「sender」"),
    "object-and-kind.json": Bad(
        b'{"kind": "message", "type": "text", "text": "x"}', (1, 21), "stands in the list `messages`", "messages 清單"
    ),
}

Run = subprocess.CompletedProcess[bytes]


def nmlint(folder: Path, *arguments: str, stdin: bytes = b"") -> Run:
    """Runs the program in a folder; whatever is in it, no traceback is ever shown."""
    done = subprocess.run(
        [*NMLINT, *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )

    assert b"Traceback" not in done.stdout + done.stderr
    assert b"fault of nmlint" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every broken file."""
    folder = tmp_path_factory.mktemp("bad")
    for name, bad in BAD.items():
        (folder / name).write_bytes(bad.data)
    return folder


@pytest.fixture(scope="module")
def reports(folder: Path) -> dict[str, dict[str, Any]]:
    """For each language, what the report says of each file."""
    told = {}
    for lang in ("en", "zh-TW"):
        done = nmlint(folder, "check", *BAD, "--lang", lang, "--format", "json")

        assert (2, b"") == (done.returncode, done.stderr)
        told[lang] = {artefact["path"]: artefact for artefact in json.loads(done.stdout)["artefacts"]}
    return told


@pytest.mark.parametrize("name", BAD)
def test_each_is_told(reports: dict[str, dict[str, Any]], name: str) -> None:
    """With line and column where it has one, and with the mend, in both languages."""
    bad = BAD[name]
    english, chinese = reports["en"][name], reports["zh-TW"][name]

    for artefact in (english, chinese):
        error = artefact["error"]
        assert (None, None, []) == (artefact["verdict"], artefact["score"], artefact["findings"])
        if name != "deep.yaml":
            # Which of so many brackets is one too many, two parsers of YAML say differently.
            assert bad.place == (None if error["line"] is None else (error["line"], error["column"]))
    assert bad.english in english["error"]["message"]
    assert bad.chinese in chinese["error"]["message"]


def test_the_text_report(folder: Path) -> None:
    """The text report names each file once, with its place, and cannot command a terminal."""
    done = nmlint(folder, "check", *BAD, "--lang", "en")
    lines = done.stdout.decode().splitlines()

    assert 2 == done.returncode
    for name, bad in BAD.items():
        place = "" if bad.place is None or name == "deep.yaml" else ":{}:{}".format(*bad.place)
        assert 1 == sum(line.startswith(f"{name}{place}") and ": not judged: " in line for line in lines), name
    assert b"\x1b" not in done.stdout
    assert f"{len(BAD)} checked: not judged {len(BAD)}; 0 findings" in lines


@pytest.mark.parametrize("name", ["deep.json", "long-text.json", "flex.json", "wide.json", "twice.json", "tab.yaml"])
def test_alone(folder: Path, name: str) -> None:
    """So it is when the file is the only one, by its name and on standard input."""
    bad = BAD[name]
    for arguments, stdin in (([name], b""), (["-", "--stdin-filename", name], bad.data)):
        done = nmlint(folder, "check", *arguments, "--lang", "zh-TW", stdin=stdin)
        place = "" if bad.place is None else ":{}:{}".format(*bad.place)

        assert 2 == done.returncode
        assert done.stdout.decode().startswith(f"{name}{place}: 未判斷: ")
        if "位元組" not in bad.chinese:
            # Of standard input nobody knows the size.
            assert bad.chinese in done.stdout.decode()


def test_in_a_folder(folder: Path) -> None:
    """From a folder, what looks like a message is told as well, and what does not is passed over."""
    done = nmlint(folder, "check", ".", "--format", "json")
    told = {artefact["path"] for artefact in json.loads(done.stdout)["artefacts"]}

    assert 2 == done.returncode
    assert {"cut-in-text.json", "comment.json", "trailing.json", "twice.json", "wide.json", "big5.json"} <= told
    assert {
        "nan.json",
        "flex.json",
        "long-text.json",
        "anchor.yaml",
        "tab.yaml",
        "wide.yaml",
        "unknown-key.json",
    } <= told
    assert told.isdisjoint({"package.json", "number.json", "list.json", "page.json", "prose.json", "deep.json"})
    assert told.isdisjoint({"text.yaml", "values.yaml", "deep.yaml", "empty.json", "zeros.json"})


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace(", ", ",\r\n\t").encode(),
        TEXT.replace("訂", "\\u8a02").encode(),
        f"{TEXT}\n\n".encode(),
        f'{{"kind": "message", "messages": [{TEXT}], "to": "{"0" * 64}"}}'.encode(),
    ],
)
def test_odd_and_right(tmp_path: Path, data: bytes) -> None:
    """A byte order mark, Windows line ends, tabs and escapes are nobody's fault."""
    (tmp_path / "a.json").write_bytes(data)
    named = nmlint(tmp_path, "check", "a.json", "--format", "json")
    piped = nmlint(tmp_path, "check", "-", "--stdin-filename", "a.json", "--format", "json", stdin=data)
    (artefact,) = json.loads(named.stdout)["artefacts"]

    assert (0, "message", "review", None) == (
        named.returncode,
        artefact["kind"],
        artefact["verdict"],
        artefact["error"],
    )
    assert (named.returncode, named.stdout) == (piped.returncode, piped.stdout)


def test_a_large_flex_document_is_judged(tmp_path: Path) -> None:
    """One that just fits is judged, and is told what LINE would say of it."""
    (tmp_path / "a.json").write_bytes(flex(1600))
    done = nmlint(tmp_path, "check", "a.json", "--format", "json")
    (artefact,) = json.loads(done.stdout)["artefacts"]

    assert (1, "block") == (done.returncode, artefact["verdict"])
    assert "message/too-many-entries" in {finding["rule"] for finding in artefact["findings"]}


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"[1, 2]", 1, "a.json:1:2: error message/wrong-type"),
        (b"[]", 1, "a.json: block"),
        (b"{}", 1, "a.json:1:1: error message/missing-property"),
        (b'{"name": "x", "type": "module"}', 1, "a.json: block"),
        (b"5", 2, "a.json:1:1: not judged: the file holds one value, '5', and no message"),
        ('"您好"'.encode(), 2, "a.json:1:1: not judged: the file holds one value, '您好'"),
        (b"null", 2, "a.json:1:1: not judged: the file holds one value, 'null'"),
        (b"", 2, "a.json: not judged: the file is empty"),
        ("您好".encode(), 2, "a.json:1:1: not judged: 您好 has no quotes"),
    ],
)
def test_a_kind_that_is_given(tmp_path: Path, data: bytes, code: int, said: str) -> None:
    """With --kind message, any JSON file is judged as one: by what it lacks, or not at all."""
    (tmp_path / "a.json").write_bytes(data)
    done = nmlint(tmp_path, "check", "a.json", "--kind", "message", "--lang", "en")

    assert code == done.returncode
    assert said in done.stdout.decode()


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("x.json", TEXT, 0, "x.json: review"),
        ("x.json", TEXT[:-1], 2, "x.json:1:1: not judged: the text ends before this { is closed"),
        ("x.json", '{"type": "text", "text": "限時優惠買一送一"}', 1, "x.json:1:"),
        ("x.yaml", YAML, 0, "x.yaml: review"),
        ("x.yaml", "kind: service-plan\n", 2, "x.yaml:1:1: not judged: in the service plan: scenarios"),
        ("package.json", '{"name": "x", "type": "module"}', 2, "package.json: not judged: this is no message"),
        ("x.json.j2", '{"type": "text", "text": {{ x }}', 2, "x.json.j2:1:1: not judged: the text ends before this {"),
        (None, TEXT, 0, "<stdin>: review"),
        (None, TEXT[:-1], 2, "<stdin>:1:1: not judged: the text ends before this {"),
        (None, TEXT.replace("TW", "{{ no }}"), 0, "<stdin>: review"),
    ],
)
def test_standard_input(tmp_path: Path, name: str | None, data: str, code: int, said: str) -> None:
    """Standard input is what its name says, or what it looks like, and its places are its own."""
    arguments = [] if name is None else ["--stdin-filename", name]
    done = nmlint(tmp_path, "check", "-", "--lang", "en", *arguments, stdin=data.encode())

    assert code == done.returncode, done.stdout.decode()
    assert said in done.stdout.decode()
