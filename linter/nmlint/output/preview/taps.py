"""What happens when the reader taps something: links and texts that the chat itself does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from nmlint.messages.lines import SlotText
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.markup import EMPTY, element
from nmlint.output.preview.scene import TITLE, Scene, Tap
from nmlint.output.preview.words import has
from nmlint.output.words import word

# What of an action is told, by its type: the words before it, and where it stands.
_TOLD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "uri": (("action-uri", "uri"), ("action-uri", "linkUri")),
    "message": (("action-message", "text"),),
    "postback": (
        ("action-postback", "data"),
        ("shows-text", "displayText"),
        ("shows-text", "text"),
        ("fills-in", "fillInText"),
    ),
    "clipboard": (("action-clipboard", "clipboardText"),),
    "richmenuswitch": (("action-richmenuswitch", "richMenuAliasId"),),
    "datetimepicker": (("action-datetimepicker", "mode"),),
}
# What opens a link without saying so: a button of a template, the link of an imagemap's video.
_BY_URL = (("action-uri", "url"), ("action-uri", "linkUri"))


def taps(scene: Scene) -> Markup:
    """The list of everything that can be tapped; links are shown, never followed."""
    items = [element("li", _name(scene, tap), element("ul", *_told(scene, tap.action))) for tap in scene.taps]
    if not items:
        return EMPTY
    return element("section", element("h3", scene.say("taps")), element("ul", *items, class_="taps"), class_="beside")


def _name(scene: Scene, tap: Tap) -> Markup:
    return element("b", tap.name or scene.say("tap-area"))


def _told(scene: Scene, action: Branch) -> Iterator[Markup]:
    kind = action.word("type")
    told = _TOLD.get(kind, ()) if kind else _BY_URL
    for words, key in told:
        found = action.at(key)
        if found is not None:
            yield element("li", scene.say(words), " ", element("span", scene.text(found).html))
    desktop = action.object_at("altUri")
    if desktop is not None and desktop.at("desktop") is not None:
        shown = scene.text(desktop.at("desktop")).html
        yield element("li", scene.say("on-desktop"), " ", element("span", shown))
    if kind and kind not in _TOLD:
        known = f"action-{kind}"
        yield element("li", scene.say(known) if has(known) else kind)


def rest(scene: Scene) -> Markup:
    """Texts that nothing above has shown, each with its pointer."""
    items = [
        element("li", element("code", named(known, scene.lang)), " ", element("span", shown.html))
        for known, shown in scene.rest()
    ]
    if not items:
        return EMPTY
    return element("section", element("h3", scene.say("rest")), element("ul", *items, class_="taps"), class_="beside")


def named(known: SlotText, lang: str) -> str:
    """What a text is called: its pointer, or its slot where it has none."""
    return word(f"slot-{known.slot}", lang) if known.pointer in ("", TITLE) else known.pointer
