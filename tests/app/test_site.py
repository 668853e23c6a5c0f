"""Which pages the site has: every run that it promises and every classic mistake, each from a link that is right."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from app.export.page import ICON
from app.export.site import HARMLESS, index, pages
from app.view import parse, run_of
from app.walks import WALKS
from rnn_core import CELLS, Address, classics, first_wrong, hello, notebook

PAGES = pages()


def state_of(page):
    state, notes = parse(parse_qs(page.link.removeprefix("?"), keep_blank_values=True))
    assert notes == (), page.name
    return state


def test_every_cell_the_notebook_and_every_classic_mistake_has_a_page():
    states = [state for page in PAGES if not (state := state_of(page)).walk]
    shown = {(state.problem, state.cell, state.mistake) for state in states}
    wanted = {("hello", cell.name, "") for cell in CELLS} | {("notebook", "rnn", "")}
    for name, problem in (("hello", hello()), ("notebook", notebook())):
        wanted |= {(name, "rnn", classic.name) for classic in classics(problem)}
    assert shown == wanted
    assert len(shown) == len(states), "none twice"


def test_every_walk_has_a_page_under_its_question():
    walks = {state_of(page).walk: page.heading for page in PAGES if state_of(page).walk}
    assert {name: heading.removeprefix(f"{name} ") for name, heading in walks.items()} == {
        walk.id: walk.question for walk in WALKS.values()
    }


def test_no_two_pages_have_a_file_in_common_where_letters_have_no_case():
    files = [file.lower() for page in PAGES for file in (page.file, page.preview)]
    assert len({*files, "index.html"}) == len(files) + 1
    assert all(re.fullmatch(r"(previews/)?[a-z0-9-]+\.(html|png)", file) for file in files)


def test_a_mistake_opens_where_it_is_first_wrong_or_the_index_says_that_nothing_is():
    for page in PAGES:
        state = state_of(page)
        if state.mistake and not state.walk:
            trace = run_of(state)
            first = first_wrong(trace.right, trace)
            assert state.at == first or first == Address("backward", 3, "da_total"), page.name
            assert (first is None) == page.line.endswith(HARMLESS)


def test_the_index_links_to_every_page_and_picture_beside_it_and_to_nothing_else():
    text = index(PAGES)
    assert re.findall(r'href="([^"]+)"', text) == [ICON, *(page.file for page in PAGES)]
    assert re.findall(r'src="([^"]+)"', text) == [page.preview for page in PAGES]
    assert "://" not in text.replace(ICON, "")
    assert "url(" not in text


def test_the_index_writes_sentences_as_text_and_their_code_as_code():
    text = index(PAGES)
    assert "<code>1 - tanh(a)**2</code>" in text
    assert "`" not in text
    assert "the notebook&#x27;s rnn_backward" in text
