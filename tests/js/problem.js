// A small problem for tests; each says of it what it needs otherwise.

/** @import { Problem } from "../../assets/player/scene" */

/** @type {Problem} */
export const PROBLEM = {
  name: "smallest",
  about: "",
  rows: "",
  T: 2,
  n_a: 3,
  m: 2,
  alphabet: null,
  text: null,
  given: false,
  top: "loss",
  cell: "rnn",
  box: "tanh",
  begins: "z",
  returns: "dlogits",
  states: [
    {
      name: "a",
      arrives: "a_prev",
      start: "a0",
      parts: ["da_softmax"],
      total: "da_total",
      time: "da_time",
      prev: "da_prev",
      last: "da0",
    },
  ],
  input: "x",
};
