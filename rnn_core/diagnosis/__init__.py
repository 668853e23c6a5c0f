"""What is wrong with my numbers, or my function? What was printed is read, marked, and explained by a mistake.

`reading` reads what was pasted, and `tracebacks` an error message in it; `numbers` marks each number; `search` looks
for the mistakes that give exactly these; `report` is the answer; `checking` takes a learner's own function.
"""

from rnn_core.diagnosis.report import Cause, Diagnosis, Number
from rnn_core.diagnosis.search import diagnose

__all__ = ["Cause", "Diagnosis", "Number", "diagnose"]
