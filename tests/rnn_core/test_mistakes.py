"""The classic mistakes give the numbers that people print, and the thread's have the cause that they have."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import (
    CASES,
    LSTM,
    ProblemError,
    Program,
    Trace,
    classics,
    find_mistake,
    first_wrong,
    mistaken,
    notebook,
    rnn_cell_backward,
    rnn_cell_forward,
    run,
)
from rnn_core.loop import run_loop
from rnn_core.mistakes import CLASSICS, classic_of, name_of, says
from rnn_core.mistakes.edits import LineEdit
from tests.rnn_core.examples import PROBLEMS, entry, facts, features_first

FACTS = facts("notebook")


def printed(trace: Trace) -> dict[str, np.ndarray]:
    """What `rnn_backward` returns: its entries are printed."""
    return {"dx": features_first(trace["dx"]), **trace.ends}


def assert_printed(found: dict[str, np.ndarray], row: dict[str, str]) -> None:
    """To the last printed digit."""
    for label, text in row.items():
        digits = max(len(number.partition(".")[2]) for number in text.split())
        expected = [float(number) for number in text.split()]
        assert [round(number, digits) for number in entry(found, label)] == expected, label


@pytest.mark.parametrize("name", FACTS["classic_mistakes"])
def test_each_classic_mistake_gives_its_numbers(name):
    problem = notebook()
    assert_printed(printed(run(problem, mistaken(problem, name))), FACTS["classic_mistakes"][name])


def test_the_threads_numbers_follow_from_the_aliased_cache_and_tanh_of_z_together():
    problem = notebook()
    found = printed(run(problem, mistaken(problem, "the-thread")))
    for label, text in FACTS["thread"].items():
        numbers = [float(number) for number in text.split()]
        np.testing.assert_allclose(entry(found, label), numbers, rtol=1e-14, atol=5e-9 if "." in text[:3] else 0)
    assert find_mistake(problem, "the-thread") == (
        *find_mistake(problem, "aliased-cache"),
        *find_mistake(problem, "tanh-of-z"),
    )


def test_the_threads_forward_pass_is_bit_for_bit_right_so_its_tests_pass():
    problem = notebook()
    right, wrong = run(problem), run(problem, mistaken(problem, "the-thread"))
    for quantity in ("z", "a", "a_prev"):
        assert np.array_equal(wrong[quantity], right[quantity])


def test_with_1_minus_a_squared_the_aliased_cache_spoils_dWaa_alone():
    """The thread's workaround hides the bug."""
    problem = notebook()
    right, wrong = run(problem), run(problem, mistaken(problem, "aliased-cache"))
    for name in ("da0", "dWax", "dba"):
        assert np.array_equal(wrong.ends[name], right.ends[name])
    assert np.array_equal(wrong["dx"], right["dx"])
    assert abs(wrong.ends["dWaa"][1, 2] - 2.2865949141376403) < 1e-12
    assert abs(right.ends["dWaa"][1, 2] - 2.3033331265798926) < 1e-12


def test_tanh_of_z_is_right_on_this_fixture_whatever_the_thread_believed():
    """Its caches come from a forward pass, so a is tanh(z) there, and both forms give all the expected numbers."""
    problem = notebook()
    right, other = run(problem), run(problem, mistaken(problem, "tanh-of-z"))
    assert np.abs(right["a"] - np.tanh(right["z"])).max() == 0
    assert first_wrong(right, other) is None
    assert_printed(printed(other), FACTS["cases"]["rnn_backward"]["printed"])


def test_tanh_of_z_fails_where_a_and_z_are_drawn_independently():
    """Then `a` is not tanh(z), and 1 - tanh(z)**2 is not 1 - a**2: what the thread believed would be true."""
    problem = notebook()
    right, by_z_program = Program.of(problem.model), mistaken(problem, "tanh-of-z")
    memory, _ = run_loop(right.forward, problem.given, problem.parameters)
    rng = np.random.default_rng(0)
    drawn = [{**scope, "a": np.tanh(rng.standard_normal(scope["a"].shape))} for scope in memory]
    _, by_a = run_loop(right.backward, drawn, {})
    _, by_z = run_loop(by_z_program.backward, drawn, {})
    assert np.abs(by_a["dWaa"] - by_z["dWaa"]).max() > 0.1
    _, by_a = run_loop(right.backward, memory, {})
    _, by_z = run_loop(by_z_program.backward, memory, {})
    np.testing.assert_allclose(by_a["dWaa"], by_z["dWaa"], rtol=0, atol=1e-13)


def test_the_assignments_own_functions_make_the_aliased_mistake_too_when_their_cache_is_spoiled():
    """Our edit of the cache is what NumPy does to somebody who keeps a0 in the last slot of a."""
    problem = notebook()
    x, a0 = features_first(problem.inputs["x"]), problem.parameters["a0"]
    parameters = {**problem.parameters, "Wya": np.zeros((2, 5)), "by": np.zeros((2, 1))}
    a, caches = np.zeros((5, 10, 4)), []
    a[:, :, -1] = a0
    for t in range(4):
        a[:, :, t], _, (a_next, _, xt, _) = rnn_cell_forward(x[:, :, t], a[:, :, t - 1], parameters)
        caches.append((a_next, a[:, :, t - 1], xt, parameters))  # a view
    da_time, dWaa = np.zeros((5, 10)), np.zeros((5, 5))
    for t in reversed(range(4)):
        step = rnn_cell_backward(problem.inputs["da"][t] + da_time, caches[t])
        da_time, dWaa = step["da_prev"], dWaa + step["dWaa"]
    wrong = run(problem, mistaken(problem, "aliased-cache"))
    np.testing.assert_allclose(dWaa, wrong.ends["dWaa"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_classic_that_applies_is_found_by_its_name_and_says_so_in_the_learners_words(name):
    problem = PROBLEMS[name]
    applicable = classics(problem)
    assert {"only-da", "only-da-prevt", "overwritten"} <= {c.name for c in applicable}
    if problem.T > 1:
        assert {"loop-forward", "never-updated"} <= {c.name for c in applicable}
    for classic in applicable:
        mistake = find_mistake(problem, classic.name)
        assert name_of(mistake) == classic.name
        assert says(mistake) == classic.says
        assert classic.says.startswith(("I ", "My ", "The "))
        run(problem, Program.of(problem.model, mistake))


def test_every_classic_applies_to_the_rnn_or_the_lstm():
    names = {classic.name for problem in (notebook(), notebook(LSTM)) for classic in classics(problem)}
    assert names == {classic.name for classic in CLASSICS}


def test_a_name_is_that_of_a_classic_or_of_edits_joined_by_commas():
    problem = notebook()
    both = find_mistake(problem, "cache.a_prev.aliased,dz.recomputed.a")
    assert classic_of(both).name == "the-thread"
    other = find_mistake(problem, "dz.without.a,dba.mean.dz")
    assert classic_of(other) is None
    assert name_of(other) == "dz.without.a,dba.mean.dz"
    assert find_mistake(problem, name_of(other)) == other


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "No mistake that can be made here is called ''"),
        ("dz = __import__('os')", "No mistake that can be made here is called"),
        ("x" * 10_000, "No mistake that can be made here is called 'xxx"),
        ("c-past-a", "No mistake that can be made here is called 'c-past-a'"),
        ("dz.without.a,dz.tanh.a", "cannot be made together"),
        ("dx.not-transposed.Wax", "the shapes do not fit"),
    ],
)
def test_a_name_that_says_nothing_here_is_refused_in_one_sentence(name, message):
    with pytest.raises(ProblemError, match=message.replace("(", r"\(")) as caught:
        find_mistake(notebook(), name)
    assert len(str(caught.value)) < 220


def test_the_first_wrong_step_in_the_order_of_the_run():
    problem = notebook()
    right = run(problem)

    def first(name):
        return str(first_wrong(right, run(problem, mistaken(problem, name))))

    assert first("only-da") == "backward.3.da_total"  # at the last step nothing comes back, so it is right by luck
    assert first("no-tanh-derivative") == "backward.4.dz"
    assert first("aliased-cache") == "backward.1.dWaa"
    assert first("bias-mean") == "backward.4.dba"
    assert first("loop-forward") == "backward.1.da_time"  # the wrong one arrives: none
    assert first("carry.da0.from.dz") == "end.da0"
    assert first("z.without.ba") == "forward.1.z"
    assert first_wrong(right, right) is None


def test_the_cases_run_with_a_mistake_as_traces_do():
    problem, case = CASES["rnn_backward"].problem, CASES["rnn_backward"]
    for name in ("only-da", "loop-forward", "the-thread"):
        mistake = find_mistake(problem, name)
        found, trace = case.run(mistake), printed(run(problem, mistaken(problem, name)))
        for output in case.outputs:
            assert np.array_equal(found[output], trace[output])


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("dz = (1 - a**2) * da_total * (1 + 1e-13)", None),  # another order of adding, no mistake
        ("dz = (1 - a**2) * da_total + 1e-14", None),
        ("dz = (1 - a**2) * da_total * (1 + 1e-7)", "backward.4.dz"),
        ("dz = (1 - a**2) * da_total + 1e-8", "backward.4.dz"),
        ("dx = (Wax.T @ dz).T", "backward.4.dx"),
        ("dba = dba + 0 * dz + dz.sum(axis=1, keepdims=True)", "backward.4.dba"),  # the same number in another shape
    ],
)
def test_a_value_is_wrong_from_the_first_digit_that_no_rounding_explains(text, at):
    problem = notebook()
    found = first_wrong(run(problem), run(problem, Program.of(problem.model, [LineEdit("l", "", "backward", (text,))])))
    assert str(found) == str(at)


def test_a_message_repeats_little_of_a_name_however_its_letters_are_written():
    with pytest.raises(ProblemError) as said:
        find_mistake(notebook(), "\U000e0001" * 200)
    assert len(str(said.value)) < 140
