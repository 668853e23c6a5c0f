"""The charts show the core's numbers and mark the timestep; the colours can be read on their grounds."""

from __future__ import annotations

import numpy as np
import pytest

import rnn_core
from app.charts.by_loss import by_loss_figure
from app.charts.sizes import sizes_figure
from app.scene.palette import CLASSROOM, DARK, LIGHT, contrast, mix
from app.scene.say import adding, difference, number
from app.selection import selection

PROBLEMS = {
    "hello": rnn_core.hello(),
    "notebook": rnn_core.notebook(),
    "T = 12": rnn_core.random_problem(T=12),
    "T = 1": rnn_core.random_problem(T=1),
}
GRADIENTS = ("da_total", "da_softmax", "da_time")
TRACES = {name: rnn_core.run(problem) for name, problem in PROBLEMS.items()}


@pytest.fixture(params=TRACES)
def trace(request):
    return TRACES[request.param]


def test_the_squares_are_the_parts_and_their_sums_are_the_green_node(trace):
    parts, T = rnn_core.by_loss(trace), trace.problem.T
    unit, example = selection(trace)
    z = np.asarray(by_loss_figure(parts, 1, (unit, example)).data[0].z, dtype=float)
    for s in range(T):
        for t in range(T):
            assert z[s, t] == parts[s, t, unit - 1, example - 1] if s >= t else np.isnan(z[s, t])
    assert np.isnan(z[T]).all()
    green = trace["da_total"][:, unit - 1, example - 1]
    np.testing.assert_allclose(z[T + 1], green, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.diag(z[:T]), trace["da_softmax"][:, unit - 1, example - 1], rtol=0, atol=1e-12)


def test_the_printed_numbers_stand_on_their_squares():
    trace = TRACES["hello"]
    parts = rnn_core.by_loss(trace)
    printed = by_loss_figure(parts, 3, (3, 1)).data[1]
    texts = dict(zip(zip(printed.x, printed.y, strict=True), printed.text, strict=True))
    assert texts[3, 3] == number(parts[2, 2, 2, 0]) == "−0.435"
    assert texts[3, 4] == number(parts[3, 2, 2, 0]) == "0.599"
    assert texts[3, max(y for _, y in texts)] == "0.164"
    assert len(texts) == 4 * 5 // 2 + 4


@pytest.mark.parametrize(("T", "printed"), [(6, True), (7, False)])
def test_with_more_than_six_columns_the_numbers_stand_in_the_table_alone(T, printed):
    figure = by_loss_figure(rnn_core.by_loss(rnn_core.run(rnn_core.random_problem(T=T))), 1, (1, 1))
    assert [trace.type for trace in figure.data] == (["heatmap", "scatter"] if printed else ["heatmap"])


def test_the_sums_stand_apart_under_a_gap():
    squares, printed = by_loss_figure(rnn_core.by_loss(TRACES["hello"]), 3, (3, 1)).data
    assert 1.2 < max(printed.y) - 4 < 1.5
    assert squares.y[-1] - squares.y[-2] == pytest.approx(1), "as high as any row"
    assert squares.zmin == -squares.zmax, "0 is neither violet nor charcoal"


def test_at_the_last_step_no_later_cost_is_framed(trace):
    T = trace.problem.T
    figure = by_loss_figure(rnn_core.by_loss(trace), T, (1, 1))
    strong = [shape.line.color for shape in figure.layout.shapes if shape.line.width > 2]
    assert strong == [LIGHT["soft"], LIGHT["sum"]]


@pytest.mark.parametrize("dark", [False, True])
def test_the_column_of_this_step_is_framed_in_the_colours_of_the_paths(trace, dark):
    colours, T = (DARK if dark else LIGHT), trace.problem.T
    figure = by_loss_figure(rnn_core.by_loss(trace), 1, (1, 1), dark=dark)
    strong = [shape for shape in figure.layout.shapes if shape.line.width > 2]
    assert {shape.x0 for shape in strong} == {1 - 0.48}
    wanted = [colours["soft"], *([colours["time"]] if T > 1 else []), colours["sum"]]
    assert [shape.line.color for shape in strong] == wanted
    assert figure.layout.xaxis.ticktext[0].startswith("<b>")


def test_the_lines_are_the_sizes_of_the_three_gradients(trace):
    lines = {line.name: line for line in sizes_figure(trace, 1, GRADIENTS).data}
    assert set(lines) == {"da_softmax", "da_time", "da_total"}
    for name, line in lines.items():
        for t in range(1, trace.problem.T + 1):
            assert line.y[t - 1] == pytest.approx(np.linalg.norm(trace.at(name, t)), rel=1e-14)
    assert lines["da_time"].y[-1] == 0
    assert lines["da_softmax"].line.dash != "solid"


def test_the_line_of_the_sum_is_the_thickest():
    widths = {line.name: line.line.width for line in sizes_figure(TRACES["hello"], 3, GRADIENTS).data}
    assert widths["da_total"] > max(widths["da_softmax"], widths["da_time"])


@pytest.mark.parametrize(
    ("T", "t", "labels"), [(12, 12, "2 4 6 8 10 12"), (7, 4, "1 3 4 5 7"), (11, 1, "1 3 5 7 9 11")]
)
def test_of_many_timesteps_every_other_one_has_a_label_and_the_last_and_this_one(T, t, labels):
    ticks = sizes_figure(rnn_core.run(rnn_core.random_problem(T=T)), t, GRADIENTS).layout.xaxis
    assert [str(at) for at in ticks.tickvals] == labels.split()
    assert [label for label in ticks.ticktext if "<b>" in label] == [f"<b>{t}</b>"]


@pytest.mark.parametrize("t", [1, 2, 4])
def test_this_timestep_is_marked(t):
    figure = sizes_figure(TRACES["hello"], t, GRADIENTS)
    assert (figure.layout.shapes[0].x0 + figure.layout.shapes[0].x1) / 2 == pytest.approx(t)
    assert [label for label in figure.layout.xaxis.ticktext if "<b>" in label] == [f"<b>t = {t}</b>"]


@pytest.mark.parametrize("colours", [LIGHT, DARK, CLASSROOM], ids=["light", "dark", "classroom"])
def test_text_is_read_on_every_ground_it_stands_on(colours):
    for ground in ("bg", "softT", "timeT", "sumT", "wrongT", "outT"):
        for text in ("ink", "muted", "soft", "time", "sum", "wrong"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["on_sum"], colours["sum"]) >= 4.5
    assert contrast(colours["faint"], colours["bg"]) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_a_number_can_be_read_on_its_square(dark):
    values = np.linspace(-1, 1, 36).reshape(6, 6, 1, 1)
    squares, printed = by_loss_figure(values, 1, (1, 1), dark=dark).data
    scale = dict(squares.colorscale)
    for x, y, ink in zip(printed.x, printed.y, printed.textfont.color, strict=True):
        share = float(squares.z[int(y) - 1 if y <= 6 else 7][x - 1]) / squares.zmax
        ground = mix(scale[0.5], scale[1.0 if share > 0 else 0.0], abs(share))
        assert contrast(ink, ground) >= 4.5


def test_printed_terms_add_up_to_the_printed_sum():
    assert adding([-0.435, 0.599], 0.164) == (["−0.435", "0.599"], "0.164")
    assert adding([0.3336, 0.3336], 0.6672) == (["0.3336", "0.3336"], "0.6672")  # 0.334 + 0.334 is not 0.667


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (2.4e-11, "2·10⁻¹¹"), (-1.3e-16, "1·10⁻¹⁶"), (9.7e-9, "1·10⁻⁸"), (0.5, "5·10⁻¹")]
)
def test_small_differences_are_powers_of_ten(value, text):
    assert difference(value) == text


def test_no_minus_before_nothing():
    assert number(-0.0001) == "0.000"
    assert number(-0.435) == "−0.435"
