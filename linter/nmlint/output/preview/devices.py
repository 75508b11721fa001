"""What a reader meets elsewhere than in a chat of LINE's: an SMS, an e-mail, the message of an app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from nmlint.bilingual import in_language
from nmlint.checks.model import Case, Message, PlacedValue, Subject, placed_values
from nmlint.checks.sms import size
from nmlint.checks.sms_size import Size, usual
from nmlint.documents.model import Document
from nmlint.engine import Engine
from nmlint.intent.scenarios import Guess
from nmlint.messages.anatomy import PLAIN
from nmlint.messages.content import Content
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.chat import balloon
from nmlint.output.preview.markup import EMPTY, element, join
from nmlint.output.preview.scene import Scene
from nmlint.output.preview.shown import Shown, shown_of


def sms(scene: Scene, sender: str, engine: Engine, document: Document) -> Markup:
    """An SMS with a mark where each further part begins, and what it takes."""
    measured = _measured(engine, document, scene.content)
    front, facts, breaks = EMPTY, EMPTY, {}
    if measured is not None:
        found, values = measured
        breaks = {
            at: element("span", scene.say("part", number=number), class_="part")
            for number, at in enumerate(_breaks(scene.content, found, values), 2)
        }
        facts = element("dl", *_facts(scene, found), class_="facts")
        if found.front:
            front = element("p", element("b", found.front), " ", scene.say("front"), class_="aside")
    said = balloon(scene, _body(scene), breaks)
    who = element("p", sender or scene.say("sender"), class_="who")
    return element(
        "section",
        element("h3", scene.say("sms")),
        element("div", who, said, class_="sms screen"),
        front,
        facts,
    )


def mail(scene: Scene, sender: str) -> Markup:
    """An e-mail as plain text."""
    head = [element("p", scene.say("mail-from"), element("b", sender or scene.say("sender")))]
    if title := scene.title:
        head.append(element("p", scene.say("mail-subject"), element("b", title)))
    words = element("p", scene.text(_body(scene)).html, class_="words")
    return element(
        "section",
        element("h3", scene.say("mail")),
        element("div", element("div", *head, class_="head"), words, class_="mail screen"),
    )


def push(scene: Scene, sender: str) -> Markup:
    """What an app shows, on a locked screen as elsewhere."""
    heading = element("p", element("b", sender or scene.say("sender")), " · ", scene.say("now"), class_="from")
    title = scene.title
    named = element("p", title, class_="title") if title else EMPTY
    words = element("p", scene.text(_body(scene)).html, class_="words")
    previewed = join(shown.html for shown in scene.previews() if shown.marked)
    # A locked screen shows the very same text: what is found there alone is marked in a second copy.
    again = element("p", previewed, class_="words") if previewed else EMPTY
    return element(
        "section",
        element("h3", scene.say("push")),
        element("div", element("div", heading, named, words, again, class_="card"), class_="lock screen"),
    )


def is_plain(content: Content) -> bool:
    """Whether the message is nothing but a text."""
    return content.anatomy.whole == PLAIN


def _body(scene: Scene) -> Branch:
    root = Branch(scene.content.anatomy.root)
    return root.at("text") or root


def _measured(engine: Engine, document: Document, content: Content) -> tuple[Size, tuple[PlacedValue, ...]] | None:
    """What an SMS takes by the rules of the day, and the values in it."""
    case = Case(document, engine.catalogue, engine.settings, None, None, Guess())
    text = content.texts[0]
    reading = engine.rulebook.read(text.variant.text)
    values = placed_values(document, text.variant)
    subject = Subject(case, text.slot, reading.view, reading.words, values, Message(content))
    found = size(subject)
    return None if found is None else (found, values)


def _breaks(content: Content, found: Size, values: tuple[PlacedValue, ...]) -> Iterator[int]:
    """Where each further part begins in the shown text, which shows an expression where a value has no example."""
    written: Mapping[int, str] = {id(value.piece): usual(value) for value in values}
    variant = content.texts[0].variant
    lengths = [len(written.get(id(piece), piece.text)) for piece in variant.pieces]
    stretches = Shown.of(variant).stretches
    for wanted in found.usual.breaks:
        at = max(wanted - len(found.front), 0)
        for length, stretch in zip(lengths, stretches, strict=True):
            if at < length:
                yield stretch.span.start + min(at, len(shown_of(stretch.piece)))
                break
            at -= length


def _facts(scene: Scene, found: Size) -> Iterator[Markup]:
    usual_size, parts = found.usual, str(found.usual.parts)
    if found.longest.parts != usual_size.parts:
        parts += scene.say("at-worst", parts=found.longest.parts)
    encoding = usual_size.encoding
    rows = {
        "encoding": scene.say(encoding),
        "units": scene.say(f"units-{encoding}", units=usual_size.units),
        "parts": parts,
    }
    if found.price is not None:
        rows["price"] = in_language(found.price.of(usual_size.parts), scene.lang)
    for key, said in rows.items():
        yield element("div", element("dt", scene.say(key)), element("dd", said))
