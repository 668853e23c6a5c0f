"""The list: where the code is changed, into what, and which tests have to notice.

Thresholds, bounds and arithmetic: what looks right in a diff and in the picture. `old` stands exactly once in its file
(tests/test_mutants.py says so at once when it no longer does: write it anew, or drop it with what it was about).
"""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """`old` in `file` becomes `new`, and one of `tests` has to fail; if none can, `excuse` says why."""

    file: str
    tests: tuple[str, ...]
    old: str
    new: str
    excuse: str = ""


def of(file: str, tests: str, *changes: tuple[str, str] | tuple[str, str, str]) -> list[Mutant]:
    """Mutants of one file, noticed by its own examples and by tests of these names, found below tests/."""
    paths = (*(f"tests/{name}.py" for name in tests.split()), file)
    return [Mutant(file, paths, *change) for change in changes]


MUTANTS: tuple[Mutant, ...] = (
    # The equations
    *of(
        "rnn_core/cells/functions.py",
        "rnn_core/test_functions",
        ("np.exp(scores - scores.real.max(axis=0, keepdims=True))", "np.exp(scores)"),
        ("max(axis=0", "max(axis=1"),
        ("sum(axis=0", "sum(axis=1"),
        ("(1 + np.tanh(z / 2)) / 2", "1 / (1 + np.exp(-z))"),
        ("np.tanh(z / 2)", "np.tanh(z)"),
    ),
    *of(
        "rnn_core/cells/rnn.py",
        "rnn_core/test_gradients",
        ("da_total = da_softmax + da_time", "da_total = da_softmax - da_time"),
        ("(1 - a**2)", "(1 - a)"),
        ("dz @ a_prev.T", "dz @ a_prev.T * 0.999"),
        ("dz.sum(axis=1, keepdims=True)", "dz.mean(axis=1, keepdims=True)"),
    ),
    *of(
        "rnn_core/cells/heads.py",
        "rnn_core/test_gradients rnn_core/test_trace",
        ("-w * target * np.log(y)", "-target * np.log(y)"),
        ("w * (y - target)", "y - target"),
        ("(w * da * a).sum()", "(da * a).sum()"),
    ),
    *of(
        "rnn_core/cells/lstm.py",
        "rnn_core/test_gradients",
        ("o * (1 - np.tanh(c) ** 2)", "o * (1 - c**2)"),
        ("f * (1 - f) * c_prev", "f * (1 - f) * c"),
        ("dconcat[len(a_prev) :]", "dconcat[: len(x)]"),
        ("dc_prev = f * dc_total", "dc_prev = f * dc_time"),
    ),
    *of(
        "rnn_core/cells/gru.py",
        "rnn_core/test_gradients",
        ("dra = Wca.T @ dzc", "dra = Wca @ dzc"),
        ("dzca = r * dzc", "dzca = dzc"),
    ),
    # The table
    *of(
        "rnn_core/table.py",
        "rnn_core/test_table rnn_core/test_edits",
        ('"sum" if min(signs) > 0', '"sum" if max(signs) > 0'),
        ("sign if isinstance(op, ast.Add) else -sign", "sign"),
        ('kind == "sum" and target in names_in(node)', 'kind == "sum" and target in names_in(children[0])'),
        ("set(line.reads) - known", "set(line.reads) - known - {line.name}"),
        ("[name for name in self.inputs if name not in asked]", "[]"),
    ),
    # Edits and mistakes
    *of(
        "rnn_core/edits.py",
        "rnn_core/test_edits",
        ("min(t + 1, T - 1)", "(t + 1) % T"),
        ('"earlier": t - 1', '"earlier": max(t - 1, 0)'),
        ('"last": -1, ', '"last": T - 2, '),
        ('"reversed": -1 - t', '"reversed": -t'),
        ("if t == 0 or not self.only else t", "if not self.only else t"),
        ('0 if self.when == "first" else -1', "-1"),
        ("times = times[1:]", "times = times[:]"),
        ("times = times[:-1]", "times = times[1:-1]"),
        ('(direction == "backward") != (order == "reversed")', 'direction == "backward"'),
    ),
    *of(
        "rnn_core/mistakes.py",
        "rnn_core/test_mistakes",
        ("rtol=1e-9", "rtol=1e-4"),
        ("atol=1e-12", "atol=1e-5"),
        ("one.shape != other.shape or ", ""),
        ("known.keys() >= set(classic.edits)", "known.keys() & set(classic.edits)"),
        ("set(classic.edits) == names", "set(classic.edits) <= names"),
    ),
    *of(
        "rnn_core/slips.py",
        "rnn_core/test_candidates rnn_core/test_edits",
        ("-s if p is part else s", "s"),
        ("(*terms, (part, sign))", "(*terms, (part, 1))"),
        ("_strength(part) < strength", "_strength(part) <= strength"),
        ("key=lambda node: -node.col_offset", "key=lambda node: node.col_offset"),
    ),
    *of(
        "rnn_core/candidates.py",
        "rnn_core/test_candidates",
        ("np.isfinite(value).all()", "not np.isnan(value).any()"),
        ("problem.T > 1", "problem.T > 2"),
        (
            "if len(lines) > 1",
            "if lines",
            "each cell and head has none or several of them; one alone has a name already",
        ),
        ("if shapes.get(other) == shapes[name]", "if shapes.get(other)"),
    ),
    # Running
    *of(
        "rnn_core/trace.py",
        "rnn_core/test_trace rnn_core/test_mistakes",
        ("if not 1 <= t <= self.problem.T", "if not 0 <= t <= self.problem.T"),
        ("value[t - 1]", "value[-t]"),
        ("frozen(J + later)", "frozen(J)"),
        ("0 * problem.weights", "problem.weights"),
        ('1 - trace.at("a", t) ** 2 > 0.4', '1 - trace.at("a", t) ** 2 > 0.1'),
        ('* trace.at("da_time", t) < 0', '* trace.at("da_time", t) < 1'),
        ("if good.any() else size", "if good.all() else size"),
        ("max(problem.T - 1, 1)", "max(problem.T - 2, 1)"),
        ("times[at - 1] + 1) if at", "times[at - 1]) if at"),
    ),
    *of(
        "rnn_core/check.py",
        "rnn_core/test_gradients rnn_core/test_check",
        ("AGREES = 1e-6", "AGREES = 1e-3"),
        ("AGREES = 1e-6", "AGREES = 1e-9"),
        ('"central": 1e-5', '"central": 1e-2'),
        ("<= AGREES", "< AGREES / 2"),
        ("(up - down) / (2 * h)", "(up - down) / h"),
        ("np.delete(moved, t - 1, axis=0)", "moved"),
        ("np.delete(moved, t - 1, axis=0)", "np.delete(moved, 0, axis=0)"),
        ("moved[T:].sum(axis=0) if t == T", "moved[T - 1 :].sum(axis=0) if t == T"),
        ("whole - later", "whole"),
        ("if weights.keys() >= set(expression.reads)", "if False"),
    ),
    *of(
        "rnn_core/problems.py",
        "rnn_core/test_problems",
        ("LARGEST = 100.0", "LARGEST = 1e9"),
        ("LARGEST = 100.0", "LARGEST = 99.0"),
        ('"n_a": (1, 8)', '"n_a": (1, 9)'),
        ('"n_y": (2, 8)', '"n_y": (1, 8)'),
        ('"m": (1, 12)', '"m": (1, 13)'),
        ('"T": (1, 12)', '"T": (2, 12)'),
        ("2**31 - 1", "2**31"),
        ("LETTERS = (3, 13)", "LETTERS = (2, 13)"),
        ("LETTERS = (3, 13)", "LETTERS = (3, 14)"),
        ("ALPHABET = (2, 8)", "ALPHABET = (1, 8)"),
        ("ALPHABET = (2, 8)", "ALPHABET = (2, 9)"),
        ("drawn / np.sqrt(shapes[name][1])", "drawn"),
        ("0.5 * drawn", "drawn"),
        ("bounds[0] <= value <= bounds[1]", "bounds[0] <= value < bounds[1]"),
    ),
    # The assignment, and what people print of it
    *of(
        "rnn_core/assignment/shapes.py",
        "rnn_core/test_assignment",
        (" or 0 in shape", ""),
        ("if np.shape(array) != shape", "if np.ndim(array) != len(shape)"),
    ),
    *of(
        "rnn_core/assignment/lstm.py",
        "rnn_core/test_assignment_lstm",
        ("min(T_x, len(cells))", "len(cells)"),
    ),
    *of(
        "rnn_core/reading.py",
        "rnn_core/test_reading",
        ("EXACT = 1e-10", "EXACT = 1e-5"),
        ("LONGEST = 100_000", "LONGEST = 10_000"),
        ("ZERO = 1e-8", "ZERO = 1e-3"),
        ("0.5 * units", "0.4 * units"),
        ("0.5 * units", "5 * units"),
        ('lstrip("0")', 'lstrip("9")'),
        ("np.abs(values) < 1e100", "np.abs(values) < 1e10"),
    ),
    *of(
        "rnn_core/diagnosis.py",
        "rnn_core/test_diagnosis",
        ("SPARE_DIGITS = 2", "SPARE_DIGITS = 0"),
        ("len(names) <= 12", "len(names) <= 3"),
    ),
    *of(
        "rnn_core/thread.py",
        "rnn_core/test_thread",
        ("bool(same)", "True"),
    ),
    # Links
    *of(
        "app/view.py",
        "app/test_view app/test_shown",
        ('"bounds": (1, n_a)', '"bounds": (1, n_a + 1)'),
        ('"bounds": (1, m)', '"bounds": (0, m)'),
        ("QUOTED = 40", "QUOTED = 60"),
        ("min(max(number, low), high)", "max(number, low)"),
        ("min(max(t, low), high)", "min(max(t, 1), high)"),
        ("cutoff=0.6", "cutoff=0.1"),
        ("**{**dict.fromkeys(Place._fields), **changes}", "**changes"),
        ("[:4000]", "[:5000]"),
        ("trace[weight].shape[1] for weight", "trace[weight].shape[0] for weight"),
    ),
    *of(
        "app/session.py",
        "app/test_shown",
        ("min(max(value, low), high)", "value"),
        ("type(value) is int", "isinstance(value, int)"),
        ('reported.get("id") != opening()["id"]', "False"),
    ),
    *of(
        "app/serve.py",
        "app/test_serve",
        ("len(query) > LONGEST", "len(query) >= LONGEST"),
        (">= WAITING", "> WAITING"),
        ("len(self) > self._room", "len(self) >= self._room"),
        ("return self.get(key)", "return self.pop(key, None)"),
        ("if link not in self._under_way", "if True"),
        ("asyncio.shield(self._under_way[link])", "self._under_way[link]"),
        ("await asyncio.to_thread(self._make, link)", "self._make(link)"),
        ("async with self._lock:", "if self._lock:"),
        ("page.tag in asked", "page.tag == asked"),
        ("{__version__}-{sha256(text).hexdigest()[:16]}", "{__version__}"),
        ('f"/{{base:path}}/{name}"', 'f"/{{base}}/{name}"'),
        ("Recent(LINKS)", "Recent(KEPT * LINKS)"),
    ),
    *of(
        "app/headers.py",
        "app/test_serve",
        ("headers.setdefault(name, value)", "headers[name] = value"),
        ('r"[\\s,;]+"', 'r"\\s+"'),
        ("if who else {}", 'if who else {"frame-ancestors": "*"}'),
        ("or \"'none'\"", ""),
        ("|type=.?application/", ""),
    ),
    *of(
        "app/search.py",
        "app/test_search",
        ("1 / self.share - 1", "1 / self.share"),
        ("self.done / self.total", "self.total / self.done"),
    ),
    # What is drawn and said
    *of(
        "app/scene/say.py",
        "app/test_say",
        ('"−" if value < 0 and float(text) else ""', '"−" if value < 0 else ""'),
        ("share < 0.01", "share < 0.001"),
        ("if share < 10 else", "if share < 100 else"),
        ("range(DIGITS, MOST + 1)", "range(DIGITS, DIGITS + 1)"),
        ("MOST = 9", "MOST = 5"),
        ("round(sum(printed), digits) == round(total, digits)", "True"),
    ),
    *of(
        "app/scene/palette.py",
        "app/test_palette app/test_charts",
        ("c <= 0.04045", "c <= 0.4"),
        ("** 2.4", "** 2.2"),
        ("(light + 0.05) / (dark + 0.05)", "light / dark"),
        ("0.7152", "0.5152"),
        ("a + (b - a) * share", "b + (a - b) * share"),
        ('"muted": "#515c69"', '"muted": "#818c99"'),
    ),
    *of(
        "app/charts/by_loss.py",
        "app/test_charts",
        ("GAP = 0.35", "GAP = 0.05"),
        ("MOST_PRINTED = 6", "MOST_PRINTED = 5"),
        ("unit - 1, example - 1", "unit - 2, example - 1"),
        ("np.tril(", "np.triu("),
        ("if t < T:", "if t <= T:"),
        ("max(INKS", "min(INKS"),
        ('"zmin": -largest', '"zmin": 0'),
        ("if share > 0", "if share < 0"),
    ),
    *of(
        "app/charts/sizes.py",
        "app/test_charts",
        ("sum(axis=(1, 2))", "mean(axis=(1, 2))"),
        ("t - 0.4", "t - 1.4"),
        ("== T % every", "== 0"),
        ("whole=name == gradients[0]", "whole=name == gradients[-1]"),
    ),
    *of(
        "app/scene/scene.py",
        "app/test_scene",
        ("SIGNIFICANT = 10", "SIGNIFICANT = 4"),
        ("SHORT = 18", "SHORT = 4"),
        ("return 2 if", "return 0 if"),
        ("len(after) > 1 else []", "len(after) > 2 else []"),
        ('measured["many"] = True', "pass"),
        ("for s in after[:1]", "for s in after[1:2]"),
    ),
    *of(
        "app/scene/rich.py",
        "app/test_rich app/test_scene",
        ("t + words.shift == 0", "t + words.shift == 1"),
        ("t + offset", "t - offset"),
        ("if t < problem.T else", "if t <= problem.T else"),
        ('" + " if sign > 0', '" + " if sign < 0'),
    ),
    *of(
        "app/scene/graph.py",
        "app/test_scene",
        ("if loss < t:", "if loss <= t:"),
        ("times[1:], times", "times, times"),
    ),
    *of(
        "app/scene/roads.py",
        "app/test_scene",
        (":.6g", ":.1g"),
        ("t + road.later > trace", "t > trace", "no edge of the graph leads beyond the last timestep either"),
    ),
    *of(
        "app/scene/code.py",
        "app/test_code",
        ("WIDTH = 40", "WIDTH = 80"),
        ("lstrip()) + 4", "lstrip()) + 1"),
        ("trace[name].ndim - 1", "trace[name].ndim"),
    ),
    *of(
        "app/panels/sizes.py",
        "app/test_parts app/test_panels",
        ("share > 0.99", "share > 0.9"),
        ("share < 0.5", "share < 0.7"),
        ("size[name][t - 1]", "size[name][-t]"),
        ("if t == T and not second", "if not second"),
    ),
    *of(
        "app/panels/damage.py",
        "app/test_parts app/test_mistaken app/test_mistaken_panels",
        ("1e-12 + 1e-9 *", "1e-12 + 1e-3 *"),
        ("difference / size if size else", "difference if size else"),
        ("if t not in ran", "if t in ran"),
    ),
    *of(
        "app/panels/check.py",
        "app/test_parts app/test_panels",
        ("DIGITS = 10", "DIGITS = 6"),
        ("len(compared) == len(moved) and all(", "len(compared) == len(moved) or all("),
        ("selected[0] - 1, selected[1] - 1", "selected[0] - 2, selected[1] - 1"),
    ),
    *of(
        "app/panels/printed.py",
        "app/test_parts app/test_panels",
        ("place[2] + 1", "place[2]"),
        ("place[0] + 1", "place[0]"),
        ("DIGITS = 8", "DIGITS = 3"),
    ),
    *of(
        "app/panels/parts.py",
        "app/test_parts app/test_panels",
        ("return address.t or 1", "return address.t or 2"),
        ("if i == now", "if i == 0"),
        ("{t + words.shift}", "{t - words.shift}"),
    ),
)
