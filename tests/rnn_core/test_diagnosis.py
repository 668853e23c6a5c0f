"""A cause is named when it gives all the numbers, and never by chance."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from rnn_core import CASES, GIVEN, Case, Diagnosis, Problem, ReadingError, diagnose, find_mistake, random_problem
from rnn_core.diagnosis.report import FEW
from rnn_core.mistakes import classic_of
from rnn_core.mistakes.edits import Edits, together
from tests.rnn_core.examples import facts
from tests.sample import sample

FACTS = facts("notebook")


def as_printed(arrays: dict[str, np.ndarray], labels: tuple[str, ...]) -> str:
    """What the notebook prints: rows with 8 decimals, single numbers with twelve digits, as older NumPy did."""
    lines = []
    for label in labels:
        name, *index = re.findall(r"\w+", label)
        value = arrays[name][tuple(map(int, index))]
        text = np.array2string(value, precision=8) if np.ndim(value) else f"{value:.12g}"
        lines.append(f"{label} = {text}")
    return "\n".join(lines)


def names(found: Diagnosis) -> list[str]:
    """Every mistake that is named."""
    return [cause.name for cause in found.causes]


def rows(row: dict[str, str]) -> str:
    return "\n".join(f"{label} = [{text}]" for label, text in row.items())


@pytest.mark.parametrize("case", CASES)
def test_what_the_notebook_expects_is_all_right(case):
    found = diagnose(rows(FACTS["cases"][case]["printed"]), case)
    assert found.verdict == "right"
    assert all(number.right for number in found.numbers)
    assert (found.causes, found.first_wrong) == ((), None)
    assert "all right" in str(found)


@pytest.mark.parametrize("name", FACTS["classic_mistakes"])
def test_each_classic_mistake_is_found_from_its_numbers(name):
    assert name in names(diagnose(rows(FACTS["classic_mistakes"][name])))


def test_the_thread_is_explained_by_its_true_cause_alone():
    found = diagnose(rows(FACTS["thread"]))
    (cause,) = found.causes
    assert cause.name == "the-thread"
    assert "overwrites" in cause.says
    assert str(cause.at) == "backward.1.dz"
    assert "dz = (1 - np.tanh(Wax @ x + Waa @ a_prev + ba)**2) * da_total" in cause.look_at
    assert str(found.first_wrong) == "backward.1.dx"
    assert [number.right for number in found.numbers] == [False, True, True, True, False, False, False, False]


def test_what_gives_the_same_numbers_is_named_with_it_the_loop_first():
    """In dx alone, da_prevt never added and never updated are the same; da0 tells one of them apart."""
    row = FACTS["classic_mistakes"]["only-da"]
    some = diagnose(rows({"dx[1][2]": row["dx[1][2]"]}))
    assert names(some) == ["never-updated", "never-updated-inside", "only-da"]
    more = diagnose(rows(row))
    assert names(more) == ["never-updated-inside", "only-da"]
    lines = str(more).splitlines()
    assert "It is one of these: each gives all your numbers, which cannot tell them apart." in lines
    assert [line.partition(":")[0] for line in lines if line.startswith(("Either: ", "Or: "))] == ["Either", "Or"]
    assert str(more).count("\n   look at ") == 2


def test_of_many_that_fit_none_is_named_as_the_cause():
    """An exact zero in da0 comes about in many ways."""
    found = diagnose("da0[2][3] = 0.", "lstm_backward")
    assert {"never-updated", "neither-updated", "only-da-prevt"} <= set(names(found))
    assert len(found.causes) > FEW
    assert found.stories == ()
    said = str(found)
    assert f"{len(found.causes)} mistakes give all your numbers, which cannot tell them apart" in said
    assert "look at" not in said
    assert all(cause.says in said for cause in found.causes)


def alike(case: Case, text: str, mistake: Edits) -> bool | None:
    """Whether a mistake is among those that are named for its own numbers; None where these say nothing."""
    found = diagnose(text, case, pairs=len(mistake) > 1)
    if found.verdict == "right" or any("too few digits" in note for note in found.notes):
        return None
    return {edit.name for edit in mistake} in [{edit.name for edit in cause.mistake} for cause in found.causes]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_mistake_of_one_idea_is_among_those_named_for_its_own_numbers(case):
    """Single edits and classic mistakes: *either ... or* is complete. Of the LSTM a sample."""
    case = CASES[case]
    classic = [one for one in case.alone if classic_of(one[0])]
    found = []
    for mistake, arrays in [*case.alone[:: 1 if case.name.startswith("rnn") else 5], *classic]:
        try:
            found.append(alike(case, as_printed(arrays, case.printed), mistake))
        except IndexError:  # the learner's own print stops at such a shape
            continue
        assert found[-1] is not False, mistake
    assert found.count(True) > 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", sample(range(3), range(6)))
@pytest.mark.parametrize("case", ["rnn_backward", "rnn_cell_backward"])
def test_a_classic_mistake_with_another_is_among_those_named_for_its_own_numbers(case, seed):
    """Unless one mistake alone gives them too."""
    case, rng = CASES[case], np.random.default_rng(seed)
    classic = [mistake for mistake, _ in case.alone if classic_of(mistake)]
    for _ in range(100):
        one, (other, _) = classic[rng.integers(len(classic))], case.alone[rng.integers(len(case.alone))]
        mistake = together(one, other)
        arrays = mistake and case.run(mistake)
        if arrays and diagnose(text := as_printed(arrays, case.printed), case, pairs=False).verdict == "unknown":
            assert alike(case, text, mistake) is not False, mistake
            return
    raise AssertionError("no pair was tried")


def test_two_mistakes_that_nobody_is_known_to_make_are_not_named_together():
    """By chance some pair of 18,000 gives almost anything: one of the two is a mistake that people make."""
    case = CASES["rnn_backward"]
    mistake = find_mistake(case.problem, "dWax.dz-twice.a,dWaa.dz-twice.a")
    assert diagnose(as_printed(case.run(mistake), case.printed), case).verdict == "unknown"


@cache
def _drawn(seed: int) -> Case:
    """A test like the notebook's, with other sizes, numbers and a head of its own or with da given."""
    rng = np.random.default_rng(seed)
    problem = random_problem(
        n_x=int(rng.integers(1, 5)), n_a=int(rng.integers(1, 6)), m=3, T=int(rng.integers(1, 5)), seed=seed
    )
    if seed % 2:
        parameters = {name: value for name, value in problem.parameters.items() if name not in ("Wya", "by")}
        inputs = {"x": problem.inputs["x"], "da": rng.standard_normal((problem.T, *parameters["a0"].shape))}
        problem = Problem("drawn", parameters, inputs, head=GIVEN)
    outputs = {"dx": "dx", "da0": "da0", "dWax": "dWax", "dWaa": "dWaa", "dba": "dba"}
    return Case("drawn", problem, outputs, ())


def test_a_thousand_right_results_are_all_right():
    """Any entries of any problem, printed with any number of digits."""
    rng = np.random.default_rng(0)
    for i in range(1000):
        case = _drawn(i % 100)
        lines = []
        for name in rng.choice(list(case.outputs), size=rng.integers(1, 5), replace=False):
            array = case.right[name]
            index = tuple(int(rng.integers(n)) for n in array.shape[: rng.integers(1, array.ndim + 1)])
            value, precision = array[index], int(rng.integers(3, 17))
            text = np.array2string(value, precision=precision) if np.ndim(value) else f"{value:.{precision}g}"
            lines.append(f'gradients["{name}"]{"".join(f"[{i}]" for i in index)} = {text}')
        found = diagnose("\n".join(lines), case)
        assert found.verdict == "right", (lines, str(found))


@pytest.mark.slow
def test_a_thousand_known_wrong_results_with_one_digit_altered_have_no_cause():
    rng, case = np.random.default_rng(1), CASES["rnn_backward"]
    for _ in range(1000):
        _, arrays = case.singles[rng.integers(len(case.singles))]
        found = diagnose(_altered(as_printed(arrays, case.printed), rng), case, pairs=False)
        assert found.verdict == "unknown", str(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", sample(range(4), range(8)))
def test_one_altered_digit_leaves_no_pair_either(seed):
    rng, case = np.random.default_rng(seed), CASES["rnn_backward"]
    one, other = (case.alone[i][0] for i in rng.integers(len(case.alone), size=2))
    mistake = together(one, other) or one
    arrays = case.run(mistake) or case.right
    found = diagnose(_altered(as_printed(arrays, case.printed), rng), case)
    assert found.verdict == "unknown", str(found)


def _altered(text: str, rng: np.random.Generator) -> str:
    """Another digit in one place of one number, up to the 12th digit and decimal: beyond, computers differ."""
    numbers = list(re.finditer(r"-?\d+\.\d*", text))
    number = numbers[rng.integers(len(numbers))]
    last = text.index(".", number.start()) + 13
    places = [i for i in range(number.start(), min(number.end(), last)) if text[i].isdigit()][:12]
    place = places[rng.integers(len(places))]
    digit = str((int(text[place]) + rng.integers(1, 10)) % 10)
    return text[:place] + digit + text[place + 1 :]


def test_few_digits_name_nothing():
    """One number of two digits fits many things by chance."""
    found = diagnose("dba[4] = -0.12")
    assert found.verdict == "unknown"
    assert any("too few digits" in note for note in found.notes)
    assert found.tried == 0


def test_the_notebooks_own_dictionary_is_compared_in_every_entry():
    """Two mistakes that agree in what is printed are told apart."""
    case = CASES["rnn_backward"]
    gradients = case.run(find_mistake(case.problem, "bias-mean"))
    found = diagnose(gradients)
    assert len(found.numbers) == sum(array.size for array in case.right.values())
    assert names(found) == ["bias-mean"]
    assert str(found.first_wrong) == "backward.1.dba"
    assert "dx           120 of 120 right" in str(found)
    assert diagnose(case.right).verdict == "right"


def test_a_wrong_shape_is_a_finding_and_can_have_a_cause():
    case = CASES["rnn_backward"]
    gradients = case.run(find_mistake(case.problem, "bias-not-summed"))
    found = diagnose(gradients)
    assert names(found) == ["bias-not-summed"]
    assert "dba has the shape (5, 10); expected (5, 1)." in found.notes
    text = as_printed(gradients, ("dba[4]",))
    assert names(diagnose(text)) == ["bias-not-summed"]
    found = diagnose({"dba": np.ones((1, 5))})
    assert found.verdict == "unknown"
    assert "dba has the shape (1, 5); expected (5, 1)." in found.notes
    assert diagnose("dba.shape = (5, 10)").verdict == "unknown"


@pytest.mark.parametrize(
    ("text", "case", "note"),
    [
        (
            "dx[1][2] = [-9.07101689 -8.59255627 0.02466855 0.01483317]",
            "rnn_backward",
            "dx is right at t = 3, 4 and wrong at t = 1, 2: look at what step t hands to step t - 1, at what is done",
        ),
        (
            "dx[1][2] = [-2.07101689 -0.59255627 0.02466855 0.01483317]\ndWaa[1][2] = 1.23456789\ndba[4]=-0.74747722",
            "rnn_backward",
            "Wrong: dWaa[1][2]. Right: dba[4], dx at every step that is here.",
        ),
        (
            "a[4][1] = [-0.99999375 0.12345678 0.12345678 0.12345678]",
            "rnn_forward",
            "a is right at t = 1 and wrong at t = 2, 3, 4: look at what step t hands to step t + 1, at what is done",
        ),
        ("dx[1][2] = [0.1 0.2 0.3]", "rnn_backward", "dx[1][2] has 3 numbers; expected 4."),
    ],
)
def test_without_a_cause_it_says_what_the_numbers_do_say(text, case, note):
    found = diagnose(text, case)
    assert found.verdict == "unknown"
    assert any(said.startswith(note) for said in found.notes), found.notes
    assert "No known cause gives all your numbers" in str(found)


def test_the_older_edition_of_the_notebook_is_known():
    """It passes the bias of the cell before, and prints other numbers for right code."""
    found = diagnose("dxt[1][2] = -0.460564103059, dba[4] = [0.80517166]", "rnn_cell_backward")
    assert found.verdict == "right"
    assert "older editions" in str(found)
    assert "older editions" not in str(diagnose("dxt[1][2] = -1.3872130506", "rnn_cell_backward"))


def test_the_search_reports_its_progress_and_can_be_stopped():
    text, seen = "dba[4] = -0.12427999", []
    whole = diagnose(text, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 0), "the single edits come first"
    seen = [report for report in seen if report != (0, 0)]
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1] == seen[0][1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    stopped = diagnose(text, progress=lambda done, total: done < 500)
    assert (whole.complete, stopped.complete) == (True, False)
    assert stopped.tried < whole.tried
    assert stopped.verdict == "unknown"
    assert "stopped before its end" in str(stopped)


def test_the_search_can_be_stopped_among_the_single_edits(monkeypatch):
    case, asked, made = CASES["rnn_backward"], [], []
    monkeypatch.setattr(type(case), "single", lambda self, edit: made.append(edit))
    found = diagnose(rows(FACTS["thread"]), progress=lambda *progress: asked.append(progress) or len(asked) < 3)
    assert (found.complete, found.verdict, found.tried) == (False, "unknown", 0)
    assert asked == [(0, 0)] * 3
    assert 0 < len(made) < len(case.edits)
    assert "stopped before its end" in str(found)


def test_the_answer_explains_and_prints_no_line_of_the_solution():
    case = CASES["rnn_backward"]
    right = {line.text for line in case.problem.model.lines("backward").values()}
    for name in FACTS["classic_mistakes"]:
        said = str(diagnose(rows(FACTS["classic_mistakes"][name])))
        assert not any(line in said.splitlines() or f"look at  {line}" in said for line in right), name


def test_the_answer_names_the_notebooks_names():
    said = str(diagnose("dx[1][2] = [-0.15028183 -0.34554547 0.02071758 0.01483317]"))
    assert "da_time is da_prevt" in said
    assert "First wrong, in the order of the run: dx at t = 3." in said


def test_the_lstms_older_reference_is_recognised():
    """The table of older editions comes from a loop that never updates da_prevt and dc_prevt."""
    case = CASES["lstm_backward"]
    mistake = find_mistake(case.problem, "neither-updated")
    one, other = mistake
    assert case.run(mistake)["dx"].shape == case.right["dx"].shape
    assert not np.allclose(case.run((one,))["dx"], case.run((other,))["dx"])


def test_a_case_that_is_not_there():
    with pytest.raises(ReadingError, match="There is no case 'rnn'; there are rnn_backward, rnn_cell_backward"):
        diagnose("dba[4] = 1", "rnn")


@pytest.mark.parametrize(("number", "enough"), [("-0.1243", False), ("-0.12427", True)])
def test_a_cause_needs_two_digits_more_than_tell_the_mistakes_apart(number, enough):
    """There are 10^2.2 single mistakes or so; the right number explains none of these 3.8 and 4.8 digits."""
    found = diagnose(f"dba[4] = {number}", pairs=False)
    assert any("too few digits" in note for note in found.notes) != enough
    assert bool(found.causes) == enough


def test_up_to_twelve_entries_are_all_named():
    case = CASES["lstm_backward"]
    found = diagnose(as_printed(case.run(find_mistake(case.problem, "totals.overwritten")), case.printed), case)
    labels = [label for label in case.printed if label[:2] in ("dW", "db")]
    assert len(labels) == 8
    assert f"Wrong: {', '.join(labels)}. Right: da0[2][3], dx at every step that is here." in found.notes
