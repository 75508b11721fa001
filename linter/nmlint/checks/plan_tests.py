"""Everything that can be asked of a plan, by name."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.checks import plan_audience, plan_hours, plan_parity, plan_steps, plan_texts, plan_times
from nmlint.checks.planned import Test

TESTS: Mapping[str, Test] = {
    **plan_times.TESTS,
    **plan_hours.TESTS,
    **plan_steps.TESTS,
    **plan_texts.TESTS,
    **plan_parity.TESTS,
    **plan_audience.TESTS,
}
