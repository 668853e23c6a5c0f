"""Links: the whole state survives the round trip, and a bad link opens the nearest valid state and says so."""

import inspect
from dataclasses import fields, replace
from functools import lru_cache
from urllib.parse import parse_qs, urlencode

import hypothesis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rnn_core
from app.bounds import SIZES
from app.selection import default_address, selection
from app.view import (
    KEYS,
    ViewState,
    fixed,
    keys_for,
    move,
    parse,
    parse_link,
    place,
    problem_key,
    problem_of,
    run_of,
    stage_defaults,
    valid,
)
from app.view import to_query as query_of
from rnn_core import Address, Program, Trace
from rnn_core.mistakes.candidates import conceivable
from rnn_core.problems import SEEDS
from tests.sample import crossed

PROBLEMS = [
    ViewState(),
    ViewState(problem="word"),
    ViewState(problem="word", word="abc"),
    ViewState(problem="word", word="mississippiab", seed=7),
    ViewState(problem="word", word="żółw"),
    ViewState(problem="notebook"),
    ViewState(problem="notebook", test="forward"),
    ViewState(problem="notebook", test="older_cell_backward"),
    ViewState(problem="notebook", test="cell_backward", cell="lstm"),
    ViewState(problem="random"),
    ViewState(problem="random", n_x=1, n_a=1, n_y=2, m=1, T=1, seed=0),
    ViewState(problem="random", n_x=8, n_a=8, n_y=8, m=12, T=12, seed=2**31 - 1),
    ViewState(problem="random", T=2, m=1, seed=42),
]
EVERY_PROBLEM = pytest.mark.parametrize(
    "problem", PROBLEMS, ids=lambda s: f"{s.problem}-{s.word}-T{s.T}-{s.seed}-{s.test}"
)


@lru_cache(32)
def _run(key: ViewState) -> Trace:
    return run_of(key)


def run_once(state: ViewState) -> Trace:
    return _run(problem_key(state))


def trace_of(state: ViewState) -> Trace:
    return run_once(replace(state, mistake=""))


def to_query(state: ViewState) -> dict[str, str]:
    return query_of(state, trace_of(state))


# The round trip


@EVERY_PROBLEM
def test_every_address_survives_the_round_trip(problem):
    trace = trace_of(problem)
    for address in trace.steps:
        query = query_of(replace(problem, at=address), trace)
        state, notes = parse(query, lambda _: trace)
        assert notes == ()
        assert place(state, trace).at == address
        assert state == replace(problem, at=None if address == default_address(trace.problem) else address)
        assert query_of(state, trace) == query


@EVERY_PROBLEM
def test_every_unit_and_example_survives_the_round_trip(problem):
    trace = trace_of(problem)
    _, n_a, m = trace["a"].shape
    for unit in range(1, n_a + 1):
        for example in range(1, m + 1):
            state, notes = parse(query_of(replace(problem, unit=unit, example=example), trace), lambda _: trace)
            assert notes == ()
            assert place(state, trace)[1:] == (unit, example, 0)


@pytest.mark.parametrize(
    ("name", "value"), [(n, value) for n in ("view", "code", "names", "tab") for value in KEYS[n].choices]
)
def test_every_view_and_panel_survives_a_real_query_string(name, value):
    """Each by itself: the keys do not know of each other, except that two runs are compared where there are two."""
    state = replace(PROBLEMS[0], **{name: value}, mistake="only-da" if value == "compare" else "")
    assert parse(parse_qs(urlencode(to_query(state))), run_once) == (state, ())


def test_the_example_link_of_the_design_opens_what_it_says():
    link = "at=backward.3.da_total&problem=word&word=banana&cell=rnn&seed=1"
    link += "&unit=2&example=1&view=classroom&code=off&tab=check"
    state, notes = parse(parse_qs(link))
    assert notes == ()
    assert state == ViewState(
        at=Address("backward", 3, "da_total"), problem="word", unit=2, view="classroom", code="off", tab="check"
    )


@EVERY_PROBLEM
def test_defaults_are_not_written(problem):
    trace = trace_of(problem)
    explicit = replace(problem, **place(problem, trace)._asdict())
    assert query_of(explicit, trace) == query_of(problem, trace)
    assert to_query(ViewState()) == {}
    assert parse({}) == (ViewState(), ())


def test_only_what_differs_is_written_and_only_where_it_means_something():
    assert to_query(ViewState(tab="loss", unit=1)) == {"unit": "1", "tab": "loss"}
    assert to_query(ViewState(word="cat", n_x=7, seed=9)) == {}
    assert to_query(ViewState(problem="word", word="cat", n_x=7, seed=9)) == {
        "problem": "word",
        "word": "cat",
        "seed": "9",
    }
    assert to_query(ViewState(problem="random", word="cat", n_x=7)) == {"problem": "random", "n_x": "7"}


def test_two_links_to_the_same_picture_give_equal_states():
    unit, example = selection(rnn_core.run(rnn_core.hello()))
    spelled_out = {"at": "backward.3.da_total", "problem": "hello", "unit": str(unit), "example": str(example)}
    assert parse(spelled_out) == parse({}) == (ViewState(), ())


# What the stage is given


@EVERY_PROBLEM
def test_the_stages_part_and_the_fixed_part_make_up_the_link(problem):
    state = replace(problem, at=Address("forward", 1, "a"), view="classroom", code="off", tab="sizes")
    trace = trace_of(state)
    stage = {name: text for name, text in query_of(state, trace).items() if name in stage_defaults(trace)}
    assert stage == {"at": "forward.1.a", "view": "classroom", "tab": "sizes"}
    assert stage | fixed(state) == query_of(state, trace)
    assert not set(fixed(state)) & {"at", "unit", "example", "column", "view", "tab"}


@EVERY_PROBLEM
def test_the_stages_defaults_written_out_change_nothing(problem):
    trace = trace_of(problem)
    defaults = stage_defaults(trace)
    assert list(defaults) == ["at", "unit", "example", "column", "view", "tab", "walk", "stop"]
    assert all(isinstance(text, str) for text in defaults.values())
    assert parse(fixed(problem) | defaults) == (problem, ())


def test_hellos_stage_defaults_are_the_green_addition_in_unit_3():
    assert stage_defaults(trace_of(ViewState())) == {
        "at": "backward.3.da_total",
        "unit": "3",
        "example": "1",
        "column": "0",
        "view": "page",
        "tab": "code",
        "walk": "",
        "stop": "1",
    }


# The problem


def test_each_state_builds_the_problem_that_it_names():
    own = [state for state in PROBLEMS if state.test == "backward"]
    assert [problem_of(state).name for state in own] == [state.problem for state in own]
    for case in rnn_core.EVERY_CASE:
        state = ViewState(problem="notebook", cell=case.problem.cell.name, test=case.test)
        assert rnn_core.case_of(problem_of(state)) is case
    assert problem_of(ViewState(problem="word", word="cat", seed=9)).text == "cat"
    assert problem_of(ViewState(problem="word", word="cat", seed=9)).seed == 9
    sized = problem_of(ViewState(problem="random", n_x=1, n_a=2, n_y=3, m=4, T=5, seed=6))
    assert sized.inputs["x"].shape == (5, 1, 4)
    assert sized.inputs["target"].shape == (5, 3, 4)
    assert sized.parameters["a0"].shape == (2, 4)
    assert sized.seed == 6


def test_a_problems_key_forgets_all_that_does_not_change_the_problem():
    state = ViewState(problem="word", word="cat", n_x=7, unit=2, view="classroom", tab="loss", code="off")
    assert problem_key(state) == ViewState(problem="word", word="cat", code="off")
    assert problem_key(replace(state, problem="hello", code="on")) == ViewState()
    assert hash(problem_key(state)) == hash(ViewState(problem="word", word="cat", code="off"))


def test_the_trace_comes_from_the_callers_cache():
    asked = []

    def cached(state):
        asked.append(state.problem)
        return run_of(state)

    parse({"problem": "notebook", "unit": "2", "example": "3", "at": "turn.J"}, cached)
    assert asked == ["notebook"]


# Bad input: one sentence each, and the nearest valid state

SENTENCES = [
    (
        {"problem": "minecraft"},
        ViewState(),
        "problem can be hello, word, notebook or random, so hello is shown instead of “minecraft”.",
    ),
    (
        {"problem": "notebok"},
        ViewState(problem="notebook"),
        "problem can be hello, word, notebook or random, so notebook is shown instead of “notebok”.",
    ),
    (
        {"cell": "grü"},
        ViewState(),
        "cell can be rnn, lstm, gru_before or gru_after, so rnn is shown instead of “grü”.",
    ),
    (
        {"cell": "gru_after", "problem": "notebook"},
        ViewState(problem="notebook"),
        "The notebook has an RNN and an LSTM, but no GRU, so its RNN is shown.",
    ),
    (
        {"cell": "lstm", "problem": "notebook", "test": "older_cell_backward"},
        ViewState(problem="notebook", cell="lstm", test="cell_backward"),
        "The LSTM's test is the same in older editions.",
    ),
    (
        {"problem": "notebook", "test": "older_backward"},
        ViewState(problem="notebook", test="backward"),
        "The RNN's test is the same in older editions.",
    ),
    (
        {"problem": "notebook", "test": "forwards"},
        ViewState(problem="notebook", test="forward"),
        "test can be backward, cell_backward, older_cell_backward, forward, cell_forward or older_backward, so forward "
        "is shown instead of “forwards”.",
    ),
    (
        {"problem": "notebook", "test": "forward", "at": "backward.3.dz"},
        ViewState(problem="notebook", test="forward"),
        "This problem has no such step, so forward.3.a is shown instead of “backward.3.dz”.",
    ),
    ({"test": "forward"}, ViewState(), "test needs problem=notebook, so “forward” is ignored."),
    ({"view": "cinema"}, ViewState(), "view can be page, classroom or compare, so page is shown instead of “cinema”."),
    ({"code": "1"}, ViewState(), "code can be on or off, so on is shown instead of “1”."),
    (
        {"tab": ""},
        ViewState(),
        "tab can be code, loss, sizes, check, shapes, damage or thread, so code is shown instead of “”.",
    ),
    (
        {"problem": "word", "word": "ab"},
        ViewState(problem="word"),
        "A word has 3 to 13 letters; this one has 2, so banana is shown instead of “ab”.",
    ),
    (
        {"problem": "word", "word": "b4nana!"},
        ViewState(problem="word"),
        "A word has letters only, without spaces, digits or signs, so banana is shown instead of “b4nana!”.",
    ),
    (
        {"problem": "word", "word": "aaa"},
        ViewState(problem="word"),
        "A word has 2 to 8 different letters; this one has 1, so banana is shown instead of “aaa”.",
    ),
    (
        {"problem": "word", "seed": "-1"},
        ViewState(problem="word", seed=0),
        "seed goes from 0 to 2147483647, so 0 is shown instead of “-1”.",
    ),
    (
        {"problem": "random", "n_a": "99"},
        ViewState(problem="random", n_a=8),
        "n_a goes from 1 to 8, so 8 is shown instead of “99”.",
    ),
    (
        {"problem": "random", "m": "ten"},
        ViewState(problem="random"),
        "m is a whole number from 1 to 12, so 10 is shown instead of “ten”.",
    ),
    ({"unit": "6"}, ViewState(unit=5), "unit goes from 1 to 5, so 5 is shown instead of “6”."),
    ({"example": "2"}, ViewState(), "example goes from 1 to 1, so 1 is shown instead of “2”."),
    ({"column": "9"}, ViewState(column=5), "column goes from 0 to 5, so 5 is shown instead of “9”."),
    (
        {"cell": "lstm", "column": "10"},
        ViewState(cell="lstm", column=9),
        "column goes from 0 to 9, so 9 is shown instead of “10”.",
    ),
    ({"unit": "x"}, ViewState(), "unit is a whole number from 1 to 5, so 3 is shown instead of “x”."),
    (
        {"at": "forward.9.a"},
        ViewState(at=Address("forward", 4, "a")),
        "Timesteps go from 1 to 4, so forward.4.a is shown instead of “forward.9.a”.",
    ),
    (
        {"at": "backward.0.dz"},
        ViewState(at=Address("backward", 1, "dz")),
        "Timesteps go from 1 to 4, so backward.1.dz is shown instead of “backward.0.dz”.",
    ),
    (
        {"at": "backward.2.dc_time"},
        ViewState(at=Address("backward", 2, "da_time")),
        "This problem has no such step, so backward.2.da_time is shown instead of “backward.2.dc_time”.",
    ),
    (
        {"problem": "notebook", "at": "backward.2.dWya"},
        ViewState(problem="notebook", at=Address("backward", 2, "da_softmax")),
        "This problem has no such step, so backward.2.da_softmax is shown instead of “backward.2.dWya”.",
    ),
    (
        {"at": "rubbish"},
        ViewState(),
        "at names a pass, a timestep and a quantity, so backward.3.da_total is shown instead of “rubbish”.",
    ),
    (
        {"at": "<script>alert(1)</script>"},
        ViewState(),
        "at names a pass, a timestep and a quantity, so backward.3.da_total is shown instead of "
        "“<script>alert(1)</script>”.",
    ),
    ({"word": "cat"}, ViewState(), "word needs problem=word, so “cat” is ignored."),
    ({"seed": "5"}, ViewState(), "seed needs problem=word or random, so “5” is ignored."),
    (
        {"problem": "word", "T": "5"},
        ViewState(problem="word"),
        "T needs problem=random, so “5” is ignored.",
    ),
]


@pytest.mark.parametrize("before", ["", "?", "http://localhost:8501/a/b/?", "http://localhost:8501/play?"])
def test_a_link_is_read_from_its_first_question_mark_on(before):
    """One in a value is a sign like any other: app, page and file open the same."""
    said = "problem=word&word=what?" if before else "problem=word&word=what%3F"
    assert parse_link(before + said) == parse({"problem": ["word"], "word": ["what?"]})
    assert parse_link(before) == (ViewState(), ())


@pytest.mark.parametrize(("query", "state", "sentence"), SENTENCES, ids=lambda v: str(v) if type(v) is dict else "")
def test_each_kind_of_bad_input_gives_one_sentence_and_the_nearest_state(query, state, sentence):
    assert parse(query) == (state, (sentence,))


@pytest.mark.parametrize("text", ["", " ", "1e3", "10**9", "5.0", "0x10", "1_000", "NaN", "inf", "--1", "½", "²", "\0"])
def test_what_is_not_a_whole_number_gives_the_default(text):
    state, notes = parse({"problem": "random", "n_x": text})
    assert state == ViewState(problem="random")
    assert len(notes) == 1
    assert notes[0].startswith("n_x is a whole number from 1 to 8, so 3 is shown instead of “")


@pytest.mark.parametrize(
    ("text", "T"),
    [("12", 12), (" 5 ", 5), ("+5", 5), ("007", 7), ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", 12), ("٣", 3)],
)
def test_other_ways_to_write_a_whole_number_are_read_without_a_note(text, T):
    state, notes = parse({"problem": "random", "T": text})
    assert (state.T, notes) == (T, ())
    assert to_query(state)["T"] == str(T)


@pytest.mark.parametrize(
    ("name", "bounds"), {"n_x": (1, 8), "n_a": (1, 8), "n_y": (2, 8), "m": (1, 12), "T": (1, 12)}.items()
)
def test_a_size_may_be_its_bounds(name, bounds):
    for size in bounds:
        state, notes = parse({"problem": "random", name: str(size)})
        assert (getattr(state, name), notes) == (size, ())
    assert KEYS[name].bounds == bounds


@pytest.mark.parametrize("name", [*SIZES, "seed"])
@pytest.mark.parametrize("beyond", ["just", "far"])
def test_numbers_out_of_bounds_clamp_to_the_nearest_bound(name, beyond):
    low, high = KEYS[name].bounds
    below, above = (low - 1, high + 1) if beyond == "just" else ("-" + "9" * 5000, "9" * 1_000_000)
    for text, value in ((str(below), low), (str(above), high)):
        state, notes = parse({"problem": "random", name: text})
        assert getattr(state, name) == value
        assert len(notes) == 1
        assert notes[0].startswith(f"{name} goes from {low} to {high}, so {value} is shown instead of “")


def test_capitals_and_spaces_around_a_choice_or_word_are_not_worth_a_note():
    assert parse({"problem": " Word", "word": " CaT ", "tab": "LOSS"}) == (
        ViewState(problem="word", word="cat", tab="loss"),
        (),
    )


def test_a_wrong_problem_is_one_note_even_if_its_other_keys_are_left_over():
    state, notes = parse({"problem": "minecraft", "word": "cat", "seed": "4", "T": "7"})
    assert state == ViewState()
    assert len(notes) == 1


def test_several_mistakes_give_a_note_each():
    state, notes = parse({"problem": "random", "n_a": "0", "T": "2", "at": "forward.3.a", "unit": "5", "tab": "x"})
    assert state == ViewState(problem="random", n_a=1, T=2, at=Address("forward", 2, "a"))
    assert [note.split(" ")[0] for note in notes] == ["n_a", "tab", "Timesteps", "unit"]


def test_of_a_repeated_key_the_last_value_counts():
    assert parse({"tab": ["loss", "nonsense", "check"]}) == (ViewState(tab="check"), ())
    assert parse({"tab": []}) == (ViewState(), ())


def test_on_a_walk_a_link_has_of_a_stop_only_what_it_says_otherwise_and_no_other_problem():
    """What a stop says is true of its own run: beside another problem it is not shown."""
    state, notes = parse_link("?walk=3&stop=2")
    assert (state.walk, state.stop, notes) == ("3", 2, ())
    assert query_of(state, trace_of(state)) == {"walk": "3", "stop": "2"}
    moved = replace(state, at=Address("backward", 3, "dz"), code="off")
    assert parse(query_of(moved, trace_of(moved))) == (moved, ())
    assert query_of(moved, trace_of(moved)) == {"at": "backward.3.dz", "code": "off", "walk": "3", "stop": "2"}
    for other in ("problem=word&word=banana", "cell=lstm", "problem=notebook"):
        state, notes = parse_link(f"?walk=3&stop=2&{other}")
        assert (state.walk, state.stop) == ("", 1)
        assert "A walk has problems of its own, so none is taken here." in notes
    state, notes = parse_link("?walk=3&stop=99&mistake=only-da")
    assert (state.walk, state.stop, state.mistake) == ("3", 5, "only-da")
    assert notes == ("stop goes from 1 to 5, so 5 is shown instead of “99”.",)


def test_unknown_keys_are_ignored_in_silence():
    assert parse({"utm_source": "mail", "embed_options": "dark_theme", "__class__": "x"}) == (ViewState(), ())


@pytest.mark.parametrize("value", [None, 3, 3.5, b"\xff", True, {}, object])
def test_values_of_other_types_do_not_raise(value):
    for name in KEYS:
        state, _ = parse({name: value})
        assert_valid(state)


def test_a_huge_or_hostile_value_is_shortened_and_made_printable():
    _, (note,) = parse({"tab": "x" * 1_000_000})
    assert note.endswith("“" + "x" * 39 + "…”.")
    _, (note,) = parse({"tab": "a\nb\u202ec\u2028\ud800\x00"})
    assert note.endswith("“a�b�c���”.")


# The nearest step


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("forward.2.logits", "forward.2.loss"),
        ("forward.2.y", "forward.2.loss"),
        ("backward.2.dlogits", "backward.2.da_softmax"),
        ("backward.2.dby", "backward.2.da_softmax"),
        ("backward.99.dlogits", "backward.4.da_softmax"),
    ],
)
def test_a_step_of_the_head_opens_the_next_step_that_the_notebook_has(text, nearest):
    state, notes = parse({"problem": "notebook", "at": text})
    assert str(state.at) == nearest
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("forward.2.zf", "forward.2.z"),
        ("backward.2.dzf", "backward.2.dz"),
        ("backward.2.dc_prev", "backward.2.da_prev"),
        ("backward.2.DA_TIME", "backward.2.da_time"),
        ("backward.12.dc_time", "backward.4.da_time"),
        ("backward.-12.dz", "backward.1.dz"),
        ("end.dc0", "end.da0"),
        ("end.3.da0", "end.da0"),
        ("turn.3.J", "turn.J"),
        ("turn", "turn.J"),
    ],
)
def test_a_step_of_another_cell_opens_the_closest_name_in_the_same_pass_and_timestep(text, nearest):
    state, notes = parse({"at": text})
    assert str(state.at) == nearest
    assert len(notes) == 1


@pytest.mark.slow
@EVERY_PROBLEM
def test_an_address_of_any_problem_opens_its_pass_and_nearest_timestep_in_any_other(problem):
    here = trace_of(problem)
    last = here.problem.T
    for address in trace_of(PROBLEMS[3]).steps + trace_of(PROBLEMS[-2]).steps:
        state, notes = parse(fixed(problem) | {"at": str(address)}, lambda _: here)
        at = place(state, here).at
        if address.phase not in {step.phase for step in here.steps}:  # a test that has no way back
            assert at == default_address(here.problem)
            continue
        assert (at.phase, at.t) == (address.phase, min(address.t, last))
        assert len(notes) == (address not in here.steps)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "3.a", "backward", "backward.da_total", "backward.x.dz", "Forward.1.a"]
)
def test_rubbish_opens_the_default_step(text):
    state, notes = parse({"at": text})
    assert state == ViewState()
    assert notes == (
        f"at names a pass, a timestep and a quantity, so backward.3.da_total is shown instead of “{text}”.",
    )


def test_the_same_address_written_otherwise_needs_no_note():
    assert parse({"at": " backward.02.dz "}) == (ViewState(at=Address("backward", 2, "dz")), ())


# Any input


def assert_valid(state: ViewState) -> None:
    trace = trace_of(state)
    at = place(state, trace).at
    assert at in trace.steps
    for name, key in keys_for(trace).items():
        value = getattr(state, name)
        if not key.belongs_to(state.problem):
            assert value == key.default
        elif value is not None:
            assert type(value) is key.type
            assert not key.choices or value in key.choices
            assert not key.bounds or key.bounds[0] <= value <= key.bounds[1]
        # On a walk a stop may say otherwise, so what is usual is said, too.
        assert value is None or KEYS[name].default is not None or value != key.default or state.walk


ADDRESSES = sorted({str(step) for state in PROBLEMS for step in rnn_core.steps(problem_of(state))})
SENSIBLE = sorted({str(choice) for key in KEYS.values() for choice in key.choices} | {"banana", "hello", "aaa", "ŁÓŁÓ"})
TEXTS = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Ll", "Lu", "Lo", "Mn"]), min_size=2, max_size=14),
    st.sampled_from(SENSIBLE),
    st.sampled_from(ADDRESSES),
    st.builds(
        "{}.{}.{}".format,
        st.sampled_from(["forward", "turn", "backward", "end", "Backward", ""]),
        st.integers(-3, 30) | st.text(max_size=3),
        st.text(max_size=6) | st.sampled_from(["da_total", "dc_prev", "zf", "dlogits", "J"]),
    ),
    st.integers(-5, 20).map(str),
    st.integers().map(str),
)
QUERIES = st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(max_size=5), TEXTS | st.lists(TEXTS, max_size=3))


@pytest.mark.slow
@given(QUERIES)
@settings(max_examples=500, deadline=None)
def test_any_query_opens_a_valid_state_and_says_what_changed_in_short_plain_lines(query):
    state, notes = parse(query)
    assert_valid(state)
    assert len(notes) <= len(set(query) & set(KEYS))
    for note in notes:
        assert type(note) is str
        assert note.isprintable()
        assert len(note) <= 180
        assert note.endswith(".")
    again, silence = parse(to_query(state))
    assert (again, silence) == (state, ())
    assert to_query(again) == to_query(state)


# The table


def test_every_field_is_a_key_and_every_key_says_who_owns_it_and_what_it_is():
    assert list(KEYS) == [f.name for f in fields(ViewState)]
    for name, key in KEYS.items():
        assert key.name == name
        assert key.owner in ("stage", "problem")
        assert key.doc
        assert len(key.doc) <= 40
        assert key.type in (str, int, Address)


def test_the_owners_are_complete():
    owners = {owner: {name for name, key in KEYS.items() if key.owner == owner} for owner in ("stage", "problem")}
    assert owners["stage"] == {"at", "unit", "example", "column", "view", "tab", "walk", "stop"}
    assert owners["problem"] == {
        *("problem", "word", "cell", "test", "n_x", "n_a", "n_y", "m", "T", "seed", "mistake", "code", "names", "ask")
    }


@EVERY_PROBLEM
def test_every_key_of_a_problem_has_a_default_within_its_bounds_and_choices(problem):
    for key in keys_for(trace_of(problem)).values():
        assert type(key.default) is key.type
        assert bool(key.choices) + bool(key.bounds) == (key.name not in ("word", "mistake"))
        assert not key.choices or key.default in key.choices
        assert not key.bounds or key.bounds[0] <= key.default <= key.bounds[1]


def test_bounds_and_defaults_are_the_cores_own():
    assert {name: KEYS[name].bounds for name in SIZES} == dict(SIZES)
    assert KEYS["seed"].bounds == SEEDS
    core = inspect.signature(rnn_core.random_problem).parameters
    defaults = {name: getattr(p.default, "name", p.default) for name, p in core.items()}  # a link has a cell's name
    assert {name: KEYS[name].default for name in core} == defaults
    assert rnn_core.word(KEYS["word"].default).text == KEYS["word"].default


def test_choices_can_be_told_apart_whatever_their_case():
    for key in KEYS.values():
        assert all(choice == choice.lower().strip() for choice in key.choices)


def test_two_runs_side_by_side_survive_the_round_trip():
    state, notes = parse({"view": "compare", "mistake": "only-da", "at": "backward.2.dz"})
    assert (state.view, notes) == ("compare", ())
    assert query_of(state, run_of(state)) == {"view": "compare", "mistake": "only-da", "at": "backward.2.dz"}


@pytest.mark.parametrize("mistake", ["", "nonsense"])
def test_without_a_mistake_there_is_nothing_to_compare(mistake):
    state, notes = parse({"view": "compare", "mistake": mistake, "at": "backward.2.dz"})
    assert (state.view, str(state.at)) == ("page", "backward.2.dz")
    assert notes[-1] == "Two runs are compared when a mistake is on, so the page of one run is shown."
    assert len(notes) == (2 if mistake else 1), "one sentence for each thing that was changed"


def test_side_by_side_a_step_of_either_run_can_be_opened():
    left_out = {"mistake": "order.backward.early", "at": "backward.1.dz"}
    beside, notes = parse({**left_out, "view": "compare"})
    assert (str(beside.at), notes) == ("backward.1.dz", ())
    alone, notes = parse(left_out)
    assert str(alone.at) == "backward.2.dz"
    assert notes == ("Timesteps go from 2 to 4, so backward.2.dz is shown instead of “backward.1.dz”.",)


# The gate


@pytest.mark.slow
@pytest.mark.parametrize(("cell", "T"), crossed(KEYS["cell"].choices, [3, 2, 1]))
def test_whatever_a_mistake_leaves_out_the_default_step_is_one_of_the_run(cell, T):
    """All edits of the RNN, and those of the other cells that change which steps there are."""
    plain = ViewState(problem="random", cell=cell, n_x=2, n_a=2, m=2, T=T)
    problem = problem_of(plain)
    steps, made = rnn_core.steps(problem), 0
    for name, edit in conceivable(problem).items():
        if cell == "rnn" or rnn_core.steps(problem, Program.of(problem.model, [edit])) != steps:
            state, _ = valid(replace(plain, mistake=name), run_once)
            trace = run_once(state)
            assert place(state, trace).at in trace.steps, name
            assert parse(query_of(state, trace), run_once) == (state, ())
            stage = fixed(state) | {"mistake": state.mistake} | stage_defaults(trace)
            assert parse(stage, run_once) == (state, ())
            made += state.mistake == name
            beside, _ = valid(replace(state, view="compare"), run_once)
            assert place(beside, trace).at in trace.steps
    assert made > (2 * len(steps) if cell == "rnn" else 0) or T == 1


def test_the_step_that_a_short_word_opens_at_without_the_last_timestep_of_its_loop():
    state, notes = parse({"problem": "word", "word": "abc", "mistake": "order.backward.early"})
    assert (str(place(state, run_of(state)).at), notes) == ("backward.2.da_total", ())


EVERYTHING = [
    ViewState(problem=problem, cell=cell, test=test, mistake=mistake, view=view)
    for problem in KEYS["problem"].choices
    for cell in KEYS["cell"].choices
    for test in KEYS["test"].choices
    for mistake in ("", "only-da", "nonsense")
    for view in ("page", "compare")
]


@pytest.mark.slow
def test_the_gate_lets_through_what_can_be_run_and_nothing_else():
    """And what it has let through once, it lets through as it is."""
    for asked in EVERYTHING:
        state, notes = valid(asked, run_once)
        run_once(state)
        assert valid(state, run_once) == (state, ())
        assert (state == asked) == (not notes)
        assert parse(query_of(state, run_once(state)), run_once)[0] == replace(state, test=own_test(state))


def own_test(state: ViewState) -> str:
    return state.test if state.problem == "notebook" else KEYS["test"].default


@pytest.mark.slow
@given(
    st.fixed_dictionaries(
        {},
        optional={name: TEXTS | st.integers() | st.floats() | st.booleans() | st.none() for name in sorted(KEYS)},
    )
)
@hypothesis.example({"problem": None, "walk": "5"})  # the walk's problem, with its word
@settings(max_examples=300, deadline=None)
def test_whatever_a_browser_says_the_gate_gives_a_state_that_can_be_shown(said):
    state, notes = valid(replace(ViewState(problem="word", word="cat", seed=7), **said))
    assert len(notes) <= len(said)
    assert valid(state) == (state, ())
    assert_valid(parse(to_query(state))[0])
    for name, key in KEYS.items():
        value = getattr(state, name)
        assert type(value) is key.type or (key.default is None and value is None)


def test_the_gate_keeps_what_this_problem_has_no_use_for():
    state, notes = valid(ViewState(problem="hello", word="cat", n_a=7, tab="loss", code="off"))
    assert (state, notes) == (ViewState(problem="hello", word="cat", n_a=7, tab="loss", code="off"), ())


def test_a_step_that_is_not_in_the_other_run_opens_the_nearest_and_says_so():
    state, notes = valid(ViewState(at=Address("backward", 1, "dz"), mistake="order.backward.early"))
    assert state.at == Address("backward", 2, "dz")
    assert notes == ("Timesteps go from 2 to 4, so backward.2.dz is shown instead of “backward.1.dz”.",)


def test_a_link_somewhere_else_leaves_the_step_behind_and_nothing_more():
    here = ViewState(at=Address("backward", 1, "dz"), unit=2, example=1, column=3, code="off", tab="check", word="cat")
    assert move(here, problem="word") == ViewState(problem="word", code="off", tab="check", word="cat")
    assert move(here, unit=4) == replace(here, at=None, unit=4, example=None, column=None)


def test_a_column_is_one_that_some_weight_has():
    """Not one of a0, which has a column for each example."""
    state, notes = parse({"problem": "notebook", "column": "10"})
    assert state.column == 5
    assert "column goes from 0 to 5" in notes[0]
