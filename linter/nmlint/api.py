"""The Python call: judge a text, a file or a mapping, and get a report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint import __version__
from nmlint.bilingual import Bilingual, joined
from nmlint.catalogue import Catalogue, load_builtin, load_pack
from nmlint.catalogue.builtin import pack_roots
from nmlint.config import LOCK_NAME, Settings, check_names, check_patterns, load_settings
from nmlint.documents.discovery import Finder, is_template
from nmlint.documents.intake import is_workbook, read_input
from nmlint.documents.message import FORMS, message_document, read_message, read_nodes
from nmlint.documents.model import SEND_PLAN, SERVICE_PLAN, Declaration, Document
from nmlint.documents.reading import MAX_CHARACTERS, refuse_empty, shown_name
from nmlint.documents.template import TEMPLATE_SUFFIXES, declared_in_config, holds_tags, id_of_path, read_document
from nmlint.engine import Engine
from nmlint.errors import CatalogueError, Fault, UnreadableError, UsageError
from nmlint.fields import unknown_name
from nmlint.intent.table import shipped
from nmlint.messages.kinds import PLANS, kind_of_file, kind_of_text, unlike_a_message
from nmlint.opening import NotJudgedError, Opened
from nmlint.report import Artefact, Problem, Recommendation, Report
from nmlint.source import Source
from nmlint.verification import verified
from nmlint.yamltree import top_value

if TYPE_CHECKING:
    from nmlint.approval.standing import Approval
    from nmlint.approving import Approvals
    from nmlint.checks.planned import Planned

TEMPLATE, MESSAGE, UNKNOWN = "template", "message", "unknown"
KINDS = (TEMPLATE, MESSAGE, *PLANS)
UNNAMED = "<text>"
_HEAD = 64 * 1024

# What the program itself reads of the catalogue.
_TABLES = frozenset({"disguise/separators", "disguise/bopomofo", "line-messages", "channels"})
_LISTS = frozenset({"links/top-level-domains"})


@dataclass
class Judge:
    """One run: settings, the catalogue they ask for, and an engine for each profile in use.

    Making one raises UsageError for a wrong setting. What did not load of the catalogue is a fault of every report.
    """

    settings: Settings
    catalogue: Catalogue = field(init=False)
    _declared: Mapping[str, Declaration] = field(init=False)
    _engines: dict[str, Engine] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.catalogue = catalogue_of(self.settings)
        try:
            check_patterns((*self.settings.select, *self.settings.ignore), self.catalogue.rules)
            check_names(self.settings, self.catalogue.profiles, self.catalogue.scenarios)
            _require_rules_on(self.settings.as_of, self.catalogue)
            self._declared = declared_in_config(self.settings)
            self.engine(self.settings.profile)
        except UsageError as error:
            # What is unknown may be what did not load.
            raise UsageError(joined("\n", [error.args[0], *(fault.said for fault in self.catalogue.faults)])) from error

    def engine(self, profile: str) -> Engine:
        """The engine that judges under a profile."""
        if profile not in self._engines:
            if profile not in self.catalogue.profiles:
                raise UsageError(unknown_name("profile", profile, self.catalogue.profiles))
            self._engines[profile] = Engine(self.catalogue, replace(self.settings, profile=profile), self.read_step)
        return self._engines[profile]

    def finder(self, folder: Path) -> Finder:
        """Finds what templates include: beside them, in the search path, and below the repository or folder."""
        settings = self.settings
        return Finder((*(settings.root / entry for entry in settings.search_path), settings.root, folder))

    def document(self, source: Source, kind: str, path: Path | None = None) -> Document:
        """The document in a source. Raises UnreadableError."""
        entry = None if path is None else self.settings.for_path(path)
        supplied = None if entry is None else self._declared.get(entry.glob)
        return _reader(kind)(refuse_empty(source), supplied, self.id_of(source.name, path))

    def read_step(self, source: Source) -> Document:
        """The text of a plan's step, with what the configuration says of its path. Raises UnreadableError."""
        from nmlint.staging import kind_of_step  # noqa: PLC0415  late, with all of plans

        path = Path(source.name)
        said = self.kind_of(path, self.kind_of_text(path, source.text)) or kind_of_step(source)
        if said in PLANS:
            raise UnreadableError(_plan_as_text(source.name), problem="unsupported-kind")
        return self.document(source, said, path)

    def not_judged(self, name: str, kind: str, error: UnreadableError, path: Path | None = None) -> Artefact:
        """The artefact of an input that could not be read."""
        problem = Problem(error.problem, error.reason, error.location)
        return Artefact(self.id_of(name, path), name, kind, None, problem=problem)

    def id_of(self, name: str, path: Path | None = None) -> str:
        """The id of an input that names none: its path below the root, the same wherever the run started."""
        within = None if path is None else self.settings.within_root(path)
        return id_of_path(shown_name(within or name))

    def judge_source(self, source: Source, kind: str, finder: Finder, path: Path | None = None) -> Artefact:
        """The verdict on a text; one that cannot be judged has a problem instead."""
        try:
            document = self.document(source, kind, path)
            return self.judge_document(document, finder, path)
        except UnreadableError as error:
            return self.not_judged(source.name, kind, error, path)

    def judge_document(self, document: Document, finder: Finder, path: Path | None = None) -> Artefact:
        """The verdict on a document, under the profile that its path asks for."""
        engine = self.engine(self._profile_for(path))
        try:
            approval = self._approval(document, finder, path)
        except NotJudgedError as error:
            return Artefact(document.id, document.source.name, document.kind, None, problem=error.problem)
        return engine.judge(document, finder, approval)

    def _approval(self, document: Document, finder: Finder, path: Path | None) -> Approval | None:
        """How a document stands to what LINE approved. Raises NotJudgedError, UnreadableError."""
        if path is None or self.approvals is None or document.kind in PLANS:
            return None
        opener = self.engine(self._profile_for(path)).opener
        return self.approvals.of(document, path, opener, finder, self.read_step)

    def read_file(self, path: Path) -> Document:
        """The document in a file, as what it says or shows that it is. Raises UnreadableError."""
        source = read_input(path, shown_name(path))
        kind = self.kind_of(path, self.kind_of_file(path))
        if kind is None:
            raise UnreadableError(_kind_unknown())
        return self.document(source, kind, path)

    def open_file(self, path: Path) -> tuple[Engine, Opened, Approval | None]:
        """A template or message: the engine that judges it, what it becomes, and how it stands to its approval.

        Raises UnreadableError, NotJudgedError.
        """
        document, finder = self.read_file(path), self.finder(path.parent)
        engine = self.engine(self._profile_for(path))
        return engine, engine.opener.open(document, finder), self._approval(document, finder, path)

    @cached_property
    def approvals(self) -> Approvals | None:
        """What LINE approved, None where the project has no lock. Raises UsageError for a lock that cannot be read."""
        path = self.settings.root / LOCK_NAME
        if not os.path.lexists(path):
            if self.settings.locked:
                raise UsageError(_no_lock(shown_name(_from_here(path))))
            return None
        # Late: few projects have a lock yet.
        from nmlint.approval.lock import read_lock  # noqa: PLC0415
        from nmlint.approving import Approvals  # noqa: PLC0415

        name = shown_name(_from_here(path))
        try:
            lock = read_lock(path, name, self.settings.as_of)
        except UnreadableError as error:
            raise UsageError(error.placed(name)) from error
        settings = self.settings
        return Approvals(lock, self.catalogue, settings.within_root, self._is_there, demanded=settings.locked)

    def _is_there(self, within: str) -> bool:
        return (self.settings.root / within).exists()

    def judge_plan(self, document: Document, finder: Finder, path: Path) -> tuple[Planned, Artefact]:
        """A send plan with its texts, and the verdict on it, under the profile that its path asks for."""
        engine = self.engine(self._profile_for(path))
        return engine.judge_plan(engine.opener.open(document, finder))

    def _profile_for(self, path: Path | None) -> str:
        entry = None if path is None else self.settings.for_path(path)
        return (entry.profile if entry else None) or self.settings.profile

    def judge_file(self, path: Path, finder: Finder, kind: str | None = None) -> Artefact:
        """The verdict on a file, as what it says or shows that it is, unless a kind is given."""
        name = shown_name(path)
        known = self.kind_of(path, self.kind_of_file(path))
        known = known if known in PLANS else kind or known
        try:
            source = read_input(path, name)
        except UnreadableError as error:
            return self.not_judged(name, known or UNKNOWN, error, path)
        return self.judge_source(source, known, finder, path) if known else self.refused(source, path)

    def kind_of(self, path: Path, said: str | None, wanted: str | None = None) -> str | None:
        """What a file is judged as, of which is known what it says or shows that it is, and what the caller says."""
        if said in PLANS:
            return said
        if is_workbook(path):
            return SERVICE_PLAN
        if is_template(path):
            return TEMPLATE
        configured = self.settings.for_path(path) is not None
        if configured and path.suffix.lower() not in FORMS:
            return TEMPLATE
        return wanted or said or (MESSAGE if configured else None)

    def kind_of_file(self, path: Path) -> str | None:
        """What a JSON or YAML file says or shows that it is."""
        return kind_of_file(path, self.engine(self.settings.profile).opener.shapes)

    def kind_of_text(self, path: Path, text: str) -> str | None:
        """The same, of a text that would stand at the path."""
        return kind_of_text(path, text, self.engine(self.settings.profile).opener.shapes)

    def refused(self, source: Source, path: Path) -> Artefact:
        """The artefact of a file of which nothing says what it is; one that is broken is told where."""
        form = FORMS.get(path.suffix.lower())
        try:
            if form is not None:
                read_nodes(refuse_empty(source), form)
            reason = unlike_a_message() if form else UnreadableError(_kind_unknown())
        except UnreadableError as error:
            return replace(self.not_judged(source.name, MESSAGE, error, path), sources={source.name: source})
        return self.not_judged(source.name, UNKNOWN, reason, path)

    def report(self, artefacts: Iterable[Artefact]) -> Report:
        """The report on what was judged, in the order given."""
        catalogue = self.catalogue
        policy = replace(catalogue.policy_identity, as_of=self.settings.as_of)
        settings = self.settings
        return Report(
            tuple(artefacts),
            catalogue.identity,
            policy,
            __version__,
            settings.fail_on,
            settings.lang,
            catalogue.faults,
            shipped().sha256,
        )


def check(
    source: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any],
    *,
    kind: str | None = None,
    name: str | None = None,
    config: Settings | str | os.PathLike[str] | None = None,
) -> Report:
    """Judges a text, a file or a message before it is sent.

    `source` is a text (a template when it holds Jinja tags, unless `kind` says otherwise; JSON when it looks so), a
    path, or a mapping: with `text` or what a request to LINE holds (`to`, `messages`, `templateKey`, …), and any key of
    a template's front comment (`scenario`, `sender`, `evidence`, …). One of LINE's objects or a list of them will do.
    `name` is how the text is called in findings. `config` is a configuration file or `Settings`; without one, a file
    is judged under the configuration of its folder and a text under the defaults.

    Raises UsageError for a wrong call, UnreadableError never: what cannot be judged is in the report.
    """
    if kind not in (None, *KINDS):
        raise UsageError(
            Bilingual(
                f"what can be judged is one of {', '.join(KINDS)}; there is no kind {kind!r}",
                f"可以判斷的是 {'、'.join(KINDS)}；沒有 {kind!r} 這一種",
            )
        )
    if name is not None and any("\ud800" <= char <= "\udfff" for char in name):
        raise UsageError(Bilingual(f"half a character stands in the name {name!a}", f"名稱 {name!a} 含有半個字元"))
    path = Path(source) if isinstance(source, os.PathLike) else None
    judge = _judge(config, path)
    if path is not None:
        return judge.report([judge.judge_file(path, judge.finder(path.parent), kind)])
    finder = judge.finder(Path.cwd())
    if isinstance(source, Mapping) or (
        isinstance(source, Sequence) and not isinstance(source, str | bytes | bytearray)
    ):
        try:
            document = _of_data(source, name or UNNAMED, kind)
        except UnreadableError as unreadable:
            return judge.report([judge.not_judged(name or UNNAMED, kind or MESSAGE, unreadable)])
        return judge.report([judge.judge_document(document, finder)])
    if not isinstance(source, str):
        raise UsageError(f"a text, a path or a mapping can be judged, not {type(source).__name__}")
    if _is_name_of_template(source):
        raise UsageError(
            Bilingual(
                f"{source!r} is the name of a template, and a str is judged as the text itself; pass pathlib.Path(…)",
                f"「{source}」是範本的檔名，而字串會被當成訊息內容檢查；請傳入 pathlib.Path(…)",
            )
        )
    if len(source) > MAX_CHARACTERS:
        too_long = UnreadableError(
            Bilingual(f"the text is longer than {MAX_CHARACTERS:,} characters", f"內容超過 {MAX_CHARACTERS:,} 字")
        )
        return judge.report([judge.not_judged(name or UNNAMED, kind or MESSAGE, too_long)])
    return judge.report([judge.judge_source(Source(name or UNNAMED, source), kind or kind_of_words(source), finder)])


def _reader(kind: str) -> Callable[[Source, Declaration | None, str | None], Document]:
    if kind == SEND_PLAN:
        from nmlint.documents.sendplan import read_send_plan  # noqa: PLC0415  late: most runs read no plan

        return read_send_plan
    if kind == SERVICE_PLAN:
        from nmlint.documents.serviceplan import read_service_plan  # noqa: PLC0415  late, as above

        return read_service_plan
    return read_document if kind == TEMPLATE else read_message


def kind_of_words(text: str) -> str:
    """What a text of no name is judged as: a plan that says so, a template by Jinja's marks, else a message."""
    said = top_value(text[:_HEAD], "kind")
    if said in PLANS:
        return said
    return TEMPLATE if holds_tags(text) else MESSAGE


def _of_data(data: Mapping[str, Any] | Sequence[Any], name: str, kind: str | None) -> Document:
    """The document of plain data. Raises UnreadableError."""
    said = data.get("kind") if isinstance(data, Mapping) else None
    if SEND_PLAN in (kind, said):
        from nmlint.documents.sendplan import plan_document  # noqa: PLC0415  late, with all of plans

        return plan_document(data, name)
    if SERVICE_PLAN in (kind, said):
        from nmlint.documents.serviceplan import service_plan_document  # noqa: PLC0415  late, as above

        return service_plan_document(data, name)
    return message_document(data, name, kind or MESSAGE)


def recommend(
    source: str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any],
    *,
    kind: str | None = None,
    name: str | None = None,
    config: Settings | str | os.PathLike[str] | None = None,
) -> Recommendation | None:
    """The channel that a text, a file or a message should take, why, and what would change the answer.

    It takes what `check` takes. None where there is no whole answer to go by: it could not be judged, not every rule
    was asked, or one did not load; `check` says which. Raises UsageError for a wrong call.
    """
    report = check(source, kind=kind, name=name, config=config)
    return None if report.faults else report.artefacts[0].recommendation


def catalogue_of(settings: Settings) -> Catalogue:
    """The built-in catalogue, extended by the rule packs of the settings; what did not load is in its faults.

    Raises CatalogueError when a file did not load without which nothing can be judged.
    """
    catalogue = _builtin()
    for pack in settings.extends:
        folder = _from_here(settings.root / pack)
        catalogue = verified(load_pack(folder, catalogue), pack_roots(folder))
    missing = sorted((_TABLES - catalogue.tables.keys()) | (_LISTS - catalogue.lists.keys()))
    if missing:
        what = Bilingual("did not load, and nothing can be judged without it", "沒有載入，缺少它就無法檢查")
        paths = [f"{'rules' if '/' in name else 'policies'}/{name}.yaml" for name in missing]
        raise CatalogueError((*catalogue.faults, *(Fault(path, 1, what) for path in paths)))
    return catalogue


def _from_here(folder: Path) -> Path:
    """The folder as a person would name it who stands where the run started."""
    try:
        return Path(os.path.abspath(folder)).relative_to(Path.cwd())  # noqa: PTH100  links stay as they are written
    except ValueError:
        return folder


def _require_rules_on(day: str, catalogue: Catalogue) -> None:
    """Raises UsageError on a day before the catalogue's own mandatory rules, on which an advertisement would pass."""
    # A rule from after the day of the policy is one of the future, and rightly not in force yet.
    mandatory = [rule.effective_from or "" for rule in catalogue.rules.values() if rule.mandatory]
    first = max((start for start in mandatory if start <= catalogue.policy_identity.as_of), default="")
    if day < first:
        raise UsageError(
            Bilingual(
                f"nothing can be judged as of {day}: the catalogue speaks from {first} on",
                f"無法以 {day} 為基準日：規則自 {first} 起才齊備",
            )
        )


def _plan_as_text(name: str) -> Bilingual:
    return Bilingual(
        f"{name} is a plan itself, and what is asked for is a text; name a template or a message",
        f"{name} 本身是計畫，不是訊息內容；請指定範本或訊息檔",
    )


def _no_lock(name: str) -> Bilingual:
    return Bilingual(
        f"there is no {name}, so nothing is known to be approved; record what LINE approved with nmlint approve",
        f"沒有 {name}，不知道哪些內容已核准；請以 nmlint approve 記錄 LINE 的核准",
    )


def _is_name_of_template(text: str) -> bool:
    # Path.is_file raises for a text that can be no name.
    return "\n" not in text and text.endswith(tuple(TEMPLATE_SUFFIXES)) and os.path.isfile(text)  # noqa: PTH113


def _kind_unknown() -> Bilingual:
    suffixes = ", ".join(sorted(TEMPLATE_SUFFIXES))
    return Bilingual(
        f"it is not known what kind of file this is; templates end in {suffixes}, messages in .json or .yaml, "
        "for a plain text say --kind message or --kind template",
        f"不知道這是哪一種檔案；範本的副檔名是 {suffixes}，訊息是 .json 或 .yaml，"
        "純文字檔請加上 --kind message 或 --kind template",
    )


def _judge(config: Settings | str | os.PathLike[str] | None, path: Path | None) -> Judge:
    if isinstance(config, Settings):
        return _kept(config)
    if config is not None:
        if not isinstance(config, str | os.PathLike):
            said = type(config).__name__
            raise UsageError(
                Bilingual(f"config is a path or Settings, not {said}", f"config 要是路徑或 Settings，不是 {said}")
            )
        return Judge(load_settings(Path.cwd(), Path(config)))
    return _kept(Settings()) if path is None else Judge(load_settings(path.parent))


@lru_cache(maxsize=8)
def _kept(settings: Settings) -> Judge:
    """A judge that is made once, for callers that ask for every message."""
    return Judge(settings)


@lru_cache(maxsize=1)
def _builtin() -> Catalogue:
    return load_builtin()
