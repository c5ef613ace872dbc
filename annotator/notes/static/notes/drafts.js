/**
 * What somebody has begun to write, kept in this browser until it is sent or thrown away: one draft for each text, span and
 * kind, each with one client id, so that sending twice makes one note.
 */

/** What is begun for an assignment is finished for it. */
const ASSIGNMENT = new URLSearchParams(location.search).get("assignment");
const PREFIX = ASSIGNMENT ? `draft@${ASSIGNMENT}:` : "draft:";
const DAYS = 30;

/** @typedef {{text: string, revision: string, start: number, end: number, exact: string}} Place */
/** @typedef {{place: Place, motivation: string, fields: [string, string][], client: string, at: number}} Draft */

/** @param {Place} place @param {string} motivation */
function keyOf(place, motivation) {
  return `${PREFIX}${place.text}:${place.start}-${place.end}:${motivation}`;
}

/** @param {Place} place @param {string} motivation @returns {Draft} the kept one, or a new one */
export function draftOf(place, motivation) {
  return read(keyOf(place, motivation)) ?? { place, motivation, fields: [], client: crypto.randomUUID(), at: Date.now() };
}

/** @param {Draft} draft @returns {boolean} false if the browser refuses to keep it */
export function keep(draft) {
  try {
    localStorage.setItem(keyOf(draft.place, draft.motivation), JSON.stringify({ ...draft, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** @param {Draft} draft */
export function discard(draft) {
  localStorage.removeItem(keyOf(draft.place, draft.motivation));
}

/** The newest draft on one of these texts; old ones are thrown away. @param {string[]} texts @returns {Draft | null} */
export function newestOn(texts) {
  const drafts = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => ({ key, draft: read(key) }));
  for (const { key, draft } of drafts) {
    if (!draft || Date.now() - draft.at > DAYS * 86_400_000) localStorage.removeItem(key);
  }
  const mine = drafts.flatMap(({ draft }) => (draft && texts.includes(draft.place.text) ? [draft] : []));
  return mine.sort((a, b) => b.at - a.at)[0] ?? null;
}

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
