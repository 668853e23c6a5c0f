"""An error message is recognised in every form in which people paste one, and its code is no printout."""

from __future__ import annotations

import pytest

from rnn_core import CASES, ReadingError, diagnose
from rnn_core.diagnosis.reading import find_error, read
from rnn_core.diagnosis.tracebacks import split_error

CASE = CASES["rnn_backward"]
PRINTED = 'gradients["dba"][4] = [-1.40083774]'
LINE = "dx[:, :, t] = out[0]"
MESSAGE = "ValueError: could not broadcast input array from shape (8,10) into shape (3,10)"

# The same error, as each of these programs and pages shows it.
FORMS = {
    "IPython": f"""\
---------------------------------------------------------------------------
ValueError                                Traceback (most recent call last)
<ipython-input-7-0a1b2c3d4e5f> in <module>
     19 da_mine = made_up()
---> 20 out = rnn_backward(da_mine, caches)

<ipython-input-6-5f4e3d2c1b0a> in rnn_backward(da, caches)
     56         dba[4] = 1.25
---> 57         {LINE}
     58         dWax[3][1] = 0.75

{MESSAGE}""",
    "IPython 8.0": f"""\
ValueError                                Traceback (most recent call last)
Input In [5], in <cell line: 20>()
     19 da_mine = made_up()
---> 20 out = rnn_backward(da_mine, caches)

Input In [4], in rnn_backward(da, caches)
     56         dba[4] = 1.25
---> 57         {LINE}

{MESSAGE}""",
    "IPython 8.10": f"""\
ValueError                                Traceback (most recent call last)
Cell In[3], line 20
     19 da_mine = made_up()
---> 20 out = rnn_backward(da_mine, caches)

Cell In[2], line 57, in rnn_backward(da, caches)
     56         dba[4] = 1.25
---> 57         {LINE}

{MESSAGE}""",
    "Python": f"""\
Traceback (most recent call last):
  File "rnn.py", line 20, in <module>
    out = rnn_backward(da_mine, caches)
  File "rnn.py", line 57, in rnn_backward
    {LINE}
    ~~^^^^^^^^^
{MESSAGE}""",
    "a forum that takes <...> for HTML and writes dashes and quotes its own way": f"""\
ValueError Traceback (most recent call last)
in
19 da_mine = made_up()
—> 20 out = rnn_backward(da_mine, caches)

in rnn_backward(da, caches)
56 dba[4] = 1.25
—> 57 {LINE}

{MESSAGE}""",
    "colours": f"""\
\x1b[0;31m---------------------------------------------------------------------------\x1b[0m
\x1b[0;31mValueError\x1b[0m                                Traceback (most recent call last)
\x1b[0;32m<ipython-input-6-5f4e3d2c1b0a>\x1b[0m in \x1b[0;36mrnn_backward\x1b[0;34m(da, caches)\x1b[0m
\x1b[0;32m---> 57\x1b[0;31m         {LINE}\x1b[0m
\x1b[0;31mValueError\x1b[0m: {MESSAGE.partition(": ")[2]}""",
    "HTML": f"""\
ValueError Traceback (most recent call last)
&lt;ipython-input-6-5f4e3d2c1b0a&gt; in rnn_backward(da, caches)
---&gt; 57         {LINE}
{MESSAGE}""",
    "a library's frames": f"""\
Traceback (most recent call last):
  File "<ipython-input-6-5f4e3d2c1b0a>", line 57, in rnn_backward
    {LINE}
  File "/opt/conda/lib/python3.7/site-packages/numpy/core/shape.py", line 7, in put
    dba[4] = 1.25
{MESSAGE}""",
    "another edition's test": f"""\
ValueError                                Traceback (most recent call last)
<ipython-input-6-5f4e3d2c1b0a> in rnn_backward(da, caches)
---> 57         {LINE}
~/work/W1A1/public_tests.py in rnn_backward_test(target)
     79     dba[4] = 1.25
---> 80     assert close(a[5, 2, 2:6], [0.99999291, 0.99332189, 0.9921928, 0.99503445])
{MESSAGE}""",
    "no error name above": f"""\
Cell In[2], line 57
    {LINE}
{MESSAGE}""",
    "an error that led to another": f"""\
Traceback (most recent call last):
  File "rnn.py", line 3, in <module>
    dba[4] = 1.25
KeyError: 'dx'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "rnn.py", line 57, in rnn_backward
    {LINE}
{MESSAGE}""",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_error_and_the_learners_line_are_named(form):
    assert find_error(FORMS[form]) == f"{MESSAGE}, at the line `{LINE}`"
    with pytest.raises(ReadingError) as caught:
        read(FORMS[form], CASE)
    assert (
        str(caught.value) == f"This is an error message, with no numbers to compare: {MESSAGE}, at the line `{LINE}`."
    )


@pytest.mark.parametrize("form", FORMS)
def test_numbers_before_an_error_are_read_alone(form):
    (given,) = read(f"{PRINTED}\n{FORMS[form]}", CASE)
    assert (given.label, given.numbers) == ("dba[4]", ("-1.40083774",))


@pytest.mark.parametrize("form", FORMS)
def test_numbers_after_an_error_are_read_where_they_have_labels(form):
    text = f"{FORMS[form]}\n\nIt was 3 times the same.\n\n{PRINTED}\n"
    (given,) = read(text, CASE)
    assert (given.label, given.numbers) == ("dba[4]", ("-1.40083774",))


def test_the_diagnosis_tells_the_error_too():
    found = diagnose(f"dba[4] = -0.74747722\n{FORMS['Python']}")
    assert found.verdict == "right"
    assert f"The text has an error message, too: {MESSAGE}, at the line `{LINE}`." in str(found)


@pytest.mark.parametrize(
    ("text", "kept", "error"),
    [
        ("dba[4] = 0.5\nAssertionError: Wrong values for a", "dba[4] = 0.5", "AssertionError: Wrong values for a"),
        ("dba[4] = 0.5\nAssertionError", "dba[4] = 0.5", "AssertionError"),
        ("dba[4] = 0.5\nnumpy.linalg.LinAlgError: 3", "dba[4] = 0.5", "numpy.linalg.LinAlgError: 3"),
        ("I get ValueError: shapes (5,8) and (3,10)", "I get ", "ValueError: shapes (5,8) and (3,10)"),
        ("dba[4] = 0.5 NameError Traceback (most recent call last) in 3 NameError: x", "dba[4] = 0.5 ", "NameError: x"),
        ("KeyError Traceback (most recent call last)\nin f(x)\n-> 3 g[7]", "", "KeyError, at the line `g[7]`"),
        (
            "dba[4] = 0.5\nAssertionError: \nNot equal to rtol=1e-07\n\nMismatched: 3 / 3\n x: array([1, 2])\n"
            " y: array([3, 4])",
            "dba[4] = 0.5",
            "AssertionError",
        ),
        ("x.py:12: RuntimeWarning: overflow in exp\n  return 1 / 3\ndba[4] = 0.5", "dba[4] = 0.5", ""),
        ("x.py:12: RuntimeWarning: overflow in exp\ndba[4] = 0.5", "dba[4] = 0.5", ""),
        ("In [5]: dba[4]\nOut[5]: array([0.5])", "In [5]: dba[4]\nOut[5]: array([0.5])", ""),
        ("The error is 0.5\nin\ndba[4] = 0.5", "The error is 0.5\nin\ndba[4] = 0.5", ""),
        ('File "x", line 3 prints\ndba[4] = 0.5', 'File "x", line 3 prints\ndba[4] = 0.5', ""),
        ("", "", ""),
    ],
)
def test_what_is_kept_and_what_is_an_error(text, kept, error):
    assert split_error(text) == (kept, error)


def test_a_long_message_and_a_long_line_are_cut():
    text = f"Cell In[2], line 57\n    {'x' * 900}\nValueError: {'y' * 900}"
    error = split_error(text)[1]
    assert len(error) < 200
    assert error.startswith("ValueError: yyy")
    assert error.endswith("xxx...`")
