"""The page: each variant with its findings beside it, and what is left to say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from markupsafe import Markup

from nmlint.bilingual import in_language
from nmlint.engine import Engine
from nmlint.messages.content import Content
from nmlint.opening import Opened, declared_title
from nmlint.output.preview import devices
from nmlint.output.preview.chat import chat, lock_screen
from nmlint.output.preview.heading import heading
from nmlint.output.preview.marks import Marker, Numbered
from nmlint.output.preview.markup import EMPTY, element, text
from nmlint.output.preview.notes import Notes, placed
from nmlint.output.preview.scene import Scene
from nmlint.output.preview.taps import rest, taps
from nmlint.output.preview.words import say
from nmlint.output.terminal import one_line
from nmlint.output.words import word
from nmlint.rendering import Origin
from nmlint.report import Report
from nmlint.rulebook import type_of
from nmlint.source import Location

GENERATOR = "nmlint preview"
MOST_VARIANTS = 12
"""How many variants a page shows; the others can be asked for one by one."""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_NOTIFICATIONS = ("line-flexible", "line-template")
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


def is_page(head: bytes) -> bool:
    """Whether a file that begins so is a page of ours."""
    return head.startswith(b"<!doctype html>") and f'<meta name="generator" content="{GENERATOR}'.encode() in head


@dataclass
class Preview:
    """The page about the first artefact of a report; `only` is the one variant to show, counted from 1.

    A page that is `unrolled` has every card of a carousel in sight, for a picture, which nobody can scroll.
    """

    engine: Engine
    opened: Opened
    report: Report
    only: int | None = None
    unrolled: bool = False
    _contents: Mapping[int, Content] = field(init=False)
    _notes: Notes = field(init=False)
    _findings: Sequence[Numbered] = field(init=False)
    _markable: Sequence[Numbered] = field(init=False)

    def __post_init__(self) -> None:
        findings = self.report.artefacts[0].findings
        self._contents = numbered_contents(self.opened)
        self._findings = [Numbered(number, finding) for number, finding in enumerate(findings, 1)]
        self._markable = [numbered for numbered in self._findings if not numbered.finding.placeless]

    def html(self) -> str:
        """The whole page; the same for the same input."""
        self._notes = Notes(self.engine.catalogue, self.report.lang)
        title = self._say("title", id=one_line(self.report.artefacts[0].id))
        style = Markup(files(__package__).joinpath("style.css").read_text("utf-8"))  # noqa: S704  our own file
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
            element("meta", name="generator", content=f"{GENERATOR} {self.report.nmlint}"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            element("style", style),
        )
        top = heading(title, self.opened, self.report, self.engine.catalogue)
        body = element("body", top, element("main", *self._sections()), self._footer())
        page = element("html", head, body, lang=self.report.lang, class_="unrolled" if self.unrolled else None)
        return f"<!doctype html>\n{page}\n"

    def _say(self, key: str, **names: object) -> str:
        return say(key, self.report.lang).format(**names)

    def _sections(self) -> Iterator[Markup]:
        total, only = _total(self.opened), self.only
        numbers = list(self._contents)[:MOST_VARIANTS] if only is None else [only]
        if len(numbers) < len(self._contents):
            words = "cut" if only is None else "one-of"
            yield element("p", self._say(words, total=total, shown=len(numbers), number=only), class_="cut")
        seen: set[int] = set()
        for number in numbers:
            yield self._variant(number, self._contents[number], seen)
        yield from self._elsewhere(seen, numbers)
        yield from self._not_shown()

    def _variant(self, number: int, content: Content, seen: set[int]) -> Markup:
        """A variant with what is said of it; the findings that are marked in it are added to those seen."""
        total, prefix = _total(self.opened), f"v{number}"
        marker = Marker(self._markable, prefix, self.report.lang)
        title = declared_title(self.opened.document)
        scene = Scene(content, marker, self.report.lang, title.variant if title else None)
        drawn = [*self._device(scene), taps(scene), rest(scene)]
        seen.update(marker.places)
        named, condition = self._say("message"), EMPTY
        if total > 1:
            named = self._say("variant", number=number, total=total)
            when = content.variant.condition
            said = element("code", one_line(when)) if when else text(self._say("always"))
            condition = element("p", self._say("variant-when"), said, class_="condition")
        notes = self._notes.beside(self._markable, marker.places, prefix)
        return element(
            "section",
            element("h2", named),
            condition,
            element("div", *drawn, class_="device", lang=_language(content.variant.text)),
            element("section", element("h3", self._say("findings")), notes, class_="said-of-it"),
            class_="variant",
            id=prefix,
        )

    def _device(self, scene: Scene) -> Iterator[Markup]:
        """What a reader of such a message has before him."""
        declaration, senders = self.opened.document.declaration, self.engine.settings.senders
        kind = type_of(declaration)
        sender = declaration.sender or (senders[0] if senders else "")
        if kind == "sms" and devices.is_plain(scene.content):
            yield devices.sms(scene, sender, self.engine, self.opened.document)
        elif kind == "email" and devices.is_plain(scene.content):
            yield devices.mail(scene, sender)
        elif kind == "app-push" and devices.is_plain(scene.content):
            yield devices.push(scene, sender)
        else:
            yield lock_screen(scene, sender)
            yield chat(scene, sender, important=kind in _NOTIFICATIONS)

    def _elsewhere(self, seen: set[int], shown: Sequence[int]) -> Iterator[Markup]:
        """The findings that are marked nowhere on the page."""
        left = [numbered for numbered in self._findings if numbered.number not in seen]
        others = self._in_others(left, shown)
        placeless = [numbered for numbered in left if numbered.number not in others]
        if placeless:
            note = element("p", self._say("elsewhere-note"), class_="aside")
            yield element("section", element("h2", self._say("elsewhere")), note, self._notes.listed(placeless))
        if others:
            listed = self._notes.listed([numbered for numbered in left if numbered.number in others], others)
            yield element("section", element("h2", self._say("other-variants")), listed)

    def _in_others(self, findings: Sequence[Numbered], shown: Sequence[int]) -> Mapping[int, str]:
        """In which variants that are not shown a finding is, by its number."""
        markable = {numbered.number for numbered in self._markable}
        marker = Marker([each for each in findings if each.number in markable], "", self.report.lang)
        found: dict[int, list[str]] = {}
        for number, content in self._contents.items():
            if number not in shown:
                for there in {there for each in content.texts for there in marker.numbers(each.variant)}:
                    found.setdefault(there, []).append(str(number))
        between = word("between", self.report.lang)
        return {there: self._say("in-variants", numbers=between.join(numbers)) for there, numbers in found.items()}

    def _not_shown(self) -> Iterator[Markup]:
        """What no variant shows, and the variants that there are none of."""
        gaps = [(gap.location, gap.reason) for gap in self.report.artefacts[0].unreached]
        failures = self.opened.rendering.failed if self.opened.rendering is not None else ()
        failed = [(self._location(failure.problem.origin), failure.problem.message) for failure in failures]
        for words, places in (("unreached", gaps), ("failed", failed)):
            items = [
                element("li", element("code", placed(location)), " ", one_line(in_language(said, self.report.lang)))
                for location, said in places
            ]
            if items:
                yield element("section", element("h2", self._say(words)), element("ul", *items))

    def _location(self, origin: Origin) -> Location:
        return Location.of(self.opened.sources[origin.source], origin.span)

    def _footer(self) -> Markup:
        report, lang = self.report, self.report.lang
        by = (
            f"nmlint {report.nmlint} · {word('catalogue', lang)} {report.catalogue.name} "
            f"({report.catalogue.sha256[:12]}) · {word('policy', lang)} {report.policy.name} "
            f"({report.policy.sha256[:12]}) · {word('intent', lang)} ({report.intent[:12]}) · "
            f"{word('as-of', lang)} {report.policy.as_of}"
        )
        return element(
            "footer",
            element("h2", self._say("about")),
            element("p", self._say("not-faithful")),
            element("p", self._say("not-cut")),
            element("p", self._say("judged-by"), word("colon", lang), by),
        )


def numbered_contents(opened: Opened) -> Mapping[int, Content]:
    """The messages by the numbers of their variants; a variant that is no message is left out."""
    if opened.rendering is None:
        return dict(enumerate(opened.contents, 1))
    contents = {id(content.variant): content for content in opened.contents}
    numbered = enumerate(opened.rendering.variants, 1)
    return {number: contents[id(variant)] for number, variant in numbered if id(variant) in contents}


def _total(opened: Opened) -> int:
    """How many variants there are, with those that are no message."""
    return len(opened.contents) if opened.rendering is None else len(opened.rendering.variants)


def _language(words: str) -> str | None:
    """The language of a message, where its script tells: browsers draw the same Han characters in several ways."""
    return "zh-TW" if _HAN.search(words) and not _KANA.search(words) else None
