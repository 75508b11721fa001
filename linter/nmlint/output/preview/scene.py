"""One variant while it is drawn: its texts, each marked where it is shown, and what a tap does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from nmlint.messages.anatomy import entries_of, handle_of
from nmlint.messages.content import Content
from nmlint.messages.lines import SlotText
from nmlint.nodes import Scalar
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.marks import ANYWHERE, IN_CHAT, LOCKED, PREVIEW, Marker, Slots, Text
from nmlint.output.preview.markup import EMPTY, text
from nmlint.output.preview.words import say
from nmlint.rendering import PLACEHOLDER, Variant

TITLE = "#/title"
"""Stands for the pointer of a title that is declared beside the message."""

_ALT_TEXT = "alt-text"


@dataclass(frozen=True, slots=True)
class Tap:
    """Something to tap: what it is called, and the action."""

    name: Markup
    action: Branch


class Scene:
    """The texts of one variant by their pointers.

    Each text is marked once, where it is first shown; `rest` are those that were never shown.
    """

    def __init__(self, content: Content, marker: Marker, lang: str, title: Variant | None = None) -> None:
        self.content, self.lang = content, lang
        self.taps: list[Tap] = []
        self._marker = marker
        self._written = {part.pointer: part.node.span for part in content.anatomy.parts if part.pointer}
        self._texts = {known.pointer: known for known in content.texts if known.slot != PREVIEW}
        if title is not None:
            self._texts[TITLE] = SlotText("title", title, TITLE)
        self._shown: set[str] = set()

    def say(self, key: str, **names: object) -> str:
        """Words of ours in the language of the page."""
        return say(key, self.lang).format(**names)

    def text(self, branch: Branch | None, breaks: Mapping[int, Markup] | None = None) -> Text:
        """A text where it is shown."""
        if branch is None:
            return Text(EMPTY, marked=False)
        known = self._texts.get(branch.pointer)
        if known is None:
            return Text(text(branch.written.replace(PLACEHOLDER, "…")), marked=False)
        if known.pointer in self._shown:
            return Text(self.plain(known.variant), marked=False)
        self._shown.add(known.pointer)
        return self._marker.marked(known.variant, self._slots(known), breaks)

    @property
    def title(self) -> Markup:
        """The title that is declared beside the message; empty where there is none."""
        known = self._texts.get(TITLE)
        if known is None:
            return EMPTY
        self._shown.add(TITLE)
        return self._marker.marked(known.variant).html

    def tap(self, action: Branch | None, name: Markup | None = None) -> None:
        """Remembers an action, by its own label unless another name is given."""
        if action is None:
            return
        if name is None:
            name = self.text(action.at("label")).html
        self.taps.append(Tap(name, action))

    def label(self, action: Branch | None) -> Text:
        """The label of an action where it is shown, and remembers the action."""
        shown = self.text(action.at("label") if action is not None else None)
        if action is not None:
            known = self._texts.get(f"{action.pointer}/label")
            self.taps.append(Tap(EMPTY if known is None else self.plain(known.variant), action))
        return shown

    def pins(self, branch: Branch) -> Markup:
        """The links to what is said of how a thing without a text is made."""
        spans = [handle_of(branch.node)]
        for key, entry in entries_of(branch.node).items():
            if f"{branch.pointer}/{key}" in self._texts:
                continue
            spans += [entry.key_span, *([entry.node.span] if isinstance(entry.node, Scalar) else [])]
        return self._marker.pinned(self.content.variant, spans)

    def previews(self) -> Iterator[Text]:
        """What a locked screen shows of each message."""
        for preview in self.content.texts:
            if preview.slot == PREVIEW:
                yield self._preview(preview)

    def rest(self) -> Iterator[tuple[SlotText, Text]]:
        """The texts that were not shown yet."""
        for pointer, known in self._texts.items():
            if pointer not in self._shown and known.variant.pieces:
                self._shown.add(pointer)
                yield known, self._marker.marked(known.variant, self._slots(known))

    @staticmethod
    def plain(variant: Variant) -> Markup:
        """A text once more, without marks."""
        return Marker((), "", "").marked(variant).html

    def _preview(self, preview: SlotText) -> Text:
        known = self._texts.get(preview.pointer)
        # The alternative text is shown nowhere else.
        alone = known is not None and known.slot == _ALT_TEXT and known.pointer not in self._shown
        if alone:
            self._shown.add(preview.pointer)
        return self._marker.marked(preview.variant, self._slots(preview) if alone else LOCKED)

    def _slots(self, known: SlotText) -> Slots:
        """Which findings are marked in a text where it is shown first."""
        slots = IN_CHAT if known.slot not in (_ALT_TEXT, PREVIEW) else ANYWHERE
        written = self._written.get(known.pointer)
        return slots if written is None else replace(slots, written=self.content.variant.locate(written).origin.span)
