"""The components of a Flex Message that hold no others: texts, buttons, pictures, lines and room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from nmlint.output.preview import css
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.marks import Text
from nmlint.output.preview.markup import EMPTY, classes, element, join
from nmlint.output.preview.scene import Scene

Styles = Mapping[str, str | None]
Draw = Callable[[Scene, Branch, Styles], Markup]

_ALIGN = {"start": "start", "center": "center", "end": "end"}
_ACROSS = {"start": "flex-start", "center": "center", "end": "flex-end"}
_GRAVITY = {"top": "flex-start", "center": "center", "bottom": "flex-end"}
_WEIGHT = {"regular": "400", "bold": "700"}
_STYLE = {"normal": "normal", "italic": "italic"}
_DECORATION = {"none": "none", "underline": "underline", "line-through": "line-through"}


def placeholder(
    scene: Scene, kind: str, aspect: tuple[str, str], thing: Branch | None = None, styles: Styles | None = None
) -> Markup:
    """A frame of the right shape where a picture would be; what it would show is never loaded.

    `thing` is what the message has there, where findings may be about it.
    """
    width, height = aspect
    return element(
        "div",
        element("span", f"{scene.say(kind)} {width}:{height}"),
        EMPTY if thing is None else scene.pins(thing),
        class_="picture",
        style=css.style({**(styles or {}), "aspect-ratio": f"{width}/{height}"}),
    )


def text(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """A text, or the spans that it is made of."""
    spans = branch.listed("contents")
    if spans:
        drawn = [(span, scene.text(span.at("text"))) for span in spans]
        inner = join(element("span", shown.html, style=css.style(_letters(span))) for span, shown in drawn)
        shown = Text(inner, any(shown.marked for _, shown in drawn))
    else:
        shown = scene.text(branch.at("text"))
    scene.tap(branch.at("action"))
    return element(
        "div",
        _paragraph(branch, shown),
        class_="text",
        style=css.style({**styles, **_letters(branch), "justify-content": css.one_of(branch, "gravity", _GRAVITY)}),
    )


def _paragraph(branch: Branch, shown: Text) -> Markup:
    """The lines of a text, cut where LINE would cut them, unless something is marked in it."""
    wraps, lines = branch.says("wrap"), css.count(branch, "maxLines")
    more = css.pixels(branch, "lineSpacing")
    return element(
        "p",
        shown.html,
        class_=classes("wrap" if wraps else None, "marked" if shown.marked else None, "cut" if wraps and lines else ""),
        style=css.style(
            {
                "text-align": css.one_of(branch, "align", _ALIGN),
                "line-height": f"calc(1.4em + {more})" if more else None,
                "-webkit-line-clamp": str(lines) if wraps and lines else None,
            }
        ),
    )


def _letters(branch: Branch) -> Styles:
    return {
        "font-size": css.font_size(branch, "size"),
        "color": css.color(branch, "color"),
        "font-weight": css.one_of(branch, "weight", _WEIGHT),
        "font-style": css.one_of(branch, "style", _STYLE),
        "text-decoration": css.one_of(branch, "decoration", _DECORATION),
    }


def button(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """A button with the label of its action."""
    kind = branch.word("style") if branch.word("style") in ("primary", "secondary") else "link"
    shown, color = scene.label(branch.object_at("action")), css.color(branch, "color")
    face = element(
        "div",
        element("span", shown.html, class_=classes("marked" if shown.marked else None)),
        class_=classes("face", kind, "small" if branch.word("height") == "sm" else None),
        style=css.style({"color" if kind == "link" else "background-color": color}),
    )
    return element(
        "div",
        face,
        class_="button",
        style=css.style({**styles, "justify-content": css.one_of(branch, "gravity", _GRAVITY)}),
    )


def image(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """The frame of a picture."""
    scene.tap(branch.at("action"))
    aspect = css.ratio(branch.word("aspectRatio"))
    size = css.image_size(branch, "size") or css.IMAGE_SIZES["md"]
    frame = {"width": size, "background-color": css.color(branch, "backgroundColor")}
    return element(
        "div",
        placeholder(scene, "image", aspect, branch, frame),
        class_="image",
        style=css.style(
            {
                **styles,
                "align-items": css.one_of(branch, "align", _ACROSS),
                "justify-content": css.one_of(branch, "gravity", _GRAVITY),
            }
        ),
    )


def video(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """The frame of a video."""
    scene.tap(branch.at("action"))
    return placeholder(scene, "video", css.ratio(branch.word("aspectRatio")), branch, {**styles, "width": "100%"})


def icon(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """The frame of an icon, as high as the letters beside it."""
    width, height = css.ratio(branch.word("aspectRatio"))
    size = css.font_size(branch, "size")
    drawn = element(
        "div",
        class_="icon",
        role="img",
        aria_label=scene.say("icon"),
        style=css.style({**styles, "font-size": size, "aspect-ratio": f"{width}/{height}"}),
    )
    pins = scene.pins(branch)
    return join((drawn, element("span", pins, class_="pins"))) if pins else drawn


def separator(_scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """A line between two components."""
    color = css.color(branch, "color")
    return element("div", class_="line", style=css.style({**styles, "background-color": color}))


def room(_scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """Nothing, for the sake of its room."""
    size = css.DISTANCES.get(branch.word("size"))
    return element("div", class_="room", style=css.style({**styles, "min-width": size, "min-height": size}))


COMPONENTS: Mapping[str, Draw] = {
    "text": text,
    "button": button,
    "image": image,
    "video": video,
    "icon": icon,
    "separator": separator,
    "filler": room,
    "spacer": room,
}
