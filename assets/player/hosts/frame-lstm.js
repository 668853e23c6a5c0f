// The same with an LSTM in it, whose inside is drawn.
import { LSTM } from "../view/inside-lstm.js";
import { INSIDES } from "../view/junction.js";
import { openDocument } from "./document.js";

INSIDES.lstm = LSTM;
openDocument(null, null, null);
