// One document as it stands in the page: its text, changes inline, long gaps folded.

const AROUND = 260; // characters shown on both sides of a finding; longer gaps are folded
const NEVER_FOLDED = 1500; // characters of a text that is always shown whole
const unfolded = new Set(); // numbers of documents shown whole

/** Return the stretches of a text that are shown, so that each match stands in its context. */
function stretchesOf(number) {
  const { text, items } = documents[number];
  if (unfolded.has(number) || text.length < NEVER_FOLDED) return [[0, text.length]];
  const stretches = [];
  for (const item of items) {
    if (!matched[item.number]) continue;
    const start = item.start < 2 * AROUND ? 0 : item.start - AROUND;
    const end = text.length - item.end < 2 * AROUND ? text.length : item.end + AROUND;
    const last = stretches.at(-1);
    if (last && start - last[1] < AROUND) last[1] = Math.max(last[1], end);
    else stretches.push([start, end]);
  }
  return stretches;
}

/** Return a stretch with its ends moved out to white space, and out of findings. */
function snapped([start, end], { text, items }) {
  while (start > 0 && !/\s/.test(text[start - 1])) start--;
  while (end < text.length && !/\s/.test(text[end])) end++;
  for (const item of items) {
    if (item.start < start && item.end > start) start = item.start;
    if (item.start < end && item.end > end) end = item.end;
  }
  return [start, end];
}

function documentElement(number) {
  const doc = documents[number];
  const article = make("article", "doc");
  article.dataset.document = number;
  article.append(headingOf(doc), strip(doc));
  const text = make("div", "text");
  let at = 0;
  for (const stretch of stretchesOf(number)) {
    const [start, end] = snapped(stretch, doc);
    if (start > at) text.append(foldOf(start - at));
    putText(text, doc, Math.max(start, at), end);
    at = end;
  }
  if (at < doc.text.length) text.append(foldOf(doc.text.length - at));
  if (text.querySelector(".fold")) {
    article.querySelector("header").append(makeButton("quiet unfold", "Whole text"));
  }
  article.append(text);
  return article;
}

function headingOf(doc) {
  const header = make("header");
  const title = make("h2", "", doc.file);
  if (doc.row !== null) {
    title.append(make("span", "where", ` row ${thousands(doc.row)}, ${doc.field}`));
  }
  const edits = doc.items.filter(isEdit).length;
  const reports = doc.items.filter((item) => !isEdit(item) && item.status !== "kept").length;
  const told = [edits && counted(edits, "edit"), reports && counted(reports, "report")];
  const all = [told.filter(Boolean).join(", "), doc.page].filter(Boolean).join(" · ");
  header.append(title, make("p", "", all));
  return header;
}

const foldOf = (count) => makeButton("fold unfold", `… ${counted(count, "character")}`);

/** Return a strip that shows where in the text the matches are. */
function strip({ text, items }) {
  const width = 1000;
  const svg = svgElement("svg", {
    class: "strip", viewBox: `0 0 ${width} 7`, preserveAspectRatio: "none", "aria-hidden": "true",
  });
  svg.append(svgElement("rect", { class: "base", width, height: 7 }));
  const scale = width / Math.max(1, text.length);
  for (const item of items) {
    if (!matched[item.number] || item.status === "kept") continue;
    const bar = { x: item.start * scale, width: Math.max(6, widthOf(item) * scale) };
    bar.x = Math.min(bar.x, width - bar.width);
    svg.append(svgElement("rect", { class: isEdit(item) ? "edit" : "flag", height: 7, ...bar }));
  }
  return svg;
}

function svgElement(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Put a stretch of a text in, cut wherever a finding begins or ends. */
function putText(parent, doc, from, to) {
  const inside = doc.items.filter((item) => item.start >= from && item.end <= to);
  const places = placesOf(inside, from, to);
  let open = []; // items that cover the piece
  let next = 0;
  for (const [index, start] of places.entries()) {
    const end = places[index + 1] ?? start;
    open = open.filter((item) => item.end > start);
    for (; next < inside.length && inside[next].start <= Math.max(start, end - 1); next++) {
      const item = inside[next];
      if (item.end > start) open.push(item);
      else parent.append(hitElement([item], doc, start, start));
    }
    if (start === end) return;
    const here = [...open].sort((a, b) => isEdit(b) - isEdit(a) || widthOf(a) - widthOf(b));
    const unchanged = plain(doc.text.slice(start, end));
    parent.append(here.length ? hitElement(here, doc, start, end) : unchanged);
  }
}

const widthOf = (item) => item.end - item.start;

/** Return where a stretch is cut. Edits never overlap each other, and no cut goes through one. */
function placesOf(inside, from, to) {
  const edits = inside.filter(isEdit);
  const cuts = new Set([from, to, ...inside.flatMap((item) => [item.start, item.end])]);
  let next = 0;
  return [...cuts].sort((a, b) => a - b).filter((cut) => {
    while (next < edits.length && edits[next].end <= cut) next++;
    return next === edits.length || cut <= edits[next].start;
  });
}

/** Return a piece of text that is changed or marked, for the items that cover it. */
function hitElement(here, doc, start, end) {
  const [item] = here;
  const changes = isEdit(item) || item.status === "unsafe";
  const element = make(changes ? "span" : "mark", `hit ${item.kind}`);
  const isReported = here.some((other) => other.kind === "report");
  element.classList.toggle("flagged", changes && isReported);
  element.classList.toggle("off", !here.some((other) => matched[other.number]));
  element.classList.toggle("wrong", here.some((other) => wrong.has(other.number)));
  element.dataset.hit = here.map((other) => other.number).join(" ");
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  if (!changes) {
    element.append(start === end ? "‸" : plain(doc.text.slice(start, end)));
    return element;
  }
  if (start < end) putChanged(element, "del", doc.text.slice(start, end));
  // where a report is cut into pieces, what it offers stands behind the last
  if (item.after && item.end === end) putChanged(element, "ins", item.after);
  return element;
}

const numbersOf = (element) => element.dataset.hit.split(" ").map(Number);
const elementsOf = (number) => byId("list").querySelectorAll(`[data-hit~="${number}"]`);
const plain = (text) => text.replaceAll("\r\n", "\n").replaceAll("\0", "␀");

const SIGNS = { "\n": "⏎\n", "\t": "⇥", "\r": "␍", "\u00a0": "⍽", "\u202f": "⍽" };
const UNSEEN =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/u;

/** Put a changed text in, with a sign for everything that cannot be seen. */
function putChanged(parent, tag, text) {
  const element = make(tag);
  parent.append(element);
  text = text.replaceAll("\r\n", "\n");
  if (/^ +$/.test(text)) {
    element.append(make("span", "sign", "␣".repeat(text.length)));
    return;
  }
  for (const piece of text.split(new RegExp(`(${UNSEEN.source})`, "u"))) {
    element.append(UNSEEN.test(piece) ? make("span", "sign", signOf(piece)) : piece);
  }
}

function signOf(character) {
  if (SIGNS[character]) return SIGNS[character];
  const code = character.codePointAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
