// A document that goes anywhere: saved, served as `play`, one of a site.
import { learning } from "../learning.js";
import { printing } from "../print.js";
import { sharing } from "../sharing.js";
import { LSTM } from "../view/inside-lstm.js";
import { INSIDES } from "../view/junction.js";
import { openDocument } from "./document.js";

INSIDES.lstm = LSTM;
openDocument(sharing, printing, learning);
