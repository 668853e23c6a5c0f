"""A run as a picture in a notebook, to step through.

>>> from rnn_core import hello, run
>>> from unrolled import show
>>> show(run(hello()), at="backward.3.da_total", unit=3)
Shown(hello at backward.3.da_total)
"""

try:
    from app.export.notebook import Shown, show
except ModuleNotFoundError as error:
    if error.name not in ("networkx", "minify"):
        raise
    message = f"`show` needs {error.name}, which comes with it by: pip install 'unrolled[notebook]'"
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["Shown", "show"]
