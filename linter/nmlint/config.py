"""The settings of a run: `nmlint.yaml` at the repository root, or `[tool.nmlint]` in pyproject.toml."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nmlint.bilingual import CHINESE, LANGUAGES, Bilingual, did_you_mean, joined
from nmlint.errors import UsageError
from nmlint.fields import FieldFault, Fields, unknown_name
from nmlint.finding import Severity
from nmlint.nodes import Entry, Mapped, Scalar, from_plain, mapping_of
from nmlint.source import Location, Source, Span
from nmlint.templatekeys import KnownTemplate, read_template_keys
from nmlint.yamltree import YamlError, read_yaml

CONFIG_NAME = "nmlint.yaml"
PYPROJECT = "pyproject.toml"
LOCK_NAME = "nmlint.lock"
NEVER = "never"
FAIL_ON = (*map(str, Severity), NEVER)
DEFAULT_PROFILE = "default"

_MAX_BYTES = 1024 * 1024
_TABLE = re.compile(r"^[ \t]*\[tool\.nmlint\b[^\]]*\]", re.MULTILINE)
_HOST = re.compile(r"(\*\.)?([\w-]+\.)+[\w-]+", re.UNICODE)
_KEYS = frozenset(
    {"extends", "profile", "paths", "hosts", "senders", "phones", "jinja", "lang", "fail_on", "template_keys"}
    | {"dispatch"}
)


EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols")
"""The extensions of Jinja that a template may need."""


@dataclass(frozen=True, slots=True)
class JinjaOptions:
    """How the user's own Jinja environment is set up, in Jinja's own names. Raises UsageError for what cannot be."""

    trim_blocks: bool = False
    lstrip_blocks: bool = False
    keep_trailing_newline: bool = False
    autoescape: bool = False
    block_start_string: str = "{%"
    block_end_string: str = "%}"
    variable_start_string: str = "{{"
    variable_end_string: str = "}}"
    comment_start_string: str = "{#"
    comment_end_string: str = "#}"
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.extensions:
            if name not in EXTENSIONS:
                hint = did_you_mean(name, EXTENSIONS)
                listed = ", ".join(EXTENSIONS)
                raise UsageError(
                    Bilingual(
                        f"no extension is called {name!r} here{hint or f'; there are {listed}'}",
                        f"沒有可用的擴充「{name}」{hint.chinese or f'；可用：{listed}'}",
                    ),
                )
        begins = (self.block_start_string, self.variable_start_string, self.comment_start_string)
        ends = (self.block_end_string, self.variable_end_string, self.comment_end_string)
        if len(set(begins)) < len(begins):
            raise UsageError(
                Bilingual(
                    "blocks, variables and comments must begin differently; give each delimiters of its own",
                    "區塊、變數與註解的開頭符號不可相同；請分別設定",
                ),
            )
        if any(not mark or mark != mark.strip() for mark in (*begins, *ends)):
            raise UsageError(
                Bilingual(
                    "a delimiter is empty or has blanks around it; write the bare characters",
                    "分隔符號不可空白，前後也不可有空格；請只寫符號本身",
                ),
            )

    @property
    def syntax(self) -> dict[str, Any]:
        """What an environment is made with that reads templates so; the extensions are for it to bring."""
        known = (each.name for each in fields(self))
        return {name: getattr(self, name) for name in known if name != "extensions"}


# The front comment is looked for between Jinja's own comment marks, so those two stay as they are.
_JINJA_SWITCHES = ("trim_blocks", "lstrip_blocks", "keep_trailing_newline", "autoescape")
_JINJA_MARKS = ("block_start_string", "block_end_string", "variable_start_string", "variable_end_string")
_JINJA_KEYS = frozenset({*_JINJA_SWITCHES, *_JINJA_MARKS, "extensions", "search_path"})


@dataclass(frozen=True, slots=True)
class PathSettings:
    """What holds for the files a glob names: a profile, and the facts that their own comments do not state."""

    glob: str
    profile: str | None
    declared: Mapped
    profile_at: Span | None = None

    def names(self, path: str) -> bool:
        """Whether the glob means this path, given relative to the root."""
        return _glob_pattern(self.glob).fullmatch(path) is not None


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run may be told; globs, packs and the search path are relative to `root`.

    `profile_at` is where `file` names the profile, None when the caller does. Where it is `locked`, nothing may differ
    from what LINE approved. `dispatch` is how messages are sent, which is read where they are.
    """

    lang: str = CHINESE
    profile: str = DEFAULT_PROFILE
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.ERROR
    as_of: str = field(default_factory=_today)
    hosts: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    jinja: JinjaOptions = JinjaOptions()
    search_path: tuple[str, ...] = ()
    paths: tuple[PathSettings, ...] = ()
    extends: tuple[str, ...] = ()
    template_keys: tuple[KnownTemplate, ...] = ()
    root: Path = Path()
    file: Source | None = None
    profile_at: Span | None = None
    locked: bool = False
    dispatch: Mapped | None = None

    def for_path(self, path: Path) -> PathSettings | None:
        """The first entry of `paths` that names a file."""
        relative = self.within_root(path) if self.paths else None
        return None if relative is None else next((entry for entry in self.paths if entry.names(relative)), None)

    def within_root(self, path: Path) -> str | None:
        """The path relative to the root, as it is written or else behind all links; None outside of it."""
        try:
            written, root = Path(os.path.abspath(path)), Path(os.path.abspath(self.root))  # noqa: PTH100  see below
            if not written.is_relative_to(root):
                written, root = path.resolve(), self.root.resolve()
            return written.relative_to(root).as_posix()
        except (OSError, ValueError):
            return None


def load_settings(start: Path, named: Path | None = None, *, lang: str = CHINESE) -> Settings:
    """The settings of the configuration that holds for a folder, or of the one named.

    Where there is none, or where it is silent, the defaults hold, with the language given here.
    """
    if named is not None:
        return _read(named, named.parent, lang)
    root = repository_root(start)
    file = None if root is None else _config_in(root)
    return Settings(root=root or start, lang=lang) if root is None or file is None else _read(file, root, lang)


def repository_root(start: Path) -> Path | None:
    """The first folder, from `start` upward, that holds a configuration or a git repository."""
    start = Path(os.path.abspath(start))  # noqa: PTH100  resolving links would leave the tree the user is in
    for folder in (start, *start.parents):
        if _is_there(folder / ".git") or _config_in(folder) is not None:
            return folder
    return None


def threshold(word: str) -> Severity | None:
    """The severity a `fail_on` word names; None for never."""
    return None if word == NEVER else Severity(word)


def check_patterns(patterns: Iterable[str], rules: Iterable[str]) -> None:
    """Every pattern names a rule, a family or a glob that hits one. Raises UsageError with the nearest name."""
    ids = frozenset(rules)
    families = frozenset(part for rule in ids for part in _families(rule))
    for pattern in patterns:
        if pattern in ids or pattern in families:
            continue
        if fnmatch.filter(ids, pattern):
            continue
        hint = did_you_mean(pattern, ids | families)
        said = f"沒有叫「{pattern}」的規則或類別{hint.chinese}"
        raise UsageError(Bilingual(f"no rule or family is called {pattern!r}{hint}", said))


def check_names(settings: Settings, profiles: Collection[str], scenarios: Collection[str]) -> None:
    """Every profile and scenario that the configuration file names exists. Raises UsageError with each place."""
    source = settings.file
    if source is None:
        return
    named = [("profile", settings.profile, settings.profile_at, profiles)]
    for entry in settings.paths:
        named.append((f"paths.{entry.glob}.profile", entry.profile or "", entry.profile_at, profiles))
        named += [
            (f"paths.{entry.glob}.scenario", inner.node.written, inner.node.span, scenarios)
            for inner in entry.declared.entries
            if inner.key == "scenario" and isinstance(inner.node, Scalar) and inner.node.value is not None
        ]
    faults = []
    for key, name, span, known in named:
        if span is not None and name not in known:
            what = unknown_name(key, name, known)
            faults.append(FieldFault(what, Location.of(source, span)))
    if faults:
        raise faulty(faults)


def _families(rule: str) -> Sequence[str]:
    parts = rule.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _is_there(path: Path) -> bool:
    # Path.exists raises where it may not look.
    return os.path.exists(path)  # noqa: PTH110


def _config_in(folder: Path) -> Path | None:
    own, shared, misnamed = folder / CONFIG_NAME, folder / PYPROJECT, folder / "nmlint.yml"
    if _is_there(misnamed):
        raise UsageError(
            Bilingual(f"{misnamed}: rename it to {CONFIG_NAME}", f"{misnamed}：請改名為 {CONFIG_NAME}"),
        )
    in_shared = os.path.isfile(shared) and _tool_table(shared) is not None  # noqa: PTH113  the same
    # A link that leads nowhere was meant to be a configuration too.
    in_own = os.path.lexists(own)
    if in_own and in_shared:
        raise UsageError(
            Bilingual(
                f"two configurations: {own} and [tool.nmlint] in {shared}; keep one",
                f"有兩份設定：{own} 與 {shared} 的 [tool.nmlint]；請只留一份",
            ),
        )
    return own if in_own else shared if in_shared else None


def _text(file: Path) -> str:
    try:
        # Without O_NONBLOCK, opening a named pipe waits for somebody to write into it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not stat.S_ISREG(file.stat().st_mode):
            raise UsageError(Bilingual(f"{file}: is no regular file", f"{file}：不是一般檔案"))
        with os.fdopen(os.open(file, flags), "rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            raise UsageError(Bilingual(f"{file}: larger than a megabyte", f"{file}：超過一百萬位元組"))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"{file}：不是 UTF-8；請以 UTF-8 存檔"
        raise UsageError(Bilingual(f"{file}: not UTF-8; save it as UTF-8", said)) from error
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise UsageError(Bilingual(f"{file}: cannot be read: {said}", f"{file}：無法讀取：{said}")) from error


def _tool_table(file: Path) -> Mapping[str, object] | None:
    text = _text(file)
    if "nmlint" not in text:
        return None
    import tomllib  # noqa: PLC0415  most repositories do not name us there

    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(Bilingual(f"{file}: no valid TOML: {error}", f"{file}：不是正確的 TOML：{error}")) from error
    except (RecursionError, ValueError) as error:
        raise _beyond_reading(file) from error
    table = tools.get("nmlint") if isinstance(tools, dict) else tools
    if table is not None and not isinstance(table, dict):
        name = "tool.nmlint" if isinstance(tools, dict) else "tool"
        raise UsageError(
            Bilingual(f"{file}: {name} must be a table: [{name}]", f"{file}：{name} 必須是表格：[{name}]"),
        )
    return table


def _beyond_reading(file: Path) -> UsageError:
    return UsageError(
        Bilingual(
            f"{file}: no valid TOML: nested too deep, or a number too long",
            f"{file}：不是正確的 TOML：巢狀過深，或數字過長",
        ),
    )


def _read(file: Path, root: Path, lang: str) -> Settings:
    source = Source(file.as_posix(), _text(file))
    if file.name == PYPROJECT:
        table = _tool_table(file)
        if table is None:
            raise UsageError(Bilingual(f"{file}: there is no [tool.nmlint]", f"{file}：裡面沒有 [tool.nmlint]"))
        found = _TABLE.search(source.text)
        at = Span(found.start(), found.end()) if found else Span(0, 0)
        try:
            node = from_plain(table, at)
        except (RecursionError, ValueError) as error:
            raise _beyond_reading(file) from error
    else:
        try:
            node = read_yaml(source)
        except YamlError as error:
            raise faulty(FieldFault.of_yaml(error)) from error
    top = mapping_of(node)
    if top is None:
        what = Bilingual("a configuration holds 'key: value' lines", "設定檔必須是「key: value」的形式")
        raise faulty([FieldFault(what, Location.of(source, node.span))])
    faults: list[FieldFault] = []
    settings = _settings(top, source, root, faults, lang)
    if faults:
        raise faulty(faults)
    return replace(settings, root=root, file=source)


def _settings(node: Mapped, source: Source, root: Path, faults: list[FieldFault], lang: str) -> Settings:
    spans: dict[str, Span] = {}
    top = Fields(node, source, faults, spans)
    top.only(_KEYS)
    for host in top.texts("hosts"):
        if not _HOST.fullmatch(host):
            what = Bilingual(
                f"hosts: {host!r} is no host name; write it like shop.example.com, without https:// and path",
                f"hosts：「{host}」不是網域名稱；請寫成 shop.example.com，不含 https:// 與路徑",
            )
            faults.append(FieldFault(what, Location.of(source, spans["hosts"])))
    jinja = JinjaOptions()
    found = top.fields("jinja")
    search_path = () if found is None else found.texts("search_path")
    if found is not None:
        try:
            jinja = _jinja(found)
        except UsageError as error:
            faults.append(FieldFault(error.args[0], Location.of(source, spans["jinja"])))
    return Settings(
        lang=top.text("lang", one_of=LANGUAGES) or lang,
        profile=top.text("profile") or DEFAULT_PROFILE,
        fail_on=threshold(top.text("fail_on", one_of=FAIL_ON) or Severity.ERROR),
        hosts=tuple(host.lower() for host in top.texts("hosts")),
        senders=top.texts("senders"),
        phones=top.texts("phones"),
        jinja=jinja,
        search_path=search_path,
        paths=tuple(_path(entry, inner, spans) for entry, inner in top.each("paths")),
        extends=top.texts("extends"),
        template_keys=_template_keys(top.text("template_keys"), root, faults),
        profile_at=spans.get("profile"),
        dispatch=top.mapped("dispatch"),
    )


def _template_keys(named: str | None, root: Path, faults: list[FieldFault]) -> tuple[KnownTemplate, ...]:
    if named is None:
        return ()
    return read_template_keys(Source((root / named).as_posix(), _text(root / named)), faults)


def _jinja(found: Fields) -> JinjaOptions:
    found.only(_JINJA_KEYS)
    given: dict[str, Any] = {name: found.truth(name) for name in _JINJA_SWITCHES}
    given |= {name: found.text(name) for name in _JINJA_MARKS}
    given["extensions"] = found.texts("extensions")
    return JinjaOptions(**{name: value for name, value in given.items() if value is not None})


def _path(entry: Entry, found: Fields, spans: Mapping[str, Span]) -> PathSettings:
    """The keys besides `profile` are a declaration, which is read where declarations are known."""
    node = entry.node
    inner = node.entries if isinstance(node, Mapped) else ()
    declared = Mapped(node.span, tuple(field for field in inner if field.key != "profile"))
    profile = found.text("profile")
    return PathSettings(entry.key, profile, declared, spans.get(f"paths.{entry.key}.profile"))


def _glob_pattern(glob: str) -> re.Pattern[str]:
    """`*` and `?` stay within a folder, `**` crosses folders."""
    parts = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(re.sub(r"\*\*/|\*\*|\*|\?|[^*?]+", lambda m: parts.get(m[0]) or re.escape(m[0]), glob))


def faulty(faults: Iterable[FieldFault]) -> UsageError:
    """The error that tells every fault of a configuration, each with its place."""
    lines = []
    for fault in sorted(faults, key=lambda fault: fault.location.start):
        place = f"{fault.location.path}:{fault.location.start.line}:{fault.location.start.column}: "
        lines.append(Bilingual(place + str(fault.what), place + fault.what.chinese))
    return UsageError(joined("\n", lines))
