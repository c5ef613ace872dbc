/** The list of students by keyboard: filter, begin with the next, undo. All of it is a field, a link or a button of the page. */

import { Keys } from "../notes/keys.js";

const list = /** @type {HTMLElement} */ (document.querySelector("[data-desk-list]"));

new Keys(list, JSON.parse(list.dataset.keys ?? "{}"));

/** @param {string} act @param {() => void} does */
const on = (act, does) => list.addEventListener(`keys:${act}`, does);

on("desk_filter", () => document.getElementById("desk-only")?.focus());
on("desk_reviewed", () => document.getElementById("next")?.click());
on("desk_next_student", () => document.getElementById("next")?.click());
on("desk_undo", () => document.getElementById("undo")?.click());
on("close", () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());

list.dataset.ready = "true"; // the keys work from now on
