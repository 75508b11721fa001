"""JSON as everybody reads it: values at their exact places, characters at theirs, and each mistake by its name."""

from __future__ import annotations

import ast
import inspect
import json
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint import jsonwords
from nmlint.bilingual import CHINESE, in_language
from nmlint.jsontree import MAX_DEPTH, MAX_VALUES, json_runs, read_json
from nmlint.jsonwords import JsonError
from nmlint.nodes import Mapped, Node, Scalar, Sequence, Unknown, plain

NOBODY_KNOWS = "\ufffc"
BLANKS = ["", "", "", " ", "\n", "\t", "\r\n", "  \n\t "]
SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

CHARACTERS = st.sampled_from(
    'ab "\\/\b\f\n\r\t\0\x1f\x7f{}[]:,字好\u3000é\u0301\u200d\ufeff\ufffc\ud7ff\ue000\uffff😀👩\U0010ffff'
)
TEXTS = st.text(CHARACTERS | st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = (
    st.integers(-(10**299) + 1, 10**299 - 1) | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False)
)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)
# What wrong JSON is made of.
MARKS_OF_JSON = "{}[]:,\"\\ \n\t0123456789-+.eEuabcdefx/#'"
WORDS = ["true", "null", "NaN", "-Infinity", "//", "\\u", "\\ud83d", "\\ude00", '"a":', "1e400", "[" * MAX_DEPTH]
PIECES = st.sampled_from([*MARKS_OF_JSON, *WORDS, "\ud83d", "\ufeff", "\u3000", "：", "字", "\0"])


class Hand:
    """Writes JSON as some program or person might: blanks and escapes as chance has it."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def document(self, value: Any) -> str:
        """A value with blanks around it."""
        return self._blank() + self._value(value) + self._blank()

    def _value(self, value: Any) -> str:
        match value:
            case str():
                return self._text(value)
            case list():
                return f"[{self._several(self.document(item) for item in value)}]"
            case dict():
                return f"{{{self._several(self._entry(*entry) for entry in value.items())}}}"
            case _:
                return json.dumps(value)

    def _entry(self, key: str, value: Any) -> str:
        return f"{self._blank()}{self._text(key)}{self._blank()}:{self.document(value)}"

    def _several(self, items: Iterator[str]) -> str:
        return ",".join(items) or self._blank()

    def _blank(self) -> str:
        return self._chance.choice(BLANKS)

    def _text(self, text: str) -> str:
        often = self._chance.random()
        return '"' + "".join(self._character(char, often) for char in text) + '"'

    def _character(self, char: str, often: float) -> str:
        must = char in '"\\' or char < " "
        if not must and self._chance.random() > often:
            return char
        if char in SHORT and self._chance.random() > often / 2:
            return SHORT[char]
        units = char.encode("utf-16-be").hex()
        spelt = "".join("\\u" + units[at : at + 4] for at in range(0, len(units), 4))
        return "".join(self._chance.choice((digit, digit.upper())) if digit != "u" else digit for digit in spelt)


WRITTEN = st.builds(
    lambda value, chance: (value, Hand(chance).document(value)), DOCUMENTS, st.randoms(use_true_random=True)
)


@st.composite
def wrong(draw: st.DrawFn) -> str:
    """JSON to which something happened; sometimes nothing."""
    text = draw(WRITTEN)[1]
    for _ in range(draw(st.integers(0, 3))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        if draw(st.booleans()):
            end = min(end, start + 2)
        text = text[:start] + draw(PIECES | st.just("") | st.just(text[start:end] * 2)) + text[end:]
    return text


def nodes(node: Node, *, keys: bool = True) -> Iterator[Node]:
    """A node and all below it; a key is a text too."""
    yield node
    match node:
        case Mapped():
            for entry in node.entries:
                if keys:
                    yield Scalar(entry.key_span, entry.key, entry.key)
                yield from nodes(entry.node, keys=keys)
        case Sequence():
            for item in node.items:
                yield from nodes(item, keys=keys)


def read_or_refused(text: str) -> tuple[Any, JsonError | None]:
    """What a text says, or why it is not JSON."""
    try:
        return plain(read_json(text)), None
    except JsonError as error:
        return None, error


def loaded(text: str) -> str | None:
    """What the standard library reads, None where it refuses."""
    try:
        return repr(json.loads(text))
    except (ValueError, RecursionError):
        return None


def refusal(text: str) -> JsonError:
    """Why a text is not JSON."""
    with pytest.raises(JsonError) as refused:
        read_json(text)
    return refused.value


@given(WRITTEN)
def test_what_was_written_is_read(written: tuple[Any, str]) -> None:
    """Any data come back, each value of the type it had, the keys in their order."""
    value, text = written

    assert repr(value) == repr(plain(read_json(text)))


@given(WRITTEN)
def test_each_node_stands_at_its_place(written: tuple[Any, str]) -> None:
    """The text at the place of a value or a key is the JSON of that value, and nothing besides."""
    _, text = written
    for node in nodes(read_json(text)):
        there = text[node.span.start : node.span.end]

        assert there.strip() == there
        assert repr(json.loads(there)) == repr(plain(node))


@given(WRITTEN)
def test_each_character_stands_at_its_place(written: tuple[Any, str]) -> None:
    """The runs of a text go from quote to quote without a gap, and what they stand on spells its characters."""
    _, text = written
    for node in nodes(read_json(text)):
        if not isinstance(node, Scalar):
            continue
        runs = json_runs(text, node)
        quote = isinstance(node.value, str)
        edges = [node.span.start + quote, *(edge for run in runs for edge in (run.start, run.start + run.spelt))]
        at = 0
        for run in runs:
            said, there = node.written[at : at + run.length], text[run.start : run.start + run.spelt]
            assert there == said or (run.length == 1 and there[0] == "\\" and json.loads(f'"{there}"') == said)
            at += run.length

        assert len(node.written) == at
        assert all(left == right for left, right in list(pairwise([*edges, node.span.end - quote]))[::2])


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", fullmatch=True))
def test_numbers_are_those_of_python(text: str) -> None:
    """A number has the value and the type that the standard library gives it, and is written as it was."""
    node = read_json(text)

    assert isinstance(node, Scalar)
    assert (repr(json.loads(text)), text) == (repr(node.value), node.written)


# What others let pass and we do not, for the next reader may not.
STRICTER = re.compile(
    "stands twice in one object$|^JSON has no (NaN|-?Infinity)$|^half a surrogate pair|greater than programs can hold$"
    "|^nested too deeply"
)


@given(wrong() | st.lists(PIECES, max_size=30).map("".join))
def test_what_is_json_is_json_to_others(text: str) -> None:
    """What is read, others read as the same; what is refused, others refuse too, or we are stricter on purpose."""
    ours, refused = read_or_refused(text)
    theirs = loaded(text)

    if refused is None:
        assert theirs == repr(ours)
    else:
        assert 0 <= refused.span.start <= refused.span.end <= len(text)
        assert theirs is None or STRICTER.search(refused.what)


@given(wrong(), st.data())
def test_an_unknown_value_stands_for_one(text: str, data: st.DataObject) -> None:
    """Wherever a value that nobody knows is let pass, a digit in its place makes the text JSON."""
    at = data.draw(st.integers(0, len(text)))
    open_text = text[:at] + NOBODY_KNOWS + text[at:]
    _, refused = read_or_refused(open_text)

    assert refused is not None or loaded(open_text.replace(NOBODY_KNOWS, "1")) is not None


@given(WRITTEN, st.data())
def test_any_value_may_be_unknown(written: tuple[Any, str], data: st.DataObject) -> None:
    """Whatever value of a text is not known, the rest is read as before."""
    _, text = written
    values = [node.span for node in nodes(read_json(text), keys=False)]
    span = data.draw(st.sampled_from(values))
    read = read_json(text[: span.start] + NOBODY_KNOWS + text[span.end :])
    (found,) = (node for node in nodes(read, keys=False) if node.span.start == span.start and isinstance(node, Scalar))

    assert (NOBODY_KNOWS, Unknown.VALUE, span.start + 1) == (found.written, found.value, found.span.end)
    assert values.index(span) == [node.span.start for node in nodes(read, keys=False)].index(span.start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufffc", ["\ufffc"]),
        ('{"a": \ufffc, "b": -\ufffc}', ["\ufffc", "-\ufffc"]),
        ("[1\ufffc, \ufffc\ufffc, \ufffc.5, 0.\ufffce3]", ["1\ufffc", "\ufffc\ufffc", "\ufffc.5", "0.\ufffce3"]),
        ("[-1\ufffc0.\ufffcE-\ufffc]", ["-1\ufffc0.\ufffcE-\ufffc"]),
    ],
)
def test_unknown_values(text: str, expected: list[str]) -> None:
    """A value known only when the message is sent is of every type, alone or as a part of a number."""
    found = [node for node in nodes(read_json(text)) if isinstance(node, Scalar) and node.value is Unknown.VALUE]

    assert expected == [node.written for node in found]
    assert expected == [text[node.span.start : node.span.end] for node in found]


@pytest.mark.parametrize(("text", "place"), [("\ufffc", (0, 1)), ('{"a": -\ufffc}', (6, 7)), ("[1\ufffc]", (1, 2))])
def test_no_value_is_open_where_none_can_be(text: str, place: tuple[int, int]) -> None:
    """In a text that nothing renders, the character means nothing."""
    with pytest.raises(JsonError) as refused:
        read_json(text, values=False)

    assert place == (refused.value.span.start, refused.value.span.end)


def test_an_unknown_value_within_a_text_is_text() -> None:
    """Between quotes it is a character like others."""
    for values in (True, False):
        assert {"a\ufffc": "x\ufffcy"} == plain(read_json('{"a\ufffc": "x\ufffcy"}', values=values))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('"a\\u5b57b"', ["a", "\\u5b57", "b"]),
        ('"\\uD83D\\ude00"', ["\\uD83D\\ude00"]),
        (
            '"\\u0000\\b\\f\\n\\r\\t\\/\\"\\\\n"',
            ["\\u0000", "\\b", "\\f", "\\n", "\\r", "\\t", "\\/", '\\"', "\\\\", "n"],
        ),
        ('"好\u2028\x7f"', ["好\u2028\x7f"]),
        ('""', []),
        ("-1.50e+3", ["-1.50e+3"]),
        ("null", ["null"]),
    ],
)
def test_runs(text: str, written: list[str]) -> None:
    """What stands as it is makes one run, an escape one of its own, a pair of them one character."""
    node = read_json(f" {text}\n")
    assert isinstance(node, Scalar)

    assert written == [f" {text}"[run.start : run.start + run.spelt] for run in json_runs(f" {text}\n", node)]


def test_nesting_has_a_bound() -> None:
    """So many levels are read; of one more the bracket is told."""
    deep = "[" * (MAX_DEPTH - 1) + '{"a":1}' + "]" * (MAX_DEPTH - 1)
    read_json(deep)

    assert (MAX_DEPTH, MAX_DEPTH + 1) == _place(refusal(f"[{deep}]"))


def _place(error: JsonError) -> tuple[int, int]:
    return error.span.start, error.span.end


_TOO_GREAT = 10**300

# Each refusal: 【】 stand around what it points at; what is said of it, and the mend, in both languages.
REFUSALS = [
    ("[" * MAX_DEPTH + "【[】", "nested too deeply, more than 100 levels; flatten it", "超過 100 層；請減少層數"),
    ('{"a": ' * MAX_DEPTH + "【{】}", "nested too deeply", "巢狀太深"),
    ("{} 【x】", "something follows the end of the JSON value; a file holds one value", "結束後還有其他文字"),
    ("{}\n【{】}", "put several into a list", "多個請放進清單"),
    ('"a"【:】 1', "something follows", "還有其他文字"),
    ("[1]【]】", "something follows", "還有其他文字"),
    ('{"a": 1, 【"a"】: 2}', '"a" stands twice in one object; readers differ', "「a」出現兩次"),
    ('{"a": 1, 【"\\u0061"】: 2}', '"a" stands twice', "「a」出現兩次"),
    ('{"a" 【1】}', 'a colon is missing after the key; write "key": value', "鍵的後面缺少冒號"),
    ('{"a"【,】 1}', "a colon is missing", "缺少冒號"),
    ('{"a"【}】', "a colon is missing", "缺少冒號"),
    ("[1【,】]", "a comma stands before the closing bracket; delete the comma", "最後一個項目後面多了逗號"),
    ('{"a": 1【,】 \n}', "a comma stands before the closing bracket", "多了逗號"),
    ('{"a": 1【]】', "] closes what { began; close it with }", "以 { 開頭，卻以 ] 結尾；請以 } 結尾"),
    ('{"a": [1, 2【}】', "} closes what [ began; close it with ]", "請以 ] 結尾"),
    ('["a" 【"】b"]', "a comma is missing before this; separate entries by commas", "前面缺少逗號"),
    ('{"text": "他說"【好】""}', 'write " within a text as \\"', '文字裡的 " 請寫成 \\"'),
    ("[1【;】 2]", "a comma is missing", "缺少逗號"),
    ("[true【\ufffc】]", "a comma is missing", "缺少逗號"),
    ('[\ufffc【"】a"]', "a comma is missing", "缺少逗號"),
    ("[\ufffc 【1】]", "a comma is missing", "缺少逗號"),
    (
        '{"d": \ufffc【-】\ufffc}',
        "a variable and other characters make a text without quotes",
        "變數與其他文字相連，卻沒有加雙引號",
    ),
    ("[1\ufffc【元】]", "a text stands in double quotes", "文字請加雙引號"),
    ("{【\ufffc】: 1}", "data decide what this object is; write the key out in the template", "物件內容由資料決定"),
    ('{"a": 1, 【\ufffc】}', "a value stands where a key must be", "應該是鍵的地方是變數"),
    ("{【altText】: 1}", 'the key altText has no quotes; write "altText"', '鍵 altText 沒有加雙引號；請寫成 "altText"'),
    ('{"a": 1, 【$ref】: 1}', "the key $ref has no quotes", "鍵 $ref"),
    ("{【標題】: 1}", 'write "標題"', '請寫成 "標題"'),
    ("{【12】: 1}", 'write "12"', '請寫成 "12"'),
    ('{"a": 1,【,】 "b": 2}', "a comma too many; delete it", "多了一個逗號；請刪除"),
    ("{【,】}", "a comma too many", "多了一個逗號"),
    ('{"a": 1, 【{】}}', 'a key in double quotes must stand here; write "key": value', "這裡必須是加雙引號的鍵"),
    ("{【]】", "a key in double quotes must stand here", "必須是加雙引號的鍵"),
    ("【{{】 x }}", "{{ begins a Jinja tag, and here is no template; end the name", "{{ 是 Jinja 標籤，但這裡不是範本"),
    ('{"a": [【{%】 if x %}1{% endif %}]}', "{% begins a Jinja tag", "{% 是 Jinja 標籤"),
    ("[【,】 1]", "a value is missing before ,; write a text in double quotes", ", 前面缺少值"),
    ('{"a": 【}】', "a value is missing before }", "} 前面缺少值"),
    ("[【<】b>]", "a value is missing before <", "< 前面缺少值"),
    ("[【NaN】]", "JSON has no NaN; write a number, or null", "JSON 沒有 NaN 這個值；請寫數字或 null"),
    ("[【-Infinity】]", "JSON has no -Infinity", "JSON 沒有 -Infinity"),
    ("[【inf】]", "JSON has no inf", "JSON 沒有 inf"),
    ("[【True】]", "True is no value of JSON; write true", "True 不是 JSON 的值；請寫 true"),
    ("[【FALSE】]", "write false", "請寫 false"),
    ("[【None】]", "write null", "請寫 null"),
    ('{"a": 【undefined】}', "undefined is no value of JSON; write null", "請寫 null"),
    ("[【0912345678】]", "0912345678 is no number of JSON; no leading zero", "電話、訂單編號請加雙引號"),
    ("[【+1】]", "+1 is no number", "+1 不是 JSON 的數字"),
    ("[【.5】]", ".5 is no number", ".5 不是 JSON 的數字"),
    ("[【1.】]", "1. is no number", "1. 不是 JSON 的數字"),
    ("[【1e】]", "1e is no number", "1e 不是 JSON 的數字"),
    ("[【0x1F】]", "0x1F is no number", "0x1F 不是 JSON 的數字"),
    ("[【2026-11-23】]", "2026-11-23 is no number", "2026-11-23 不是 JSON 的數字"),
    ("[【-】]", "- is no number", "- 不是 JSON 的數字"),
    ("[【flex】]", "flex has no quotes; a text stands in double quotes", "flex 沒有加雙引號；文字請加雙引號"),
    ("[【您的訂單】]", "您的訂單 has no quotes", "您的訂單 沒有加雙引號"),
    ("[【訂單】\ufffc]", "訂單 has no quotes", "訂單 沒有加雙引號"),
    ("[【0】\ufffc]", "0 is no number of JSON; no leading zero", "電話、訂單編號請加雙引號"),
    ("[【+】\ufffc]", "+ is no number of JSON", "+ 不是 JSON 的數字"),
    ("[【nullé】]", "nullé has no quotes", "nullé 沒有加雙引號"),
    ("[【1e400】]", "1e400 is greater than programs can hold; write a smaller number", "超出程式能表示的範圍"),
    ("[【-1e999】]", "-1e999 is greater", "-1e999 超出"),
    (f"[【{_TOO_GREAT}】]", "10000000000000000000…00000000 is greater", "10000000000000000000…00000000 超出"),
    ('{"a": "b【\n】"}', "a line end stands within a text; write \\n there", "文字裡有換行；請寫成 \\n"),
    ('["b【\r】\n"]', "a line end stands within a text", "文字裡有換行"),
    ('["b\\【\n】c"]', "a line end stands within a text", "文字裡有換行"),
    ('["b【\t】"]', "a tab stands within a text; write \\t", "定位字元（tab）；請寫成 \\t"),
    (
        '["b【\x00】"]',
        "a control character, U+0000, stands within a text; write \\u0000",
        "控制字元 U+0000；請寫成 \\u0000",
    ),
    ('["好【\x1b】[1m"]', "write \\u001b there", "請寫成 \\u001b"),
    ('["a", 【"】bcd', "the text ends within this string; was it cut off? Complete it", "內容就中斷了；檔案可能被截斷"),
    ('【"】bc\\"', "the text ends within this string", "這段文字還沒有結尾"),
    ('【"】bc\\', "the text ends within this string", "這段文字還沒有結尾"),
    (
        '["a【\\ud83d】"]',
        "half a surrogate pair, U+D83D, is no character; delete it, or write both",
        "U+D83D 只是半個代理對",
    ),
    ('["【\\uDE00】\\uD83D"]', "half a surrogate pair, U+DE00", "U+DE00 只是半個代理對"),
    ('["【\\ud83d】\\u0041"]', "half a surrogate pair, U+D83D", "半個代理對"),
    ('["x【\ud83d】\\ude00"]', "half a surrogate pair, U+D83D", "半個代理對"),
    ('{"【\udfff】": 1}', "half a surrogate pair, U+DFFF", "請刪除，或補上另一半"),
    (
        '["C:【\\d】ata"]',
        "\\d is no escape of JSON; a backslash itself is \\\\",
        "\\d 不是 JSON 的跳脫字元；反斜線本身請寫 \\\\",
    ),
    ('["【\\x】41"]', "\\x is no escape", "\\x 不是 JSON 的跳脫字元"),
    ('["【\\\'】"]', "\\' is no escape", "\\' 不是"),
    ('["【\\u12】"]', "a character by its number is \\u and four", "\\u 加四位十六進位數字"),
    ('["【\\u12】g4"]', "\\u12 is no escape", "\\u12 不是"),
    ('["【\\U】0001F600"]', "\\U is no escape", "\\U 不是"),
    ("【】", "there is nothing in it; write a message", "沒有內容；請寫入訊息"),
    ("【】 \n", "there is nothing in it", "沒有內容"),
    (f"[{'1,' * (MAX_VALUES - 1)}【1】]", "more than 30,000 values; split it", "超過 30,000 個值；請拆開"),
    ("【{】", "the text ends before this { is closed; was it cut off? Complete it", "這個 { 還沒有結尾，內容就中斷了"),
    ('{"a": 【[】1, ', "the text ends before this [ is closed", "這個 [ 還沒有結尾"),
    ('【{】"a": [1], "b"', "the text ends before this { is closed", "這個 { 還沒有結尾"),
    ('【{】"a": [1], "b": ', "the text ends before this { is closed", "這個 { 還沒有結尾"),
    (
        '{"a": 1, 【//】 so\n}',
        "JSON has no comments, and // begins one; delete it",
        "JSON 不能有註解，// 是註解的開頭；請刪除",
    ),
    (
        "【\ufeff】{}",
        "U+FEFF stands here, which JSON does not take for a blank; delete it",
        "這裡有 U+FEFF，JSON 不當作空白",
    ),
    ('{【\u00a0】"a": 1}', "U+00A0 stands here", "這裡有 U+00A0"),
    ("[1,【\u3000】2]", "U+3000 stands here", "這裡有 U+3000"),
    ('{"a":【\u200b】1}', "U+200B stands here", "這裡有 U+200B"),
    ("{}【\x00】", "U+0000 stands here", "這裡有 U+0000"),
    (
        '{"a"【：】 1}',
        "： is full-width and means nothing to JSON; write :",
        "： 是全形，在 JSON 裡沒有作用；請改成半形 :",
    ),
    ("[【'】a']", 'a text stands in double quotes ("), not in \'; write " on both sides', "不能用 '；前後都請改成 \""),
    ("{【“】a”: 1}", "not in “", "不能用 “"),
]


@pytest.mark.parametrize(("marked", "english", "chinese"), REFUSALS)
def test_refusals(marked: str, english: str, chinese: str) -> None:
    """Each mistake is told by its name, with the mend, at the characters that are wrong, in both languages."""
    before, _, rest = marked.partition("【")
    inside, _, after = rest.partition("】")
    error = refusal(before + inside + after)

    assert (len(before), len(before) + len(inside)) == _place(error)
    assert english in error.said
    assert chinese in in_language(error.said, CHINESE)


MARKS = [
    *[(f"[1 【{mark}】 so ]", "begins one", "是註解的開頭") for mark in ("//", "/*", "#", "{#", "<!--")],
    *[(f"[【{quote}】a{quote}]", 'write " on both sides', "前後都請改成") for quote in "'“”‘’「＂`"],
    *[
        (
            f'["a"【{wide}】 "b"]',
            f"{wide} is full-width and means nothing to JSON; write {narrow}",
            f"請改成半形 {narrow}",
        )
        for wide, narrow in zip("：，、｛｝［］０９－", ":,,{}[]09-", strict=True)
    ],
    ("【＂】a＂", "not in ＂", "不能用 ＂"),
    ("[【１】]", "１ is full-width", "１ 是全形"),
    ("{【｛】}", "｛ is full-width", "｛ 是全形"),
    ("[]【，】", "， is full-width", "， 是全形"),
]


@pytest.mark.parametrize(("marked", "english", "chinese"), MARKS)
def test_marks_of_other_notations(marked: str, english: str, chinese: str) -> None:
    """Comments, other quotes and full-width marks are each told as what they are."""
    test_refusals(marked, english, chinese)


def test_no_refusal_is_without_an_example() -> None:
    """Every place at which `jsonwords` refuses is reached by the table, and the table reaches no other."""
    tree = ast.parse(inspect.getsource(jsonwords))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "_fail"]
    lines = {line: call.lineno for call in calls for line in range(call.lineno, (call.end_lineno or 0) + 1)}
    reached = set()
    for marked, _, _ in [*REFUSALS, *MARKS]:
        trace = refusal(marked.replace("【", "").replace("】", "")).__traceback__
        steps = []
        while trace is not None:
            steps.append(trace)
            trace = trace.tb_next
        # The last step is `_fail` itself; the one before is where it was called.
        reached.add(lines[steps[-2].tb_lineno])

    assert {call.lineno for call in calls} == reached
