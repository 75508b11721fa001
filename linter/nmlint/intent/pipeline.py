"""The spaCy pipeline in which the categoriser is trained, and from which its table is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import spacy
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from nmlint.intent.lessons import Lesson
from nmlint.intent.perceptron import features, learn
from nmlint.intent.table import PROMOTIONAL
from nmlint.text.views import fold

CATEGORISER = "nmlint_categoriser"
# A category that a lesson says nothing about is left out of `cats`.
YES, NO = 1.0, 0.0


class Categoriser(Pipe):
    """Scores how much of an advert a text is and how well it fits each scenario."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.learnt: tuple[str, ...] = ()
        self.weights: Mapping[str, Sequence[int]] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of adverts, then the scenarios."""
        return self.learnt

    def __call__(self, doc: Doc) -> Doc:
        """Puts the points of every label into `doc.cats`: above zero for it, below zero against it."""
        rows = [self.weights[gram] for gram in features(fold(doc.text).text) if gram in self.weights]
        for lane, label in enumerate(self.learnt):
            doc.cats[label] = float(sum(row[lane] for row in rows))
        return doc

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **options: object
    ) -> None:
        """Learns from examples: `cats` says yes or no to advertising, and yes to the scenario."""
        del nlp, options  # spaCy hands them to every component
        lessons = [_lesson(number, example.reference) for number, example in enumerate(get_examples())]
        scenarios = sorted({lesson.scenario for lesson in lessons if lesson.scenario is not None})
        self.learnt = (PROMOTIONAL, *scenarios)
        self.weights = learn(lessons, self.learnt, [fold(lesson.text).text for lesson in lessons])


def _lesson(number: int, doc: Doc) -> Lesson:
    promotional = doc.cats.get(PROMOTIONAL)
    scenario = next((name for name, value in doc.cats.items() if name != PROMOTIONAL and value == YES), None)
    origin = doc.user_data.get("origin", str(number))
    return Lesson(origin, doc.text, "", None if promotional is None else promotional == YES, scenario)


Language.factory(CATEGORISER, func=lambda nlp, name: Categoriser(name))  # noqa: ARG005  spaCy hands both


def trained(lessons: Sequence[Lesson]) -> Language:
    """A pipeline on a blank language model, trained with these lessons."""
    nlp = spacy.blank("zh")
    nlp.add_pipe(CATEGORISER)
    nlp.initialize(lambda: [_example(nlp, lesson) for lesson in lessons])
    return nlp


def categoriser_of(nlp: Language) -> Categoriser:
    """The categoriser of a pipeline."""
    categoriser = nlp.get_pipe(CATEGORISER)
    assert isinstance(categoriser, Categoriser)  # noqa: S101  it was added under this name
    return categoriser


def _example(nlp: Language, lesson: Lesson) -> Example:
    doc = nlp.make_doc(lesson.text)
    doc.user_data["origin"] = lesson.origin
    cats = {} if lesson.scenario is None else {lesson.scenario: YES}
    if lesson.promotional is not None:
        cats[PROMOTIONAL] = YES if lesson.promotional else NO
    reference = doc.copy()
    reference.cats = cats
    return Example(doc, reference)
