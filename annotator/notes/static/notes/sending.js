/** Sending a form, and what became of it in words for people: made, asked again, sign in, too often, or no connection. */

import { asFragment } from "./fragments.js";

/** @typedef {{made?: string, form?: string, words?: string, signIn?: boolean}} Answer */

const SENTENCES = {
  401: "You are not signed in any more. What you wrote is kept in this browser.",
  403: "This page is too old to write from. What you wrote is kept: load the page again and send it then.",
  404: "This text is not here any more, or not for you. What you wrote is kept in this browser.",
  429: "That was too much at once. What you wrote is kept: try again in a minute.",
};

/** Whether the site itself says why not. @param {string | null} type @param {number} status */
export const isSentence = (type, status) => status === 403 && (type ?? "").startsWith("text/plain");

/** @param {string} address @param {FormData} fields @returns {Promise<Answer>} never rejects */
export async function send(address, fields) {
  try {
    const answer = await fetch(address, { method: "POST", body: fields, headers: asFragment() });
    if (answer.status === 200 || answer.status === 201) return { made: await answer.text() };
    if (answer.status === 422) return { form: await answer.text() };
    if (isSentence(answer.headers.get("Content-Type"), answer.status)) return { words: await answer.text() };
    return { words: SENTENCES[answer.status] ?? `The server could not take it (${answer.status}). What you wrote is kept: try again.`, signIn: answer.status === 401 };
  } catch {
    return { words: "No connection. What you wrote is kept in this browser: try again when you are back." };
  }
}
