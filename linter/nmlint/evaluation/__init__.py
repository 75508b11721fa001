"""How well the verdicts agree with labelled messages: recall, false alarms, scenarios and facts."""

from nmlint.evaluation.counting import Evaluation, Judge
from nmlint.evaluation.rows import LABELS, PROMOTIONAL, TRANSACTIONAL, bounded_lines
from nmlint.shares import Share

__all__ = ["LABELS", "PROMOTIONAL", "TRANSACTIONAL", "Evaluation", "Judge", "Share", "bounded_lines"]
