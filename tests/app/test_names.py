"""What quantities are called: one name each in every scheme, and with `names=h` nothing but names is different."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import rnn_core
from app.export.page import export, scenes
from app.panels.parts import symbol
from app.panels.shapes import _fact
from app.scene.code import code
from app.scene.facts import as_numpy, facts
from app.scene.graph import graph
from app.scene.rich import plain
from app.scene.scene import encode, scene
from app.scene.words import CELL_WORDS, COMMON, WORDS, words_of
from app.scene.words.names import COURSE, ELSEWHERE, NOTEBOOK_CELLS, SCHEMES, TABLES, H, elsewhere, letters_of, spelled
from app.stops import describe_walk, on_walk
from app.view import parse_link, run_of
from rnn_core import mistaken, run
from rnn_core.expression import NAMESPACE
from unrolled import show

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "notation.md").read_text(encoding="utf-8")
PROBLEMS = {cell.name: rnn_core.hello(cell) for cell in rnn_core.CELLS}
PROBLEMS |= {name: case.problem for name, case in rnn_core.CASES.items()}
PROBLEMS |= {"random": rnn_core.random_problem(n_a=1, n_y=8, m=2, T=3), "one": rnn_core.random_problem(T=1, m=1)}
MISTAKES = {
    "dba.mean.dz": "rnn",  # what its line says has no picture of its own
    "waa-not-transposed": "rnn",
    "aliased-cache": "rnn",  # in no line: where to look is told by names
    "the-thread": "rnn_backward",
    "c-past-a": "lstm",
}
# A name of the course that min-char-rnn writes otherwise, as a word of its own. Single letters: see `leftovers`.
OTHERWISE = {name for name in H if len(name) > 1 and spelled(name, "h") != name}
LETTER = re.compile(r"\b(?:z|y|a(?=[²,.:;)]| [×+−]|$))(?![\w\[])")


KEYS = (
    "symbol",
    "number",
    "value",
    "quantity",
    "without",
    "state",
    "kind",
    "function",
)  # of parts of a scene, not words


def quantities(cell: str) -> list[str]:
    return list(dict.fromkeys((*COMMON, *CELL_WORDS[cell])))


def strings(value: Any) -> list[str]:
    """Every text that is somewhere in a part of a scene, symbols and keys aside."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, inside in value.items() if key not in KEYS for text in strings(inside)]
    return [text for inside in value for text in strings(inside)] if isinstance(value, list) else []


def leftovers(text: str) -> list[str]:
    """The course's names in a text, without what it quotes of the notebook, and the field's word for scores."""
    text = re.sub(r"\bda\[:, :, t\]|the notebook's a_prev|\(logits\)", "", text)
    return [word for word in re.findall(r"[A-Za-z_]\w*", text) if word in OTHERWISE] + LETTER.findall(text)


@pytest.mark.parametrize("names", SCHEMES)
@pytest.mark.parametrize("cell", CELL_WORDS)
def test_no_quantity_is_without_a_name_and_none_has_that_of_another(cell, names):
    """Two have the same letters only where they have in the course: a and a_prev, J of a step and of all."""
    known = quantities(cell)
    letters = {name: letters_of(name, words_of(cell, name).symbol, names) for name in known}
    assert all(base for base, _ in letters.values())
    for one in known:
        for other in known:
            same = words_of(cell, one).symbol == words_of(cell, other).symbol
            assert (letters[one] == letters[other]) == same, (one, other)
    variables = {name: {spelled(name, names), spelled(name, names, whole=True)} for name in known}
    taken = [variable for each in variables.values() for variable in each]
    assert len(taken) == len(set(taken))
    assert {"t", "T", "cache", *NAMESPACE}.isdisjoint(taken)
    assert all(variable.isidentifier() for variable in taken)


def test_the_course_is_the_default_and_its_names_are_our_own():
    assert SCHEMES[0] == COURSE == "a"
    assert TABLES.keys() == set(SCHEMES)
    assert TABLES[COURSE] == {}
    assert H.keys() | ELSEWHERE.keys() <= WORDS.keys(), "no name is left over"


def test_an_a_of_the_state_is_an_h_in_every_name():
    """da_total, Wua, zca ...: what has none of these forms has no `a` of the state in it."""
    ours = {name for cell in CELL_WORDS for name in quantities(cell)}
    state = {name for name in ours if re.fullmatch(r"d?a(0|_\w+)?|dc_a|d?ra|d?[Wbz][a-z]?a[ax]?", name)}
    assert state <= H.keys()
    assert not [
        spelled(name, "h") for name in state if re.search(r"a(?!x|w)", spelled(name, "h").replace("softmax", ""))
    ]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_with_other_names_nothing_says_the_courses(problem):
    found = scene(run(PROBLEMS[problem]), names="h")
    for step in found["steps"]:
        said = strings([step[part] for part in ("headline", "grey", "verdicts", "operands", "result") if part in step])
        assert not [(text, leftovers(text)) for text in said if leftovers(text)]
    for name, letters in found["symbols"].items():
        phrase = letters["phrase"].removesuffix(elsewhere(name, "h", letters["notebook"]))
        assert not leftovers(phrase), phrase


def test_what_tells_leftovers_sees_them():
    assert leftovers("through Waa, then da_time") == ["Waa", "da_time"]
    assert leftovers("the sum a; and z") == ["a", "z"]
    assert leftovers("a unit has a wire, says da[:, :, t]") == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nothing_but_names_is_different(problem):
    """The same steps, boxes, roads, numbers and keys: what is drawn stands where it stood."""
    trace = run(PROBLEMS[problem])
    ours, theirs = (json.loads(encode(trace, names=names)) for names in SCHEMES)
    for one in (ours, theirs):
        del one["code"]
        for letters in one["symbols"].values():
            del letters["base"], letters["sub"], letters["phrase"]
        for step in one["steps"]:
            step["grey"] = [part for part in step.get("grey", []) if not isinstance(part, str)]
    assert ours == theirs


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_code_is_the_same_lines(problem):
    trace = run(PROBLEMS[problem])
    for direction in ("forward", "backward"):
        if not trace.problem.model.lines(direction):
            continue
        ours, theirs = (code(trace, direction, names) for names in SCHEMES)
        assert [line.quantity for line in ours] == [line.quantity for line in theirs]
        back = ["".join(token.quantity or token.text for token in line.tokens) for line in theirs]
        plain = [re.sub(r"\s+", " ", line.text.strip()) for line in ours]
        for text, line in zip(back, plain, strict=True):
            if line.startswith("for "):
                assert text == line
            else:
                assert ast.dump(ast.parse(text.strip())) == ast.dump(ast.parse(line))


def test_the_loop_of_hello_as_min_char_rnn_has_it():
    text = "\n".join(line.text for line in code(run(rnn_core.hello()), "backward", "h"))
    assert "  dh = dh_softmax + dhnext\n  dhraw = (1 - hs[:, :, t]**2) * dh\n" in text
    assert "  dWhh = dWhh + dhraw @ hprev.T\n" in text
    assert "  dhprev = Whh.T @ dhraw" in text


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_shown_by_the_same_names(name):
    problem = PROBLEMS[MISTAKES[name]]
    found = scene(run(problem, mistaken(problem, name)), names="h")
    for step in found["steps"]:
        said = strings([step["headline"], step.get("grey", []), step["result"]["name"]])
        said += strings([box["name"] for box in step["operands"]])
        assert not [(text, leftovers(text)) for text in said if leftovers(text)]
    assert not leftovers(found["code"].get("elsewhere", ""))


def test_of_the_notebook_the_names_stay():
    """With other names the row "in the notebook" is the dictionary."""
    found = scene(run(rnn_core.hello()), names="h")
    assert found["symbols"]["da_time"]["notebook"] == "da_prevt"
    names = dict(found["code"]["backward"]["names"])
    assert (names["dWaa"], names["da_total"]) == ("dWaa", "da_next")


@pytest.mark.parametrize("cell", CELL_WORDS)
def test_a_phrase_says_in_a_few_words_what_others_call_it(cell):
    for name in quantities(cell):
        notebook = words_of(cell, name).notebook
        assert bool(notebook) <= (cell in NOTEBOOK_CELLS)
        for names in SCHEMES:
            told = elsewhere(name, names, notebook)
            assert len(told) <= 85, told
            assert "min-char-rnn" not in told or names == COURSE or not H[name].own, "that is its name here"
    assert elsewhere("da_time", "a", "da_prevt") == "in min-char-rnn: dhnext"
    assert elsewhere("Waa", "a", "") == "in min-char-rnn: Whh; in PyTorch: weight_hh_l0; in Goodfellow: W"
    assert elsewhere("da_time", "h", "da_prevt") == "in the notebook: da_prevt"


def test_a_link_a_page_and_a_notebook_have_them():
    state, notes = parse_link("?names=h&at=backward.2.dz")
    assert (state.names, notes) == ("h", ())
    assert parse_link("?names=k")[1] == ("names can be a or h, so a is shown instead of “k”.",)
    sent = json.loads(scenes("?names=h&mistake=only-da"))
    assert sent[""]["symbols"]["Waa"]["sub"] == "hh"
    assert sent["only-da"]["code"]["backward"]["lines"][-1]["tokens"][0]["spelled"] == "dh0"
    assert '"spelled":"dhnext"' in export("?names=h")
    assert '"spelled"' not in export("")
    trace = run(rnn_core.hello())
    assert "&quot;dhnext" in show(trace, names="h")._repr_html_() or '"dhnext"' in show(trace, names="h")._repr_html_()
    with pytest.raises(ValueError, match="names is 'a' or 'h', got 'x'"):
        show(trace, names="x")  # type: ignore[arg-type]


def test_panels_write_them_too():
    assert "<i>dh</i>" in symbol("da_total", "h", 2)
    assert "<sub>next</sub>" in symbol("da_time", "h", 2)
    trace = run(rnn_core.hello())
    told = "".join(_fact(fact, "h") for fact in facts(trace, 3, graph(trace), "h"))
    assert {"dhnext", "dhprev⟨4⟩", "hprev", "Whh"} <= set(re.findall(r"[\w⟨⟩]+", told))
    quoted = re.sub(r"in (?:the notebook|[\w, -]+): [^;<]+", "", re.sub(r"class=\w+", "", told))
    assert set(leftovers(re.sub(r"<[^>]+>", " ", quoted))) == {"y"}, "the scores"
    assert as_numpy(spelled("da_time", "h"), trace.at("da_time", 3)).startswith("dhnext = np.array(")


# The page in docs


def test_the_docs_have_every_name_and_say_whose_it_is():
    rows = [row for row in DOCS.splitlines() if row.startswith("| `")]
    for name, there in H.items():
        of = next((row for row in rows if f"`{name}`" in row.split("|")[1]), "")
        if not of:  # the gradients of a row that says "and their gradients"
            of = next(row for row in rows if f"`{there.code}`" in row)
        assert {f"`{there.code}`"} <= set(re.findall(r"`\w+`", of)) or f"`{there.whole}[" in of, name
        assert there.own == (of.split("|")[4].strip().startswith("yes")), name


def test_the_docs_have_what_phrases_say_of_others():
    table = DOCS[DOCS.index("## What others call them") :]
    for name, others in ELSEWHERE.items():
        for source, theirs in others.items():
            assert theirs.removeprefix("the next ") in table, (name, source)
            assert source.split(", ")[0] in table


def test_the_docs_name_the_three_ways_to_get_them():
    assert 'show(trace, names="h")' in DOCS
    assert parse_link("?names=h")[0].names == "h"
    assert "`names=h`" in DOCS


# One unit, nine wires, two roads


def grey(trace: Any, at: str) -> str:
    step = next(step for step in scene(trace)["steps"] if step["at"] == at)
    return plain(step.get("grey", []))


def test_twice_four_letters_and_five_times_are_reconciled():
    trace = run(rnn_core.hello())
    assert "has nine wires out: four to the scores" in grey(trace, "backward.3.da_softmax")
    assert "five to cell ⟨4⟩. Two bundles, two roads." in grey(trace, "backward.3.da_softmax")
    assert grey(trace, "backward.3.da_prev").endswith("Five wires, one road; the other comes from above.")
    small = run(rnn_core.random_problem(n_a=1, n_y=2))
    assert "has three wires out: two to the scores" in grey(small, "backward.2.da_softmax")
    assert grey(small, "backward.2.da_prev").endswith("One wire, one road; the other comes from above.")


@pytest.mark.parametrize("at", ["backward.4.da_softmax", "backward.1.da_softmax"])
def test_wires_are_counted_only_where_they_are(at):
    """The last a goes to no next cell; and by a mistake on the way out another one may not either."""
    problem = rnn_core.hello()
    last = at.startswith("backward.4")
    trace = run(problem) if last else run(problem, mistaken(problem, "own-slot"))
    assert "wires" not in grey(trace, at)
    assert ("wires" in grey(run(problem), at)) != last


def test_a_walk_keeps_them_at_every_stop():
    state, _ = parse_link("?walk=3&stop=2&names=h&code=off")
    assert {(there.names, there.code) for there in on_walk(state)} == {("h", "off")}
    walk = describe_walk(state, run_of)
    assert walk
    assert all("names=h" in stop["run"] for stop in walk["stops"])
    found = re.search(r'id="unrolled-run">(.*?)</script>', export("?walk=3&names=h"))
    assert found
    problems = json.loads(found[1])["problems"]
    assert {one["scenes"][""]["symbols"]["a"]["base"] for one in problems.values()} == {"h"}
