"""What is taken away is the run: the script computes and prints it bit for bit, the .npz holds every array of it."""

from __future__ import annotations

import ast
import contextlib
import io
import random
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rnn_core
from app.export import about as about_module
from app.export import loops as loops_module
from app.export import script as script_module
from app.export.about import about
from app.export.numbers import CACHED, README, numbers
from app.export.script import script
from rnn_core import CELLS, DENSE, EVERY_CASE, GIVEN, GRU_AFTER, GRU_BEFORE, LSTM, Model, find_mistake, mistaken
from rnn_core.mistakes import CLASSICS
from rnn_core.mistakes.candidates import conceivable, runs
from rnn_core.mistakes.edits import CacheEdit, CarryEdit, LineEdit, OrderEdit, of_pass, together
from tests.lazily import Lazily

KINDS = (LineEdit, CarryEdit, CacheEdit, OrderEdit)
PROBLEMS = {f"hello, {cell.name}": rnn_core.hello(cell) for cell in CELLS}
PROBLEMS |= {
    "word": rnn_core.word("abracadabra"),
    "word of other letters": rnn_core.word("čeština", cell=GRU_AFTER),
    "notebook": rnn_core.notebook(),
    "notebook, lstm": rnn_core.notebook(LSTM),
    "random": rnn_core.random_problem(n_x=8, n_a=7, n_y=3, m=12, T=12, seed=3),
    "random, lstm": rnn_core.random_problem(n_x=2, n_a=3, n_y=3, m=4, T=5, cell=LSTM),
    "random, gru": rnn_core.random_problem(n_x=2, n_a=3, n_y=3, m=4, T=5, cell=GRU_BEFORE),
    "T = 1, m = 1": rnn_core.random_problem(n_x=1, n_a=1, n_y=2, m=1, T=1),
    "weights": rnn_core.random_problem(T=5).with_weights([0.5, 0, 1, -2, 1 / 3]),
}
PROBLEMS |= {case.problem.name: case.problem for case in EVERY_CASE if case.problem.name != "notebook"}
EDITS = Lazily(PROBLEMS, lambda name: conceivable(PROBLEMS[name]))  # by name, those that run and others
HELLO = rnn_core.run(rnn_core.hello())
NASTY = (
    '"""',
    "'''",
    '\\"""\nimport os\n"""',
    "\\",
    "a\\",
    "\n",
    "\r",
    "\x00",
    "\u2028",
    "\u202e",
    "\ud800",
    "{J}",
    "%",
    '"',
)


def run_mistaken(name, mistake):
    problem = PROBLEMS[name]
    return rnn_core.run(problem, mistaken(problem, mistake))


def classic_mistakes():
    """Every classic mistake of every problem."""
    for name, known in EDITS.items():
        for classic in CLASSICS:
            mistake = tuple(known[edit] for edit in classic.edits if edit in known)
            if len(mistake) == len(classic.edits) and runs(PROBLEMS[name], mistake):
                yield name, classic.name


def edits_of(kinds, names):
    return [(name, edit) for name in names for edit in EDITS[name].values() if isinstance(edit, kinds)]


def single_edits(kind, count):
    """Edits of one kind, of all cells, chosen by a seed."""
    names = [
        "hello, rnn",
        "hello, lstm",
        "hello, gru_after",
        "notebook",
        "notebook, lstm",
        "random, gru",
        "rnn_forward",
    ]
    found = edits_of(kind, names)
    random.Random(kind.__name__).shuffle(found)
    return list(islice(((name, edit.name) for name, edit in found if runs(PROBLEMS[name], (edit,))), count))


def several_edits(count):
    """Mistakes of two or three edits of any kinds, of which one at least is not a line, chosen by a seed."""
    rng, found = random.Random(1), []
    while len(found) < count:
        name = rng.choice(["hello, rnn", "hello, lstm", "notebook, lstm", "random, gru"])
        (_, first), *rest = rng.choice(edits_of(KINDS[1:], [name])), *rng.sample(edits_of(KINDS, [name]), 2)
        mistake = (first,)
        for _, edit in rest:
            mistake = together(mistake, (edit,)) or mistake
        if len(mistake) > 1 and runs(PROBLEMS[name], mistake):
            found.append((name, ",".join(edit.name for edit in mistake)))
    return found


MISTAKES = [*classic_mistakes()]
SINGLES = [pair for kind in KINDS for pair in single_edits(kind, 25)]


def execute(text, monkeypatch, *, torch=False):
    """Run a script in a namespace of its own, by default as if torch were not installed; what it leaves and prints."""
    names, said = {"__name__": "__main__"}, io.StringIO()
    with monkeypatch.context() as patched, contextlib.redirect_stdout(said), np.printoptions():  # it sets its own
        if not torch:
            patched.setitem(sys.modules, "torch", None)
        exec(compile(text, "script.py", "exec"), names)
    return names, said.getvalue()


def expected(trace):
    """What a script has to print, by its own names: J and every gradient, or what is predicted."""
    problem = trace.problem
    if "J" not in trace.values:
        return {name: trace[name] for name in (*(carry.leaves for carry in problem.cell.forward_carries), "y")}
    return {"J": trace["J"], **trace.ends, "dxs": trace["dx"]}


def computed(names):
    if "gradients" not in names:
        return names["predicted"]
    return {"J": names["J"], **{f"d{name}": value for name, value in names["gradients"].items()}}


def printed(text):
    """Name -> the numbers below it."""
    blocks = re.findall(r"^(\w+) =\s*([^a-zA-Z]*(?:e[-+]\d+[^a-zA-Z]*)*)$", text, re.MULTILINE)
    return {name: [float(number) for number in re.findall(r"[-+.\de]+", numbers)] for name, numbers in blocks}


def check(trace, monkeypatch):
    """The script of a run computes that run, and prints every digit of it."""
    names, said = execute(script(trace), monkeypatch)
    got = computed(names)
    wanted = expected(trace)
    assert got.keys() == wanted.keys()
    for name, value in wanted.items():
        assert np.shape(got[name]) == value.shape, name
        assert np.array_equal(got[name], value), name
    numbers = printed(said)
    assert numbers.keys() == wanted.keys()
    for name, value in wanted.items():
        assert np.array_equal(numbers[name], value.ravel()), name


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_script_is_the_run_bit_for_bit(name, monkeypatch):
    check(rnn_core.run(PROBLEMS[name]), monkeypatch)


@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_the_script_makes_every_classic_mistake_bit_for_bit(name, mistake, monkeypatch):
    check(run_mistaken(name, mistake), monkeypatch)


@pytest.mark.parametrize(("name", "mistake"), SINGLES)
def test_the_script_makes_any_edit_bit_for_bit(name, mistake, monkeypatch):
    check(run_mistaken(name, mistake), monkeypatch)


@pytest.mark.parametrize(("name", "mistake"), several_edits(60))
def test_the_script_makes_several_edits_at_once_bit_for_bit(name, mistake, monkeypatch):
    check(run_mistaken(name, mistake), monkeypatch)


def test_gradients_that_are_handed_in_arrive_at_the_last_timestep_of_several(monkeypatch):
    problem = rnn_core.random_problem(n_x=2, n_a=3, n_y=3, m=4, T=5, cell=LSTM)
    problem = replace(problem, later={"dc_next": np.random.default_rng(1).standard_normal((3, 4))})
    check(rnn_core.run(problem), monkeypatch)
    for name in ("order.forward.reversed", "order.forward.early", "carry.dc_time.starts.da_softmax.first"):
        check(rnn_core.run(problem, mistaken(problem, name)), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mistake"),
    [("hello, rnn", ""), ("notebook, lstm", "cache.a_prev.aliased"), ("rnn_forward", ""), ("lstm_cell_backward", "")],
)
def test_the_script_runs_on_its_own_and_complains_of_nothing(name, mistake, tmp_path):
    trace = run_mistaken(name, mistake) if mistake else rnn_core.run(PROBLEMS[name])
    file = tmp_path / "script.py"
    file.write_text(script(trace, "https://example.org/?problem=hello"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", file.name], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    numbers = printed(done.stdout)
    for quantity, value in expected(trace).items():
        assert np.array_equal(numbers[quantity], value.ravel()), quantity


def test_the_lines_are_the_tables_and_none_of_them_stands_in_our_code():
    sources = "".join(
        Path(module.__file__).read_text("utf-8") for module in (about_module, loops_module, script_module)
    )
    for trace in (*map(rnn_core.run, PROBLEMS.values()), *(run_mistaken(*pair) for pair in MISTAKES)):
        rows = {row.partition("  #")[0].strip() for row in script(trace).split("\n")}
        for way in ("forward", "backward"):
            for line in trace.lines(way).values():
                assert line.text in rows
    for model in (Model(cell, head) for cell in CELLS for head in (DENSE, GIVEN)):
        for way in ("forward", "backward"):
            assert not [line.text for line in model.lines(way).values() if line.text in sources]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mistake"), [*SINGLES, *MISTAKES])
def test_every_edit_is_marked_where_it_is_made(name, mistake):
    trace = run_mistaken(name, mistake)
    text = script(trace)
    assert text.count("# the mistake") >= len(trace.mistake)
    for direction in ("forward", "backward"):
        for quantity, line in trace.edited(direction).items():
            right = trace.problem.model.lines(direction)[quantity].text
            one = f"{line.text}  # the mistake; right: {right}\n"
            assert one in text or re.search(
                rf"# the mistake; right: {re.escape(right)}\n +{re.escape(line.text)}\n", text
            )


def test_a_right_run_marks_nothing_and_a_mistake_nothing_but_its_own_rows():
    assert "mistake" not in script(HELLO)
    text = script(run_mistaken("hello, rnn", "only-da"))
    assert text.count("# the mistake") == 1
    assert "\n        da_total = da_softmax  # the mistake; right: da_total = da_softmax + da_time\n" in text
    assert "I already get `da` for every timestep" in " ".join(ast.get_docstring(ast.parse(text)).split())
    text = script(run_mistaken("notebook", "aliased-cache"))
    assert "\n        a_prev = cache[-1].a if t == 0 else a_prev  # the mistake\n" in text
    text = script(run_mistaken("notebook", "never-updated"))
    assert "\n        da_time = da_time  # the mistake; right: da_time = da_prev\n" in text
    text = script(run_mistaken("notebook", "loop-forward"))
    assert "\n    for t in range(T):  # the mistake; right: for t in reversed(range(T)):\n" in text


def test_the_default_run_is_a_short_read():
    text = script(HELLO, "https://example.org/?at=backward.3.da_total")
    assert text.count("\n") <= 120
    assert "Wax = np.array([[-0.31, -0.35, -0.22, -1.02],\n" in text  # two decimals look like two decimals


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_row_is_too_long_to_read(name):
    assert max(map(len, script(rnn_core.run(PROBLEMS[name])).split("\n"))) <= 120


def test_what_is_given_is_given_exactly():
    values = np.array([-0.0, 5e-324, 0.1 + 0.2, 1 / 3, -1e-7, 99.99999999999999])
    problem = rnn_core.random_problem(n_x=6, n_a=1, n_y=2, m=1, T=1)
    trace = rnn_core.run(replace(problem, parameters={**problem.parameters, "Wax": values[None]}))
    tree = ast.parse(script(trace))
    (literal,) = (
        node.value.args[0]
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "Wax"
    )
    assert np.array(ast.literal_eval(literal)).tobytes() == values.tobytes()


def same_program(text):
    """All statements of a script but its docstring, which has to be one."""
    docstring, *rest = ast.parse(text).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert isinstance(docstring.value.value, str)
    return ast.dump(ast.Module(rest, []))


@pytest.mark.slow
@given(st.one_of(st.sampled_from(NASTY), st.text(), st.text("\"'\\\n{}%# ", max_size=12)))
def test_no_link_and_no_name_can_become_code(nasty):
    trace = HELLO if len(nasty) % 2 else run_mistaken("hello, rnn", "only-da")
    plain = same_program(script(trace))
    assert same_program(script(trace, nasty)) == plain
    named = rnn_core.run(replace(trace.problem, name=nasty, text=nasty * 2, alphabet=nasty), trace.program)
    text = script(named, f"https://example.org/?word={nasty}")
    assert same_program(text) == plain
    text.encode("utf-8")
    assert all(line.isprintable() for line in about(named, nasty))


@pytest.mark.parametrize("link", ["https://example.org/a/?at=backward.3.dz&word=č%20e'\"", "?problem=notebook&T=4#x,y"])
def test_a_link_stays_the_same_address(link):
    (said,) = (line for line in about(HELLO, link) if line.startswith("Step by step: "))
    assert unquote(said.removeprefix("Step by step: ")) == unquote(link)


def test_without_torch_a_script_says_what_it_could_do(monkeypatch):
    _, said = execute(script(HELLO), monkeypatch)
    assert said.endswith("\nWith PyTorch installed, this file compares its gradients with torch's.\n")


# With torch


def compared(trace, monkeypatch):
    """How far each gradient of a script is from torch's, as it finds and as it prints it."""
    pytest.importorskip("torch")
    names, said = execute(script(trace), monkeypatch, torch=True)
    found = {}
    for name, gradient in names["gradients"].items():
        theirs = names["leaves"][name].grad
        theirs = np.zeros(names["leaves"][name].shape) if theirs is None else theirs.numpy()
        same = gradient.shape == theirs.shape
        found[name] = np.abs(gradient - theirs).max() if same else np.inf
        told = f"{found[name]:.1e}" if same else "another shape"
        assert re.search(rf"^d{name} +{re.escape(told)}$", said, re.MULTILINE)
    return found, names, said


@pytest.mark.parametrize("name", [name for name, problem in PROBLEMS.items() if problem.cell.backward_carries])
def test_torch_agrees_with_a_right_run(name, monkeypatch):
    trace = rnn_core.run(PROBLEMS[name])
    found, names, said = compared(trace, monkeypatch)
    sizes = {key: np.abs(value).max() for key, value in names["gradients"].items()}
    assert all(found[key] <= 1e-12 * max(1, sizes[key]) for key in found), found
    assert names["J_torch"].item() == pytest.approx(trace.J, rel=1e-12)
    assert "mistake" not in said


def test_the_difference_from_torch_is_what_a_mistake_on_the_way_back_does(monkeypatch):
    trace = run_mistaken("hello, rnn", "only-da")
    found, _, said = compared(trace, monkeypatch)
    right = rnn_core.run(trace.problem)
    for name, damage in found.items():
        wrong, good = (expected(one)[f"d{name}"] for one in (trace, right))
        assert damage == pytest.approx(np.abs(wrong - good).max(), abs=1e-12), name
    assert found["Waa"] > 0.1
    assert "What the mistake does: by how much each gradient differs from torch's" in said


def test_a_gradient_of_another_shape_is_told(monkeypatch):
    found, _, _ = compared(run_mistaken("notebook", "bias-not-summed"), monkeypatch)
    assert found["ba"] == np.inf


FORWARD = [(name, mistake) for name, mistake in SINGLES if of_pass(find_mistake(PROBLEMS[name], mistake), "forward")]


@pytest.mark.parametrize(("name", "mistake"), [pair for pair in FORWARD if pair[0] != "rnn_forward"])
def test_torch_differentiates_the_forward_pass_that_was_run(name, mistake, monkeypatch):
    trace = run_mistaken(name, mistake)
    if trace["J"].ndim:
        names, said = execute(script(trace), monkeypatch, torch=True)
        assert "torch" not in said
        assert "J_torch" not in names
        return
    _, names, said = compared(trace, monkeypatch)
    assert "torch differentiates the forward pass above, its mistake included." in said
    functions = [names[name] for name in ("sigmoid", "softmax") if name in names and name in signature(names)]
    rng = np.random.default_rng(0)
    for key, leaf in names["leaves"].items():  # the script's own forward pass, moved a little: a complex step
        direction = rng.standard_normal(names["given"][key].shape)
        moved, _ = names["forward"](np, *functions, **names["given"] | {key: names["given"][key] + 1e-30j * direction})
        slope = 0.0 if leaf.grad is None else float((leaf.grad.numpy() * direction).sum())
        assert slope == pytest.approx(np.imag(moved) / 1e-30, rel=1e-9, abs=1e-9), key


def signature(names):
    code = names["forward"].__code__
    return code.co_varnames[: code.co_argcount]


# Numbers


def loaded(data):
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


NUMBERED = [
    *((name, "") for name in PROBLEMS),
    *((name, mistake) for name, mistake in MISTAKES if name in ("hello, rnn", "hello, lstm", "notebook")),
    *SINGLES[::5],
]


@pytest.mark.parametrize(("name", "mistake"), NUMBERED)
def test_every_array_comes_back_bit_for_bit(name, mistake):
    trace = run_mistaken(name, mistake) if mistake else rnn_core.run(PROBLEMS[name])
    found = loaded(numbers(trace))
    cached = {CACHED + quantity: value for quantity, value in trace.cached.items()}
    assert [*found] == [README, *sorted(trace.values), *cached]
    for quantity, value in {**trace.values, **cached}.items():
        assert found[quantity].dtype == value.dtype
        assert found[quantity].shape == value.shape
        assert found[quantity].tobytes() == value.tobytes(), quantity


def test_what_the_numbers_are_stands_with_them():
    link = "https://example.org/?problem=notebook&mistake=aliased-cache"
    readme = "\n".join(loaded(numbers(run_mistaken("notebook", "aliased-cache"), link))[README])
    for said in ("notebook", "rnn", "given", "aliased-cache", link, rnn_core.__version__, "time first", CACHED):
        assert said in readme
    assert "d<q>" not in "\n".join(loaded(numbers(rnn_core.run(PROBLEMS["rnn_forward"])))[README])


def test_the_same_run_gives_the_same_bytes_at_any_time_of_day():
    data = numbers(rnn_core.run(rnn_core.hello()), "?at=turn.J")
    assert data == numbers(HELLO, "?at=turn.J")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
