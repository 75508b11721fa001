"""What quiet hours do to the timer of a plan: they move it, or hold what falls into them until they are over."""

from __future__ import annotations

from nmlint.checks.planned import Planned
from nmlint.durations import MINUTE


def wakes(planned: Planned, timer: int) -> bool:
    """Whether what follows then goes out while people are awake, as far as the plan says when it starts."""
    plan = planned.plan
    if plan.quiet_hours is None or plan.send_at is None:
        return True
    return not plan.quiet_hours.holds(plan.send_at + timer // MINUTE)


def starts_quiet(planned: Planned) -> bool:
    """Whether the plan itself starts within its quiet hours."""
    return not wakes(planned, 0)


def held(planned: Planned) -> int:
    """For how many seconds quiet hours can hold a message of a plan that starts at any hour; 0 for another plan."""
    plan = planned.plan
    return 0 if plan.quiet_hours is None or plan.send_at is not None else plan.quiet_hours.length
