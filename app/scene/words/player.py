"""What the player itself says, whatever step is shown: buttons, labels, and the sentences around a step's own words.

By a key that the player's modules in assets/stage name (`say("share.link.name")`), grouped by where it is seen or heard.
Texts are plain. `{slots}` are filled in by the module; in a text that is drawn (`says`) a slot may be a typeset symbol, and
a line's end breaks the line. What differs in number or case is a text of its own, so that each is seen whole here.
A test holds keys and slots to those that the modules name, and finds English that is left in them.
"""

from __future__ import annotations

from collections.abc import Mapping

PLAYER: Mapping[str, str] = {
    # What the picture of a crossing shows, to listeners. {name} is a quantity, {box} what the cell is called.
    "junction.fan.letter": "A fan: what each letter's score sends back to one entry of {name}.",
    "junction.fan.class": "A fan: what each class's score sends back to one entry of {name}.",
    "junction.fan.unit": "A fan: what each unit of cell {t} sends back to one entry of {name}.",
    "junction.out": "The crossing at {name}: {up}, and {right}.",
    "junction.out.from-cell": "The crossing at {name}: from {box} {t}, {up}, and {right}.",
    "junction.out.up": "up to {above}",
    "junction.out.not-up": "not up to {above}",
    "junction.out.right": "right to cell {t}",
    "junction.out.later": "right to later steps",
    "junction.out.not-right": "not to the right",
    "junction.out.no-step": "not to the right, there is no step {t}",
    "junction.above.cost": "the cost",
    "junction.above.prediction": "the prediction",
    "junction.back": "The crossing at {name}. Coming back: {came}.",
    "junction.back.crossed": "Crossed out: {cut}.",
    "junction.back.and": "{roads}, and {road}",
    "junction.back.nothing": "nothing",
    "junction.back.nothing-yet": "nothing yet",
    "junction.back.zero": "0, as {why}",
    "junction.back.above": "{name} from {above}",
    "junction.back.given": "{name} from above, where it is handed in",
    "junction.back.handed": "{name} from the test, which hands it in",
    "junction.back.cell": "{name} from cell {t}",
    "junction.back.no-step": "{name}, though there is no step {t}",
    # What is made of what comes back.
    "junction.sum": "They are added.",
    "junction.sum.down": "They are added and go down to {box} {t}.",
    "junction.sum.alone": "{names} alone becomes {total}.",
    "junction.sum.alone-down": "{names} alone goes down to {box} {t}.",
    "junction.sum.names": "{names} and {name}",
    "junction.sum.mistake": "A mistake makes {total} of {came}.",
    "junction.sum.mistake-down": "A mistake makes {total} of {came}, which goes down to {box} {t}.",
    "junction.sum.them": "them",
    "junction.sum.it": "it",
    "junction.sum.nothing": "nothing",
    # Which entry of a matrix a number is; two such names stand beside each other: "unit 3, example 2".
    "entry.unit": "unit {i}",
    "entry.example": "example {i}",
    "entry.input": "input {i}",
    "entry.class": "class {i}",
    "entry.letter": "letter {letter}",
    "entry.entry": "entry {i}",
    "entry.from": "from {of}",
    # Signs in words, to listeners. {function} is tanh, sigmoid, ln or softmax, perhaps squared; a bracket follows.
    "aloud.of": "{function} of ",
    "aloud.squared": "squared",
    "aloud.power": "to the power {power}",
    "aloud.transposed": "transposed",
    "aloud.tilde": "tilde",
    "aloud.plus": "plus",
    "aloud.minus": "minus",
    "aloud.times": "times",
    # Why nothing goes on from the last step, or comes back to it: two short lines, in the picture and in sentences.
    "nothing.no-step": "there is\nno step {t}",
    "nothing.all-in-da": "it is all\nin da",
    "nothing.none-before": "no step\nhas run before",
    "nothing.not-0": "not 0",
    # A step in words, to listeners when it rests: its headline, then its worked row.
    "spoken.row": "{row}.",
    "spoken.row.wrong": "{row}; it should be {number}.",
    "spoken.row.not-quite": "{row}; it is not quite right.",
    "spoken.of-run": "{run}: {told}",
    # The row: {entry} is "unit 3", {whole} the result's name and number, {made} what it is made of.
    "spoken.entry": "{entry}: {whole}",
    "spoken.equals": "{whole} equals {made}",
    "spoken.left-out": "{row}; {term} left out",
    "spoken.name": "{name} {number}",
    "spoken.long-name": "{name}: {number}",
    "spoken.computed": "{number}, that is {name},",
    "spoken.others": "the others together {number}",
    "spoken.negative": "minus {term}",
    "spoken.plus": "{sum} plus {term}",
    "spoken.minus": "{sum} minus {term}",
    "spoken.times": "{sum} times {term}",
    "spoken.listed": "{sum}, {term}",
    "spoken.function": "{function} of {sum}",
    "spoken.upper": "the upper part of {sum}",
    "spoken.lower": "the lower part of {sum}",
    "spoken.products": "the sum of {count} products: {sum}",
    # Where a number has come from that only changes its name; {why} is one of "nothing", above.
    "spoken.nothing": "{whole}, {why}",
    "spoken.not-0": "{whole}; it should be 0, {why}",
    "spoken.renamed": "{whole}, the same as {left}",
    "spoken.handed": "{whole}, handed in as {left}",
    "spoken.left": "{whole}, which left cell {t} as {left}",
    "spoken.lost": "{whole}; {left} left cell {t} and has not arrived",
}
