// Which findings are looked for, and in which order the documents stand.

const NEARBY = 60; // characters around a finding that a search looks at
const matched = new Uint8Array(items.length); // 1: the item passes the filters
const positionOf = new Int32Array(documents.length); // of a document in `shown`, or -1
let shown = []; // numbers of documents, in the order of the page
let hits = []; // numbers of the items that match, in that order

const choices = () => ["search", "safety", "rule", "document"].map(byId);

function filter() {
  const [search, safety, rule, name] = choices().map((control) => control.value);
  const sought = wordsIn(search);
  const wanted = {
    kind: safety,
    rule: rule && Number(rule),
    name: wordsIn(name),
    sought,
    rules: new Set(about.rules.flatMap(([id], index) => (sought?.test(id) ? [index] : []))),
  };
  shown = [];
  for (const [number, doc] of documents.entries()) {
    if (matchDocument(doc, wanted)) shown.push(number);
  }
  if (byId("order").value === "noise") {
    shown.sort((a, b) => documents[b].items.length - documents[a].items.length || a - b);
  }
  positionOf.fill(-1);
  for (const [position, number] of shown.entries()) positionOf[number] = position;
  hits = shown.flatMap((number) => documents[number].items)
    .map((item) => item.number).filter((number) => matched[number]);
  closeCard();
  current = -1;
  tellFilters();
  restartList();
}

/** Return a pattern for words in any case, and with any white space between; null for none. */
function wordsIn(text) {
  const words = text.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return words ? new RegExp(words, "iu") : null;
}

/** Mark the items of a document that match; return whether there are any. */
function matchDocument(doc, wanted) {
  const name = `${nameOf(doc)}\n${doc.id}`;
  const isNamed = !wanted.name || wanted.name.test(name);
  const isSought = !wanted.sought || wanted.sought.test(name);
  let any = 0;
  for (const item of doc.items) {
    const matches = isNamed && isOfKind(item, wanted.kind) &&
      (wanted.rule === "" || item.rules.includes(wanted.rule)) &&
      (isSought || speaksOf(item, doc.text, wanted));
    any |= matched[item.number] = Number(matches);
  }
  return any;
}

function isOfKind(item, kind) {
  return !kind || (kind === "wrong" ? wrong.has(item.number) : item.kind === kind);
}

function speaksOf(item, text, { sought, rules }) {
  return item.rules.some((rule) => rules.has(rule)) ||
    (item.after !== null && sought.test(item.after)) ||
    sought.test(text.slice(Math.max(0, item.start - NEARBY), item.end + NEARBY));
}

function resetFilters() {
  for (const control of choices()) control.value = "";
  filter();
}

function tellFilters() {
  const set = choices().filter((control) => control.value);
  for (const control of choices()) control.classList.toggle("on", set.includes(control));
  byId("reset").hidden = !set.length;
  byId("no-match").hidden = hits.length > 0;
  const behind = set.filter((control) => control.id !== "search").length;
  byId("more-filters").textContent = behind ? `Filters (${behind})` : "Filters";
  const chosen = about.rules[byId("rule").value]?.[0];
  for (const button of document.querySelectorAll("#bars button")) {
    button.setAttribute("aria-pressed", String(button.dataset.rule === chosen));
  }
  tellCount();
}

function tellCount() {
  const at = current < 0 ? "" : `${thousands(current + 1)} / `;
  const of = hits.length === items.length ? "" : `${thousands(hits.length)} of `;
  const where = counted(shown.length, "document");
  byId("count").textContent = `${at}${of}${counted(items.length, "finding")} in ${where}`;
}
