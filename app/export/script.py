"""A run as one file of plain NumPy that runs anywhere, its mistake included, made from the table's text.

Only what goes round the lines is written here and in `loops`: what is given, the `for`, what is carried, the cache,
what is printed. The lines are those that ran.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from app.export.about import about
from app.export.loops import STEP, WIDTH, Loops, Row, filled, marked
from rnn_core import Trace, sigmoid, softmax
from rnn_core.mistakes.edits import Edits, of_pass

HELPERS = {"sigmoid": sigmoid, "softmax": softmax}
IN_TORCH = {"sigmoid": "torch.sigmoid", "softmax": "lambda scores: torch.softmax(scores, 0)"}
TORCH_NAMES = {"concatenate": "cat"}  # where torch calls a function otherwise than NumPy


def script(trace: Trace, link: str = "") -> str:
    """Write a run as a Python file that prints J and every gradient, or what is predicted where no cost is known.

    It needs NumPy alone, and its numbers are those of the trace bit for bit in the same environment. Where PyTorch is
    installed, it compares its gradients with those that torch finds for the same forward lines.
    """
    run, right = Loops(trace, trace.program), Loops(trace, trace.right.program)
    out, back = list(run.forward()), list(run.backward()) if run.costs else []
    helpers = [name for name in HELPERS if _calls(name, [*out, *back])]
    functions = [name for name in helpers if _calls(name, out)]
    parts = [
        "\n".join([_docstring([*about(trace, link), "", *_how_to_read(run)]), "", *_imports(run), "", *_data(run)]),
        *(_shortened(inspect.getsource(HELPERS[name])) for name in helpers),
        "\n".join([*filled("def forward(", ["np", *functions, *run.given], "):"), *marked(out, right.forward())]),
    ]
    if run.costs:
        parts.append("\n".join(["def backward(cache):", *marked(back, right.backward())]))
    parts.append("\n".join(_end(run, functions, trace.mistake, out)))
    return "\n\n\n".join(parts) + "\n"


def _calls(name: str, rows: Iterable[Row]) -> bool:
    return any(re.search(rf"\b{name}\(", row.text) for row in rows)


def _how_to_read(run: Loops) -> Iterator[str]:
    yield (
        "xs[t] is the x of timestep t, counted from 0. An array of one timestep has a row for each unit and a column "
        "for each example." + " d<q> is the gradient of J with respect to <q>." * run.costs
    )


def _docstring(lines: Iterable[str]) -> str:
    """Write lines of prose as the docstring of a module; nothing in them can end it."""
    rows = ["One run of backpropagation through time, as plain NumPy.", ""]
    for line in lines:
        rows += textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    text = "\n".join(rows).replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{text}\n"""'


def _imports(run: Loops) -> Iterator[str]:
    if run.by_name:
        yield "from collections import namedtuple"
        yield ""
    yield "import numpy as np"
    yield ""
    yield 'np.set_printoptions(floatmode="unique", linewidth=110, threshold=100_000)  # every digit of every entry'
    if run.by_name:
        yield f'Kept = namedtuple("Kept", "{" ".join(run.kept)}")'


def _data(run: Loops) -> Iterator[str]:
    """Say what is given, each number exactly."""
    yield f"T = {run.problem.T}"
    for name, array in run.given.items():
        before = f"{name} = np.array("
        yield f"{before}{_literal(array.tolist(), len(before))})"


def _literal(values: list[object], column: int) -> str:
    """Write nested lists of numbers; what does not fit in a row has a row for each of its parts."""
    text = repr(values)
    if column + len(text) <= WIDTH:
        return text
    if isinstance(values[0], list):
        parts = [_literal(part, column + 1) for part in values if isinstance(part, list)]
        return "[" + f",\n{' ' * (column + 1)}".join(parts) + "]"
    indent = " " * (column + 1)
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent).lstrip()


def _shortened(source: str) -> str:
    """Leave out the types, and all of the docstring but its first line."""
    source = re.sub(r'("""[^\n]*)\n.*?"""', r'\1"""', source, flags=re.DOTALL)
    return source.replace(": Any", "").replace(" -> Any", "").rstrip()


def _end(run: Loops, functions: Sequence[str], mistake: Edits, forward: Iterable[Row]) -> Iterator[str]:
    """Say what is run and printed, and compared with torch."""
    yield from filled("given = dict(", [f"{name}={name}" for name in run.given], ")")
    call = ", ".join(["np", *functions, "**given"])
    if not run.costs:
        yield f"cache = forward({call})"
        yield f"predicted = dict(zip({run.kept}, map(np.array, zip(*cache))))"
        yield "for name, values in predicted.items():"
        yield f'{STEP}print(f"{{name}} =", values, sep="\\n")'
        return
    yield f"J, cache = forward({call})"
    yield "gradients = backward(cache)"
    yield 'print("J =", J)'
    yield "for name, gradient in gradients.items():"
    yield f'{STEP}print(f"d{{name}} =", gradient, sep="\\n")'
    if run.trace["J"].ndim:
        yield "# With this mistake J is not one number, so it has no gradient that torch could find."
        return
    names = sorted({name for row in forward for name in re.findall(r"\bnp\.(\w+)", row.text)})
    yield _WITH_TORCH.format(
        heading=textwrap.indent("\n".join(_heading(mistake)), STEP),
        names=", ".join(f"{name}=torch.{TORCH_NAMES.get(name, name)}" for name in names),
        arguments=", ".join(["like_numpy", *(IN_TORCH[name] for name in functions), "**leaves"]),
    ).rstrip()


def _heading(mistake: Edits) -> Iterator[str]:
    """Say what the comparison with torch can tell."""
    forward, backward = of_pass(mistake, "forward"), of_pass(mistake, "backward")
    if forward:
        yield 'print("\\ntorch differentiates the forward pass above, its mistake included.")'
        its = "has a mistake of its own" if backward else "belongs to the right forward pass"
        yield f'print("The backward pass above {its}. By how much its gradients differ from torch\'s:")'
    elif backward:
        yield 'print("\\nWhat the mistake does: by how much each gradient differs from torch\'s, at most:")'
    else:
        yield 'print("\\nBy how much each gradient differs from torch\'s, at most:")'


_WITH_TORCH = """\
try:
    import torch
except ImportError:
    print("\\nWith PyTorch installed, this file compares its gradients with torch's.")
else:
    # The same forward lines, with torch's functions under NumPy's names. torch finds its own way back.
    from types import SimpleNamespace
    like_numpy = SimpleNamespace({names})
    leaves = {{name: torch.tensor(array, requires_grad=True) for name, array in given.items()}}
    J_torch, _ = forward({arguments})
    J_torch.backward()
{heading}
    for name, gradient in gradients.items():
        theirs = leaves[name].grad
        theirs = np.zeros(leaves[name].shape) if theirs is None else theirs.numpy()
        same = gradient.shape == theirs.shape
        print(f"d{{name:8}}", f"{{np.abs(gradient - theirs).max():.1e}}" if same else "another shape")
    print("J        ", f"{{abs(J - J_torch.item()):.1e}}")
"""
