"""Holds rules to their own examples: each must be found where it is marked, and what is innocent must pass."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmlint import __version__
from nmlint.bilingual import CHINESE, Bilingual, in_language
from nmlint.catalogue import Catalogue, Rule, cache
from nmlint.catalogue.examples import Example, parse_examples
from nmlint.catalogue.gathering import Root, gather
from nmlint.catalogue.tree import read_tree
from nmlint.config import Settings
from nmlint.documents.message import declared
from nmlint.documents.model import SERVICE_PLAN, Document
from nmlint.documents.surroundings import InMemory
from nmlint.documents.template import read_document
from nmlint.engine import Engine
from nmlint.errors import Fault, UnreadableError
from nmlint.opening import NotJudgedError, Resolve
from nmlint.source import Source
from nmlint.templatekeys import KnownTemplate

if TYPE_CHECKING:
    from nmlint.approval.standing import Approval

# Grows by one whenever what is asked of an example changes.
_FORMAT = 5
_TEXT = "example"


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of a rule, the line it stands in, and whether the rule must find it."""

    rule: str
    path: str
    line: int
    example: Example
    wanted: bool


def trials(catalogue: Catalogue, roots: Iterable[Root]) -> Iterator[Trial]:
    """The examples of every rule that loaded from these roots."""
    files, _ = gather(roots)
    for file in files:
        rule = catalogue.rules.get(file.id)
        if file.part != "rules" or rule is None or rule.path != file.path:
            continue
        tree = read_tree(Source(file.path, file.content.decode("utf-8-sig")))
        examples = parse_examples(tree.data["examples"])
        for part, listed in (("finds", examples.finds), ("passes", examples.passes)):
            for number, example in enumerate(listed):
                line = tree.key(("examples", part, number)).line
                yield Trial(rule.id, file.path, line, example, part == "finds")


@dataclass
class Verifier:
    """Tries the rules of one catalogue, all of them in force, on their examples."""

    catalogue: Catalogue
    _engines: dict[Settings, Engine] = field(init=False, default_factory=dict)

    def fault(self, trial: Trial) -> Fault | None:
        """What is wrong with a rule or its example, None when they agree."""
        rule, example = self.catalogue.rules[trial.rule], trial.example
        if example.moment is not None:
            return self._fault_of_moment(trial, rule, example.moment)
        try:
            document = _document(example, tuple(rule.applies.get("kinds", ("template", "message"))))
        except UnreadableError as error:
            return _unjudged(trial, error.reason)
        resolve, engine = _resolver(example), self._engine(rule, example)
        try:
            artefact = engine.judge(document, resolve, _approval(document, example, engine, resolve))
        except (UnreadableError, NotJudgedError) as error:
            return _unjudged(trial, str(error))
        if artefact.problem is not None:
            return _unjudged(trial, artefact.problem.message)
        findings = [finding for finding in artefact.findings if finding.rule == rule.id]
        if not trial.wanted:
            return _found(trial, findings[0].matched) if findings else None
        if not findings:
            return _missed(trial)
        marked = [(span.start, span.end) for span in example.spans]
        found = sorted({(finding.location.start.offset, finding.location.end.offset) for finding in findings})
        return _elsewhere(trial, marked, found) if marked and marked != found else None

    def _fault_of_moment(self, trial: Trial, rule: Rule, facts: Mapping[str, Any]) -> Fault | None:
        """The same of a rule that is asked at the moment of sending."""
        # Late: most runs try nothing.
        from nmlint.checks.moment_facts import moment_of  # noqa: PLC0415

        try:
            moment = moment_of(facts)
        except (ValueError, UnreadableError) as error:
            return _unjudged(trial, str(error))
        asked = self._engine(rule, trial.example).rulebook.moments(rule.check["dispatch"]["about"])
        flaw = next(ask(moment) for prepared, ask in asked if prepared.rule.id == rule.id)
        if flaw is None:
            return _missed(trial) if trial.wanted else None
        found = [] if flaw.start is None or flaw.end is None else [(flaw.start, flaw.end)]
        if not trial.wanted:
            return _found(trial, "".join(trial.example.text[start:end] for start, end in found))
        marked = [(span.start, span.end) for span in trial.example.spans]
        return _elsewhere(trial, marked, found) if marked != found and isinstance(facts.get("value"), str) else None

    def _engine(self, rule: Rule, example: Example) -> Engine:
        """An engine for callers who registered what the example says, on a day on which the rule is in force."""
        day = max(self.catalogue.policy_identity.as_of, rule.effective_from or "")
        day = example.as_of or min(day, rule.effective_until or day)
        keys = tuple(
            KnownTemplate(key, tuple(parts.get("items", ())), tuple(parts.get("buttons", ())))
            for key, parts in example.template_keys.items()
        )
        settings = Settings(
            hosts=example.hosts, senders=example.senders, phones=example.phones, template_keys=keys, as_of=day
        )
        if settings not in self._engines:
            # No profile may keep a rule from being tried.
            plain = replace(self.catalogue.profiles[settings.profile], rules={})
            self._engines[settings] = Engine(replace(self.catalogue, profiles={settings.profile: plain}), settings)
        return self._engines[settings]


def verified(catalogue: Catalogue, roots: Sequence[Root]) -> Catalogue:
    """The catalogue without those rules of a pack that fail at their own examples, each failure a fault."""
    failed = _failures(catalogue, roots)
    rules = {name: rule for name, rule in catalogue.rules.items() if name not in failed}
    faults = {*catalogue.faults, *(fault for listed in failed.values() for fault in listed)}
    return replace(catalogue, rules=rules, faults=tuple(sorted(faults))) if failed else catalogue


def _failures(catalogue: Catalogue, roots: Sequence[Root]) -> dict[str, list[Fault]]:
    """By rule; tried once for each state of the catalogue, which holds the pack."""
    parts = [str(_FORMAT), __version__, catalogue.identity.sha256, catalogue.policy_identity.sha256]
    parts += [root.name for root in roots]
    key = hashlib.sha256("\0".join(["examples", *parts]).encode("utf-8", "surrogateescape")).hexdigest()
    kept = cache.read(key)
    if kept is not None:
        return {name: [_revived(*fault) for fault in listed] for name, listed in json.loads(kept).items()}
    verifier = Verifier(catalogue)
    failed: dict[str, list[Fault]] = {}
    for trial in trials(catalogue, roots):
        if fault := verifier.fault(trial):
            failed.setdefault(trial.rule, []).append(fault)
    plain = {name: [_kept(fault) for fault in listed] for name, listed in failed.items()}
    cache.write(key, json.dumps(plain).encode())
    return failed


def _kept(fault: Fault) -> tuple[str, int, list[str], list[str]]:
    what, mend = ([str(text), in_language(text, CHINESE)] for text in (fault.what, fault.mend))
    return fault.path, fault.line, what, mend


def _revived(path: str, line: int, what: Sequence[str], mend: Sequence[str]) -> Fault:
    return Fault(path, line, Bilingual(*what), Bilingual(*mend))


def _resolver(example: Example) -> Resolve:
    """Finds the files of an example by their names, and itself by the name that its places are told under."""
    return InMemory(Source(name, text) for name, text in {**example.files, _TEXT: example.text}.items())


def _approval(document: Document, example: Example, engine: Engine, resolve: Resolve) -> Approval | None:
    """How the example stands to what LINE approved of it. Raises NotJudgedError, UnreadableError."""
    if example.approved is None:
        return None
    # Late: most runs try nothing.
    from nmlint.approval.fingerprint import taken  # noqa: PLC0415
    from nmlint.approval.lock import Lock  # noqa: PLC0415
    from nmlint.approval.model import Approved  # noqa: PLC0415
    from nmlint.approving import Approvals  # noqa: PLC0415

    entries = {}
    if example.approved:
        before = read_document(Source(_TEXT, example.approved))
        known = taken(before, _TEXT, partial(engine.opener.open, resolve=resolve), partial(_named, resolve=resolve))
        entries[document.id] = Approved(known.fingerprint, "2026-01-05", "SP-1", __version__)
    found = Approvals(Lock(entries), engine.catalogue, lambda _: _TEXT, demanded=True)
    return found.of(document, Path(_TEXT), engine.opener, resolve, read_document)


def _named(name: str, resolve: Resolve) -> Document:
    source = resolve(name, _TEXT)
    if source is None:
        raise UnreadableError(Bilingual(f"there is no file {name!r}", f"找不到「{name}」"))
    return read_document(source)


def _document(example: Example, kinds: Sequence[str]) -> Document:
    """The example as a document, with what stands around it declared. Raises UnreadableError."""
    source = Source(_TEXT, example.text)
    if example.is_template:
        return read_document(source)
    if example.is_plan:
        # Late: a run without packs tries nothing.
        from nmlint.documents.sendplan import read_send_plan  # noqa: PLC0415
        from nmlint.documents.serviceplan import read_service_plan  # noqa: PLC0415

        return read_service_plan(source) if SERVICE_PLAN in kinds else read_send_plan(source)
    facts = {
        "scenario": example.scenario,
        "message": example.type,
        "sender": example.sender,
        "evidence": dict(example.evidence),
        "products": list(example.products),
        "links": dict(example.links),
        "variables": {name: dict(facts) for name, facts in example.variables.items()},
        "fallback": {"channel": "sms", "after": "30m"} if example.fallback else None,
    }
    declaration = declared({key: value for key, value in facts.items() if value}, source)
    if example.title is not None:
        # A title stands in the front comment, so an example with one is judged by what the comment would say.
        declaration = replace(declaration, title=example.title)
    kind = "template" if "{{" in example.text or "message" not in kinds else "message"
    return Document(kind, _TEXT, source, declaration, example.form)


def _fault(trial: Trial, what: Bilingual, mend: Bilingual) -> Fault:
    left_out = Bilingual(
        f"{what}, so the rule {trial.rule} does not judge", f"{what.chinese}，因此規則 {trial.rule} 不會參與檢查"
    )
    return Fault(trial.path, trial.line, left_out, mend)


def _unjudged(trial: Trial, reason: str) -> Fault:
    chinese = in_language(reason, CHINESE)
    what = Bilingual(f"the example cannot be judged: {reason}", f"無法檢查這個範例：{chinese}")
    return _fault(trial, what, Bilingual("mend the example", "請修正範例"))


def _missed(trial: Trial) -> Fault:
    what = Bilingual("the example is not found", "找不到這個範例")
    return _fault(trial, what, Bilingual("mend the check or the example", "請修正 check 或範例"))


def _found(trial: Trial, matched: str) -> Fault:
    what = Bilingual(f"the innocent example is found, at {matched!r}", f"應該放行的範例被「{matched}」觸發")
    return _fault(trial, what, Bilingual("narrow the check, or mend the example", "請縮小 check 的範圍，或修正範例"))


def _elsewhere(trial: Trial, marked: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> Fault:
    wanted, got = (_quoted(trial.example.text, places) for places in (marked, found))
    what = Bilingual(
        f"the example marks {wanted}, but the rule finds {got}",
        f"範例標出{wanted.chinese}，規則找到的卻是{got.chinese}",
    )
    return _fault(trial, what, Bilingual("mark exactly what the rule finds", "請標出規則真正找到的文字"))


def _quoted(text: str, places: Sequence[tuple[int, int]]) -> Bilingual:
    return Bilingual(
        ", ".join(f"{text[start:end]!r} (characters {start + 1} to {end})" for start, end in places),
        "、".join(f"「{text[start:end]}」（第 {start + 1} 至 {end} 字）" for start, end in places),
    )
