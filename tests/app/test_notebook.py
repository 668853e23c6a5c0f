"""A frame for a notebook: at the step, unit and example that are asked for, light, and a wrong wish is said."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from app.bounds import LARGEST
from rnn_core import LSTM, Address, Problem, hello, mistaken, random_problem, run, word
from unrolled import show

HELLO = run(hello())
ONLY_DA = run(hello(), mistaken(hello(), "only-da"))


def page(frame):
    """The document in a frame."""
    (inner,) = re.findall(r"srcdoc='([^']*)'", frame._repr_html_())
    return unescape(inner)


def told(frame):
    """What the document says of its run."""
    (data,) = re.findall(r'id="unrolled-run">(.*?)</script>', page(frame), re.DOTALL)
    return json.loads(data)


def test_it_opens_where_the_run_begins_or_at_what_is_asked_for():
    assert told(show(HELLO))["open"] == told(show(HELLO, unit=3))["open"]
    assert told(show(HELLO))["open"] == {
        "at": "backward.3.da_total",
        "unit": "3",
        "example": "1",
        "column": "0",
        "view": "page",
        "tab": "code",
    }
    asked = told(show(run(random_problem(m=4)), at="end.da0", unit=5, example=4))["open"]
    assert (asked["at"], asked["unit"], asked["example"]) == ("end.da0", "5", "4")
    assert told(show(HELLO, Address("turn", 0, "J")))["open"]["at"] == "turn.J"


def test_a_mistaken_run_has_the_right_one_in_it_to_be_compared_with():
    alone, both = told(show(ONLY_DA)), told(show(ONLY_DA, compare=True))
    assert (alone["open"]["view"], both["open"]["view"]) == ("page", "compare")
    assert both["mistake"] == "only-da"
    assert both["problems"][""]["scenes"].keys() == {"", "only-da", "only-da-prevt"}


def test_a_mistake_without_a_name_is_found_by_those_of_its_edits():
    name = "dz.without.a,dba.not-summed.dz"
    said = told(show(run(hello(), mistaken(hello(), name))))
    assert said["mistake"] == name
    assert name in said["problems"][""]["scenes"]


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"at": "backward.3.da_totl"}, "no step 'backward.3.da_totl'. Did you mean 'backward.3.da_total'?"),
        ({"at": ""}, "no step ''"),
        ({"unit": 6}, "unit goes from 1 to 5, got 6."),
        ({"unit": 0}, "unit goes from 1 to 5, got 0."),
        ({"example": 2}, "example goes from 1 to 1, got 2."),
        ({"compare": True}, "nothing to compare it with"),
    ],
)
def test_a_wrong_wish_is_said_in_one_sentence(wish, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        show(HELLO, **wish)


def test_of_two_runs_side_by_side_the_longer_one_has_the_steps():
    early = run(hello(), mistaken(hello(), "order.backward.early"))
    missing = next(step for step in early.right.steps if step not in early.steps)
    assert told(show(early, at=missing, compare=True))["open"]["at"] == str(missing)
    with pytest.raises(ValueError, match="no step"):
        show(early, at=missing)


def test_a_problem_of_one_s_own_is_text_whatever_it_is_called():
    name = '<b>"mine" & it\'s </script><!--'
    mine = Problem(name, HELLO.problem.parameters, HELLO.problem.inputs)
    frame = show(run(mine))
    inner = frame._repr_html_().split("srcdoc='")[1].split("'")[0]
    assert unescape(inner) == page(frame)
    around = frame._repr_html_().replace(inner, "")
    assert around.count("<") == 2, "the frame begins and ends"
    assert (around.count('"'), around.count("'")) == (4, 2)
    assert "<title>&lt;b&gt;&quot;mine&quot; &amp; it&#x27;s" in page(frame)
    assert page(frame).count("</script>") == 2


def test_where_frames_are_taken_away_a_sentence_is_left():
    """JupyterLab does so in a notebook that is not trusted: the text inside an element that it drops stays."""
    html = show(ONLY_DA)._repr_html_()
    left = re.sub(r"<(iframe[^']*'[^']*'|/iframe)>", "", html)
    assert left == "Unrolled: hello only-da. To see it, run this cell or trust the notebook."


def test_it_says_in_a_line_what_is_shown_where_no_html_is():
    assert repr(show(HELLO)) == "Shown(hello at backward.3.da_total)"
    assert repr(show(run(word("banana", cell=LSTM)), "turn.J")) == "Shown(word banana lstm at turn.J)"
    assert repr(show(ONLY_DA)) == "Shown(hello only-da at backward.3.da_total)"


def test_the_frame_is_as_high_as_is_asked_for_and_brings_no_fonts():
    frame = show(HELLO, height=640)
    assert "height: 640px" in frame._repr_html_()
    assert "font/woff2" not in page(frame)
    assert "@font-face" not in page(frame)


def test_it_is_light():
    """A promise of the design."""
    assert len(gzip.compress(show(HELLO)._repr_html_().encode())) <= 100_000


def test_a_frame_has_room_for_numbers_up_to_100():
    """The core runs any numbers; the picture says what it has no room for."""

    def of(largest: float):
        return run(replace(HELLO.problem, parameters={**HELLO.problem.parameters, "ba": np.full((5, 1), largest)}))

    for at_most in (LARGEST, -LARGEST):
        show(of(at_most))
        with pytest.raises(ValueError, match=r"^ba: the picture has room for entries up to 100\.$"):
            show(of(at_most * 1.001))
