// A document that goes anywhere: saved, served as `play`, one of a site.
import { sharing } from "../sharing.js";
import { openDocument } from "./document.js";

openDocument(sharing);
