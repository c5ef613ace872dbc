/** The list of notes: previews in its forms, and what goes wrong in a sentence. The rest is HTML and htmx. */

import { tell } from "../site/page.js";
import { keepFocus } from "./fragments.js";
import { previewIn } from "./preview.js";

keepFocus();
previewIn(document.body);
document.body.addEventListener("htmx:responseError", () => tell("That did not work. Nothing was changed; try again.", "error"));
document.body.addEventListener("htmx:sendError", () => tell("No connection. Nothing was changed; try again when you are back.", "error"));
