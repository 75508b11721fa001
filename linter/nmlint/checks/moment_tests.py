"""Everything that can be asked of the moment of sending, by what it is about and by name."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.checks import (
    moment_characters,
    moment_fillers,
    moment_links,
    moment_outcomes,
    moment_privacy,
    moment_receivers,
    moment_sending,
    moment_times,
    moment_values,
)
from nmlint.checks.moments import Maker

TESTS: Mapping[str, Mapping[str, Maker]] = {
    "value": {
        **moment_values.TESTS,
        **moment_fillers.TESTS,
        **moment_privacy.TESTS,
        **moment_characters.TESTS,
        **moment_links.TESTS,
    },
    "receiver": moment_receivers.TESTS,
    "approval": moment_sending.OF_APPROVAL,
    "time": moment_times.TESTS,
    "channel": moment_sending.OF_CHANNEL,
    "message": moment_sending.OF_MESSAGE,
    "outcome": moment_outcomes.OF_OUTCOME,
    "account": moment_outcomes.OF_ACCOUNT,
    "guard": moment_sending.OF_GUARD,
}
