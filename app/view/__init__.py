"""A link is the whole state: the frozen ViewState and the one codec between it and a query string.

The fields of ViewState are the table of all keys of a link; `KEYS` is that table by name, and nothing else here knows a
bound, a choice or a default. What a link says is only ever compared, clamped or counted, never executed.

>>> import rnn_core
>>> state, notes = parse({"problem": "notebook", "at": "backward.9.dz"})
>>> print(notes[0])
Timesteps go from 1 to 4, so backward.4.dz is shown instead of “backward.9.dz”.
>>> to_query(state, rnn_core.run(problem_of(state)))
{'at': 'backward.4.dz', 'problem': 'notebook'}
"""

from app.view.gate import Query, at_stop, parse, parse_link, query_of, valid
from app.view.keys import EVERYWHERE, KEYS, Key, ViewState
from app.view.links import fixed, link, run_query, stage_defaults, to_query
from app.view.places import Place, keys_for, move, place
from app.view.runs import mistake_of, problem_key, problem_of, run_of

__all__ = [
    "EVERYWHERE",
    "KEYS",
    "Key",
    "Place",
    "Query",
    "ViewState",
    "at_stop",
    "fixed",
    "keys_for",
    "link",
    "mistake_of",
    "move",
    "parse",
    "parse_link",
    "place",
    "problem_key",
    "problem_of",
    "query_of",
    "run_of",
    "run_query",
    "stage_defaults",
    "to_query",
    "valid",
]
