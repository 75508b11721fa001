"""A chat of LINE's and a locked screen, as far as they can be told from the message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from nmlint.messages.anatomy import PLAIN
from nmlint.messages.dissecting import CONTAINER, MESSAGE, TEMPLATED
from nmlint.output.preview import css
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.components import placeholder
from nmlint.output.preview.flex import container
from nmlint.output.preview.markup import EMPTY, classes, element
from nmlint.output.preview.scene import Scene
from nmlint.output.preview.templates import template, templated


def lock_screen(scene: Scene, sender: str) -> Markup:
    """A card for each message; what LINE writes itself is not known."""
    heading = element("p", element("b", sender or scene.say("sender")), " · ", scene.say("now"), class_="from")
    cards = [
        element("div", heading, element("p", shown.html, class_="words"), class_="card") for shown in scene.previews()
    ]
    if not cards:
        return EMPTY
    return element(
        "section",
        element("h3", scene.say("lock-screen")),
        element("div", *cards, class_="lock screen"),
        element("p", scene.say("lock-note"), class_="aside"),
    )


def chat(scene: Scene, sender: str, *, important: bool) -> Markup:
    """The messages in their order; `important` is the label that a notification message bears."""
    label = element("p", scene.say("important"), class_="important") if important else EMPTY
    root, whole = Branch(scene.content.anatomy.root), scene.content.anatomy.whole
    aside = EMPTY
    if whole == TEMPLATED:
        drawn = [_sent(scene, sender, templated(scene, root), None)]
        aside = element("p", scene.say("templated"), class_="aside")
    else:
        drawn = [_message(scene, sender, each, whole) for each in _messages(root, whole)]
    return element(
        "section",
        element("h3", scene.say("chat")),
        element("div", label, *drawn, class_="chat screen"),
        aside,
    )


def _messages(root: Branch, whole: str) -> Sequence[Branch]:
    if whole in (MESSAGE, CONTAINER, PLAIN):
        return [root]
    return root.items or root.listed("messages")


def _message(scene: Scene, sender: str, branch: Branch, whole: str) -> Markup:
    if whole == CONTAINER:
        return _sent(scene, sender, container(scene, branch), None)
    if whole == PLAIN:
        said = branch.at("text") if branch.at("text") is not None else branch
        return _sent(scene, sender, balloon(scene, said), None)
    draw = _MESSAGES.get(branch.word("type"))
    drawn = _unknown(scene, branch.word("type")) if draw is None else draw(scene, branch)
    return _sent(scene, sender, drawn, branch)


def _sent(scene: Scene, sender: str, drawn: Markup, message: Branch | None) -> Markup:
    """A message with its sender, and the quick replies below it."""
    own = message.object_at("sender") if message is not None else None
    name = scene.text(own.at("name")).html if own is not None and own.at("name") is not None else sender
    icon = element("div", class_="avatar", aria_hidden="true")
    who = element("p", name or scene.say("sender"), class_="who")
    replies = message.object_at("quickReply") if message is not None else None
    below = EMPTY if replies is None else _quick_replies(scene, replies)
    return element("div", icon, who, element("div", drawn, class_="said"), below, class_="sent")


def _quick_replies(scene: Scene, replies: Branch) -> Markup:
    chips = (
        element("li", scene.label(item.object_at("action")).html)
        for item in replies.listed("items")
        if item.object_at("action") is not None
    )
    return element("ul", *chips, class_="replies", aria_label=scene.say("quick-replies"))


def balloon(scene: Scene, said: Branch | None, breaks: Mapping[int, Markup] | None = None) -> Markup:
    """A text in its bubble, line by line."""
    shown = scene.text(said, breaks).html
    return element("p", shown or scene.say("no-text"), class_=classes("balloon", None if shown else "empty"))


def _text(scene: Scene, message: Branch) -> Markup:
    return balloon(scene, message.at("text"))


def _flex(scene: Scene, message: Branch) -> Markup:
    contents = message.object_at("contents")
    return _unknown(scene, "contents") if contents is None else container(scene, contents)


def _template(scene: Scene, message: Branch) -> Markup:
    inner = message.object_at("template")
    return _unknown(scene, "template") if inner is None else template(scene, inner)


def _frame(kind: str, ratio: str, size: str, scene: Scene, message: Branch) -> Markup:
    """A frame with what is written of the thing."""
    texts = [scene.text(message.at(key)).html for key in ("title", "address") if message.at(key) is not None]
    words = element("p", *_between(texts), class_="words") if texts else EMPTY
    return element("div", placeholder(scene, kind, css.ratio(ratio), message), words, class_=f"bubble template {size}")


def _imagemap(scene: Scene, message: Branch) -> Markup:
    size = message.object_at("baseSize")
    width, height = ("1", "1") if size is None else (size.word("width"), size.word("height"))
    for action in message.listed("actions"):
        scene.tap(action)
    video = message.object_at("video")
    scene.tap(video.object_at("externalLink") if video is not None else None)
    frame = placeholder(scene, "imagemap", css.ratio(f"{width}:{height}"), message)
    return element("div", frame, class_="bubble template mega")


def _between(texts: Sequence[Markup]) -> Iterator[Markup]:
    for index, each in enumerate(texts):
        if index:
            yield element("br")
        yield each


def _unknown(scene: Scene, name: str) -> Markup:
    return element("p", scene.say("unknown", name=name or "…"), class_="unknown")


_MESSAGES: Mapping[str, Callable[[Scene, Branch], Markup]] = {
    "text": _text,
    "textV2": _text,
    "flex": _flex,
    "template": _template,
    "imagemap": _imagemap,
    "image": partial(_frame, "image", "4:3", "kilo"),
    "video": partial(_frame, "video", "16:9", "kilo"),
    "audio": partial(_frame, "audio", "4:1", "kilo"),
    "sticker": partial(_frame, "sticker", "1:1", "micro"),
    "location": partial(_frame, "location", "2:1", "kilo"),
    "coupon": partial(_frame, "coupon", "2:1", "kilo"),
}
