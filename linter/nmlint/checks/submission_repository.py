"""A service plan beside the repository: templates that it leaves out, and what its notices' templates say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nmlint.bilingual import Bilingual
from nmlint.checks.keyed import PlanHit
from nmlint.checks.model import Spec
from nmlint.checks.submitted import Submitted, SubmittedEntry, SubmittedText, Test
from nmlint.checks.wording_pairs import Difference
from nmlint.documents.model import Fallback, Variable
from nmlint.durations import spoken
from nmlint.rendering import Origin
from nmlint.source import Location, Span
from nmlint.text.urls import VALUE, find_urls

_NOTHING = Bilingual("nothing", "（沒有）")


def unlisted(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A template for LINE that no notice names."""
    for document in submitted.unlisted:
        yield PlanHit("templates", {"value": document.source.name})


def text_differs(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A text of the plan and the template differ."""
    for entry, template in _both(submitted):
        for difference in entry.comparison.differences if entry.comparison else ():
            hunk = difference.hunk
            details = {
                "value": difference.before or _NOTHING,
                "other": difference.after or _NOTHING,
                "place": _sent_at(difference, template),
            }
            yield PlanHit(difference.key, details, difference.planned.origin(hunk.start, hunk.end))


def case_unplanned(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The template may say something that no text of the plan is like; told once for each template."""
    for entry, template in _both(submitted):
        cases = entry.comparison.unplanned if entry.comparison else ()
        if cases:
            first = cases[0].shown.written(0, len(cases[0].shown.tokens))
            when = cases[0].content.variant.condition
            condition = Bilingual(f" (when {when})", f"（{when} 時）") if when else Bilingual("", "")
            details = {"value": template.document.source.name if template.document else "", "other": first}
            yield PlanHit(template.key, {**details, "count": str(len(cases)), "condition": condition})


def text_unsent(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """A text of the plan that the template never says."""
    for entry, template in _both(submitted):
        keys = dict.fromkeys(case.key for case in (entry.comparison.unsent if entry.comparison else ()))
        for key in keys:
            yield PlanHit(key, {"other": template.document.source.name if template.document else ""})
        for text in entry.unsent_alternatives:
            yield PlanHit(text.key, {"other": template.document.source.name if template.document else ""})


def said_otherwise(submitted: Submitted, spec: Spec) -> Iterator[PlanHit]:
    """The plan and the template declare something differently, of what a rule names."""
    for entry, template in _both(submitted):
        for name in spec["keys"]:
            own, other = getattr(entry.entry.declaration, name), getattr(template.said, name)
            if own and other and own != other:
                details = {"property": name, "value": own, "other": other, "place": _said_at(template, name)}
                yield PlanHit(f"{entry.entry.key}.{name}", details)


def fallback_differs(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan and the template declare different fallbacks."""
    for entry, template in _both(submitted):
        own, other = entry.entry.declaration.fallback, template.said.fallback
        for name, (mine, theirs) in _parts(own, other) if own is not None and other is not None else ():
            details = {"value": mine, "other": theirs, "place": _said_at(template, f"fallback.{name}")}
            yield PlanHit(f"{entry.entry.key}.fallback.{name}", details)


def variables_differ(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan and the template declare different variables, or one of them of another type."""
    for entry, template in _both(submitted):
        own, other = entry.entry.declaration.variables, template.said.variables
        if not own or not other:
            continue
        names = {} if entry.comparison is None else entry.comparison.names
        for name, variable in own.items():
            partner = other.get(names.get(name, name))
            if partner is None and entry.in_use is not None and name not in entry.in_use:
                # One that nothing has at all is told by another rule.
                continue
            theirs = _NOTHING if partner is None else partner.type
            if partner is None or (variable.type and theirs and variable.type != theirs):
                place = _said_at(template, f"variables.{names.get(name, name)}.type", partner)
                details = {"variable": name, "value": variable.type or _NOTHING, "other": theirs or "", "place": place}
                yield PlanHit(f"{entry.entry.key}.variables.{name}", details, submitted.declared_at(variable))
        known = {*own, *(names.get(name, name) for name in own)}
        for name, variable in other.items():
            if name not in known:
                place = _said_at(template, f"variables.{name}.type", variable)
                details = {"variable": name, "value": _NOTHING, "other": variable.type or _NOTHING, "place": place}
                yield PlanHit(f"{entry.entry.key}.variables", details)


def links_differ(submitted: Submitted, _: Spec) -> Iterator[PlanHit]:
    """The plan gives a link of the template another purpose, or leaves out a host that the template opens."""
    for entry, template in _both(submitted):
        own, said = entry.entry.declaration.links, template.said.links
        for link, purpose in own.items():
            if said.get(link, purpose) != purpose:
                details = {"value": purpose, "other": said[link], "url": link}
                place = _said_at(template, f"links.{link}")
                yield PlanHit(f"{entry.entry.key}.links.{link}", {**details, "place": place})
        if not own:
            continue
        for url, host, place in _opened(template):
            if not any(link in url for link in own):
                yield PlanHit(
                    f"{entry.entry.key}.links", {"value": _NOTHING, "other": host, "url": url, "place": place}
                )


def _both(submitted: Submitted) -> Iterator[tuple[SubmittedEntry, SubmittedText]]:
    """The notices with a template that can be read."""
    for entry in submitted.entries:
        if entry.template is not None and entry.template.document is not None:
            yield entry, entry.template


def _parts(own: Fallback, other: Fallback) -> Iterator[tuple[str, tuple[str, str]]]:
    """What two fallbacks both say, and say differently."""
    if own.channel != other.channel:
        yield "channel", (own.channel, other.channel)
    if own.after is not None and other.after is not None and own.after != other.after:
        yield "after", (spoken(own.after), spoken(other.after))


def _opened(template: SubmittedText) -> Iterator[tuple[str, str, str]]:
    """Every host that the template opens, in the first link to it, with its file and line."""
    seen: set[str] = set()
    for content in template.contents:
        for text in content.texts:
            for url in find_urls(text.variant.text):
                host = url.host.lower()
                if host and not url.value_in_host and host not in seen and url.scheme in ("http", "https", None):
                    seen.add(host)
                    origin = text.variant.locate(url.span).origin
                    yield url.text.replace(VALUE, "…"), host, _place(template, origin)


def _sent_at(difference: Difference, template: SubmittedText) -> str:
    """Where the template has its side of a difference."""
    origin = difference.sent.origin(difference.hunk.new_start, difference.hunk.new_end)
    return _place(template, origin) if origin is not None else ""


def _said_at(template: SubmittedText, key: str, variable: Variable | None = None) -> str:
    """The file and line where the template says something; the file alone where it does not."""
    span = template.said.spans.get(key) or (variable.span if variable is not None else None)
    if template.document is None:
        return ""
    name = template.document.source.name
    return name if span is None else _place(template, Origin(name, span))


def _place(template: SubmittedText, origin: Origin) -> str:
    """A file and line."""
    sources = {} if template.artefact is None else dict(template.artefact.sources)
    if template.document is not None:
        sources[template.document.source.name] = template.document.source
    if origin.source not in sources:
        return origin.source
    location = Location.of(sources[origin.source], Span(origin.span.start, origin.span.end))
    return f"{location.path}:{location.start.line}"


TESTS: Mapping[str, Test] = {
    "template-unlisted": unlisted,
    "text-differs": text_differs,
    "case-unplanned": case_unplanned,
    "text-unsent": text_unsent,
    "said-otherwise": said_otherwise,
    "fallback-differs": fallback_differs,
    "variables-differ": variables_differ,
    "links-differ": links_differ,
}
