// The same with an LSTM in it, whose inside is drawn.
import { LSTM } from "../view/inside-lstm.js";
import { openDocument } from "./document.js";

openDocument(null, null, null, { lstm: LSTM });
