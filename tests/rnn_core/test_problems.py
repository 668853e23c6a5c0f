"""Problems: what they hold, their bounds, and the sentence that says what was wrong."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pytest

from rnn_core import CELLS, GIVEN, LSTM, RNN, Problem, ProblemError, hello, notebook, random_problem, run, word
from rnn_core.problem import same
from rnn_core.problems import letters, one_hot

each_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)


def test_hello_is_four_letters_that_predict_the_next():
    problem = hello()
    assert (problem.T, problem.text, problem.alphabet, problem.seed) == (4, "hello", "helo", None)
    assert np.array_equal(problem.inputs["x"], one_hot("hell", "helo"))
    assert np.array_equal(problem.inputs["target"], one_hot("ello", "helo"))
    assert {name: value.shape for name, value in problem.parameters.items()} == {
        "Wax": (5, 4),
        "Waa": (5, 5),
        "ba": (5, 1),
        "Wya": (4, 5),
        "by": (4, 1),
        "a0": (5, 1),
    }
    assert not problem.parameters["a0"].any()
    assert problem.weights.tolist() == [1, 1, 1, 1]


def test_one_hot_is_time_first_with_the_alphabet_as_features():
    assert one_hot("ba", "abc").tolist() == [[[0], [1], [0]], [[1], [0], [0]]]


@each_cell
def test_a_printed_weight_is_the_weight_that_is_used(cell):
    for problem in (hello(cell), word("banana", cell=cell), word("abcdefgh", 2**31 - 1, cell)):
        for value in problem.parameters.values():
            assert np.array_equal(value, np.round(value, 2))


@each_cell
def test_the_same_letters_are_run_with_every_cell(cell):
    for problem, plain in ((hello(cell), hello()), (word("banana", 3, cell), word("banana", 3))):
        assert problem.cell is cell
        assert (problem.alphabet, problem.text, problem.T) == (plain.alphabet, plain.text, plain.T)
        assert all(np.array_equal(problem.inputs[name], plain.inputs[name]) for name in ("x", "target"))
        assert not any(problem.parameters[name].any() for name in problem.model.starts)


def test_a_word_gives_a_step_less_than_it_has_letters():
    problem = word("banana", seed=3)
    assert (problem.T, problem.alphabet, problem.text, problem.seed) == (5, "ban", "banana", 3)
    assert np.array_equal(problem.inputs["x"], one_hot("banan", "ban"))
    assert np.array_equal(problem.inputs["target"], one_hot("anana", "ban"))


def test_a_word_is_read_as_people_type_it():
    assert word("  Banana ").text == "banana"
    assert word("cafe\u0301").text == "caf\u00e9"  # an e with a combining accent is one letter


@each_cell
def test_the_same_seed_gives_the_same_problem_and_another_seed_another(cell):
    for make in (lambda seed: word("banana", seed, cell), lambda seed: random_problem(seed=seed, cell=cell)):
        one, same, other = make(4), make(4), make(5)
        for name in one.model.weights:
            assert np.array_equal(one.parameters[name], same.parameters[name]), name
            assert not np.array_equal(one.parameters[name], other.parameters[name]), name


@pytest.mark.parametrize("letters", ["ab", "abcdefghabcdef"])
def test_a_words_length_is_bounded(letters):
    with pytest.raises(ProblemError) as caught:
        word(letters)
    assert str(caught.value) == f"A word has 3 to 13 letters; this one has {len(letters)}."


@pytest.mark.parametrize("text", ["", "two words", "h3llo", "hello!", "<b>bold</b>", "a_b", "\x00\x00\x00", "٣٤٥"])
def test_a_word_has_letters_alone(text):
    with pytest.raises(ProblemError) as caught:
        word(text)
    assert str(caught.value) == "A word has letters only, without spaces, digits or signs."


@pytest.mark.parametrize(("text", "different"), [("aaa", 1), ("abcdefghi", 9)])
def test_a_words_letters_are_different_enough_and_few_enough(text, different):
    with pytest.raises(ProblemError) as caught:
        word(text)
    assert str(caught.value) == f"A word has 2 to 8 different letters; this one has {different}."


@pytest.mark.parametrize("text", ["aab", "abcdefgh", "abababababab" + "a"])
def test_a_word_at_its_bounds_runs(text):
    assert np.isfinite(run(word(text)).J)


@pytest.mark.parametrize("seed", [-1, 2**31])
@pytest.mark.parametrize("make", [lambda seed: word("hello", seed), lambda seed: random_problem(seed=seed)])
def test_a_seed_is_bounded(make, seed):
    with pytest.raises(ProblemError) as caught:
        make(seed)
    assert str(caught.value) == f"seed goes from 0 to 2147483647; got {seed}."


@each_cell
@pytest.mark.parametrize("name", ["n_x", "n_a", "n_y", "m", "T"])
def test_sizes_are_at_least_1_and_as_large_as_one_likes(cell, name):
    with pytest.raises(ProblemError) as caught:
        random_problem(**{name: 0}, cell=cell)
    assert str(caught.value) == f"{name} is at least 1; got 0."
    for size in (1, 40):
        assert np.isfinite(run(random_problem(**{name: size}, cell=cell)).J)


def test_random_has_one_target_a_column():
    target = random_problem(n_y=3, m=4, T=2).inputs["target"]
    assert target.shape == (2, 3, 4)
    assert np.array_equal(target.sum(axis=1), np.ones((2, 4)))


def test_the_notebook_problem_is_the_fixture_with_da_given():
    problem = notebook()
    assert problem.head is GIVEN
    assert {name: value.shape for name, value in problem.inputs.items()} == {
        "x": (4, 3, 10),
        "da": (4, 5, 10),
        "w": (4,),
    }
    trace = run(problem)
    assert np.array_equal(trace["da_softmax"], problem.inputs["da"])
    np.testing.assert_allclose(trace["loss"], (trace["da"] * trace["a"]).sum(axis=(1, 2)), rtol=0, atol=1e-12)


def test_the_notebook_problem_of_the_lstm_takes_the_first_4_of_the_7_timesteps_of_x():
    problem = notebook(LSTM)
    assert problem.head is GIVEN
    assert {name: value.shape for name, value in problem.inputs.items()} == {
        "x": (4, 3, 10),
        "da": (4, 5, 10),
        "w": (4,),
    }
    x = np.random.RandomState(1).randn(3, 10, 7)
    assert np.array_equal(problem.inputs["x"], np.moveaxis(x, 2, 0)[:4])
    assert not problem.parameters["c0"].any()


def with_one(name: str, value: object) -> Problem:
    """A small problem of the right shapes, but for one array."""
    arrays = {
        "Wax": np.ones((3, 2)),
        "Waa": np.ones((3, 3)),
        "ba": np.ones((3, 1)),
        "a0": np.ones((3, 5)),
        "Wya": np.ones((4, 3)),
        "by": np.ones((4, 1)),
        "x": np.ones((6, 2, 5)),
        "target": np.ones((6, 4, 5)),
        "w": np.ones(6),
    } | {name: value}
    inputs = {key: arrays.pop(key) for key in ("x", "target", "w")}
    return Problem("mine", {key: value for key, value in arrays.items() if value is not None}, inputs)


@pytest.mark.parametrize(
    ("name", "shape", "expected"),
    [
        ("Wax", (2, 3), "(3, 2)"),
        ("Waa", (3, 2), "(3, 3)"),
        ("ba", (3,), "(3, 1)"),
        ("Wya", (4, 4), "(4, 3)"),
        ("by", (1, 4), "(4, 1)"),
        ("target", (6, 4, 1), "(6, 4, 5)"),
        ("w", (5,), "(6,)"),
        ("x", (6, 2, 4), "(6, 2, 5)"),
    ],
)
def test_an_array_of_the_wrong_shape_is_named_with_the_right_one(name, shape, expected):
    with pytest.raises(ProblemError) as caught:
        with_one(name, np.ones(shape))
    assert str(caught.value) == f"mine: {name} has shape {shape}, expected {expected}."


@each_cell
def test_every_array_of_every_cell_has_its_shape_checked(cell):
    """Each parameter and input, with a row too many, is refused; under its name, unless the others go by its rows."""
    for problem in (random_problem(cell=cell), *([notebook(cell)] if cell in (RNN, LSTM) else [])):
        for name in (*problem.parameters, *problem.inputs):
            parameters, inputs = dict(problem.parameters), dict(problem.inputs)
            where = parameters if name in parameters else inputs
            rows = -min(where[name].ndim, 2)
            where[name] = np.concatenate([where[name], np.take(where[name], [-1], axis=rows)], axis=rows)
            blamed = r"\w+" if name in ("x", "a0", "target") else name
            with pytest.raises(ProblemError, match=rf"mine: {blamed} has shape \(.*\), expected \(.*\)\.$"):
                Problem("mine", parameters, inputs, cell, problem.head)


@pytest.mark.parametrize("shape", [(6, 2), (0, 2, 5), (6, 2, 5, 1)])
def test_x_has_three_axes_and_no_empty_one(shape):
    with pytest.raises(ProblemError) as caught:
        with_one("x", np.ones(shape))
    assert str(caught.value) == f"mine: x has shape {shape}, expected (T, n_x, m) with none of them 0."


@pytest.mark.parametrize(
    ("name", "shape", "axes"), [("a0", (3,), "n_a, m"), ("a0", (0, 5), "n_a, m"), ("target", (6, 4), "T, n, m")]
)
def test_what_says_the_sizes_has_its_axes(name, shape, axes):
    with pytest.raises(ProblemError) as caught:
        with_one(name, np.ones(shape))
    assert str(caught.value) == f"mine: {name} has shape {shape}, expected ({axes}) with none of them 0."


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["Waa", "x", "w"])
def test_nan_and_infinity_never_get_in(name, value):
    with pytest.raises(ProblemError) as caught:
        with_one(name, np.full({"Waa": (3, 3), "x": (6, 2, 5), "w": (6,)}[name], value))
    assert str(caught.value) == f"{name} has an entry that is NaN or infinite."


def test_a_missing_array_is_named():
    with pytest.raises(ProblemError) as caught:
        with_one("by", None)
    expected = ["Waa", "Wax", "Wya", "a0", "ba", "by", "target", "w", "x"]
    given = [name for name in expected if name != "by"]
    assert str(caught.value) == f"mine: got {given}, expected {expected}."


def test_only_what_a_cell_can_take_from_later_steps_is_handed_in():
    problem = random_problem(cell=LSTM)
    with pytest.raises(ProblemError) as caught:
        replace(problem, later={"da_later": np.ones((5, 10))})
    assert str(caught.value) == "random: ['da_later'] cannot be handed in from later steps."
    with pytest.raises(ProblemError) as caught:
        replace(problem, later={"dc_next": np.ones((5, 9))})
    assert str(caught.value) == "random: dc_next has shape (5, 9), expected (5, 10)."


def test_problem_errors_are_value_errors():
    assert issubclass(ProblemError, ValueError)


@pytest.mark.parametrize(
    ("typed", "text", "count", "different"),
    [
        ("İzmir", "izmir", 5, 4),
        ("𠮷野家", "𠮷野家", 3, 3),
        ("हिन्दी", "हिन्दी", 3, 3),
        ("สวัสดี", "สวัสดี", 4, 3),
        ("שָׁלוֹם", "שָׁלוֹם", 4, 4),
        ("cafe\u0301", "café", 4, 4),
        ("X\u0308yX\u0308", "x\u0308yx\u0308", 3, 2),  # a letter that has no code of its own
    ],
)
def test_a_letter_is_what_a_reader_calls_a_letter(typed, text, count, different):
    problem = word(typed)
    assert unicodedata.normalize("NFC", problem.text) == unicodedata.normalize("NFC", text)
    assert (problem.T, len(letters(problem.text)), len(letters(problem.alphabet))) == (count - 1, count, different)
    assert problem.inputs["x"].shape == (count - 1, different, 1)
    assert (problem.inputs["x"].sum(axis=1) == 1).all()
    assert word(problem.text).text == problem.text, "a link that is written can be read"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\u0301abc", "letters only"),
        ("ab c", "letters only"),
        ("a1b", "letters only"),
        ("", "letters only"),
        ("q" + 5 * "\u0301" + "bc", "at most 4 marks"),
        ("हि", "has 3 to 13 letters; this one has 1"),
    ],
)
def test_what_is_no_word_is_refused_with_what_is_true_of_it(text, message):
    with pytest.raises(ProblemError, match=message):
        word(text)


def test_a_seed_may_be_its_bounds_and_nothing_beyond_them():
    low, high = 0, 2**31 - 1
    for seed in (low, high):
        random_problem(seed=seed)
    for seed in (low - 1, high + 1):
        with pytest.raises(ProblemError, match=f"seed goes from {low} to {high}; got {seed}"):
            random_problem(seed=seed)


def test_what_is_drawn_keeps_the_scores_small_however_long_a_row_is():
    parameters = random_problem(n_x=8, n_a=8, n_y=8, m=12).parameters
    for name, size in {"Wax": 1 / 8**0.5, "Waa": 1 / 8**0.5, "Wya": 1 / 8**0.5, "a0": 0.5}.items():
        assert 0.5 * size < np.std(parameters[name]) < 1.5 * size, name


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (1.0, 1 + 0.9e-9, True),
        (1.0, 1 + 1.1e-9, False),
        (1000.0, 1000 + 0.9e-6, True),
        (0.0, 0.9e-12, True),
        (0.0, 1.1e-12, False),
        (np.zeros(3), np.zeros((3, 1)), False),
        (np.zeros(3), 0.0, False),
        (np.array([1.0, 2.0]), np.array([1.0, 2.1]), False),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), False),
    ],
)
def test_the_same_numbers_differ_by_rounding_alone(one, other, are):
    assert same(one, other) is are
    assert same(other, one) is are
