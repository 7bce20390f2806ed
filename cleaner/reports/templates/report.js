"use strict";
// The page of a report. Data stands in JSON elements; all text of documents goes into the page
// as text nodes, never as markup. Only the documents near the window are in the page.
(() => {
  const byId = (id) => document.getElementById(id);
  const theme = byId("theme");
  const isDark = () => (document.documentElement.dataset.theme ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private */ } };
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const chosen = remembered("cleaner-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  theme.onclick = () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    remember("cleaner-theme", document.documentElement.dataset.theme);
  };
  byId("help-open").onclick = () => byId("help").showModal();

  const list = byId("list");
  const about = JSON.parse(byId("about").textContent);
  const read = (element) => JSON.parse(element.textContent);
  const documents = [...document.querySelectorAll("script.documents")].flatMap(read)
    .map(([file, row, field, id, page, text, items]) => ({ file, row, field, id, page, text, items, first: 0 }));
  if (!documents.length) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "?") byId("help").showModal();
      if (event.key === "t") theme.click();
    });
    return;
  }

  // ── the findings, numbered through ──────────────────────────────────────────────────────
  const KEPT = about.statuses.indexOf("kept");
  const docOf = [];
  const itemOf = [];
  const kindOf = []; // safe, unsafe, report, kept
  for (const [number, doc] of documents.entries()) {
    doc.first = itemOf.length;
    doc.items = doc.items.map(([start, length, status, after, rules, message], i) => {
      const item = { start, end: start + length, status: about.statuses[status], after, rules, message, number: doc.first + i };
      const safe = rules.every((rule) => about.rules[rule][1] === "safe");
      docOf.push(number);
      itemOf.push(item);
      kindOf.push(item.status === "fixed" || item.status === "fixable" ? (safe ? "safe" : "unsafe") : item.status);
      return item;
    });
  }
  const findings = itemOf.length;
  const isEdit = (item) => item.status === "fixed" || item.status === "fixable";
  const messageOf = (item) => item.message ?? about.rules[item.rules[0]][2];
  const namesOf = (item) => item.rules.map((rule) => about.rules[rule][0]);
  const docName = (doc) => doc.row === null ? doc.file : `${doc.file}, row ${doc.row}`;

  // ── verdicts ────────────────────────────────────────────────────────────────────────────
  const memory = `cleaner-verdicts-${about.key}`;
  const wrong = new Set();
  try {
    for (const number of JSON.parse(remembered(memory) ?? "[]")) {
      if (Number.isInteger(number) && number >= 0 && number < findings) wrong.add(number);
    }
  } catch { /* not ours */ }

  function toggleWrong(number) {
    if (!wrong.delete(number)) wrong.add(number);
    remember(memory, JSON.stringify([...wrong]));
    for (const element of elementsOf(number)) element.classList.toggle("wrong", isWrong(element));
    tellVerdicts();
    fillCard();
  }
  const numbersOf = (element) => element.dataset.hit.split(" ").map(Number);
  const isWrong = (element) => numbersOf(element).some((number) => wrong.has(number));
  const elementsOf = (number) => list.querySelectorAll(`[data-hit~="${number}"]`);

  function tellVerdicts() {
    byId("save").disabled = !wrong.size;
    byId("save").textContent = wrong.size ? `Save ${wrong.size} verdict${wrong.size === 1 ? "" : "s"}` : "Save verdicts";
  }

  /** Return the sentence around a place, or a piece of it where it is very long. */
  function sentenceAround(text, start, end) {
    const from = start && text.lastIndexOf("\n", start - 1) + 1;
    const to = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
    let [left, right] = [from, to];
    for (const match of text.slice(from, to).matchAll(/[.!?…]["”’»)\]]*\s+(?=["“‘«([]*[\p{Lu}\p{N}])/gu)) {
      const cut = from + match.index + match[0].length;
      if (cut <= start) left = cut;
      else if (cut >= end && cut < right) right = cut;
    }
    // a pair of surrogates is one character: never cut through it
    if (start - left > 400) left = start - 400 + isLow(text, start - 400);
    if (right - end > 400) right = end + 400 - isLow(text, end + 400);
    while (right > end && /\s/.test(text[right - 1])) right--;
    return text.slice(left, right);
  }
  const isLow = (text, at) => text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff ? 1 : 0;

  const points = (text) => {
    let count = 0;
    for (let i = 0; i < text.length; i++) count += isLow(text, i) ? 0 : 1;
    return count;
  };

  function verdictOf(number) {
    const doc = documents[docOf[number]];
    const item = itemOf[number];
    const before = doc.text.slice(item.start, item.end);
    const start = points(doc.text.slice(0, item.start));
    return {
      doc: doc.id, field: doc.field, file: doc.file, row: doc.row, start, end: start + points(before), before,
      after: item.after, rules: namesOf(item), verdict: "wrong", context: sentenceAround(doc.text, item.start, item.end),
    };
  }

  function saveVerdicts() {
    if (!wrong.size) return;
    const lines = [...wrong].sort((a, b) => a - b).map((number) => JSON.stringify(verdictOf(number)) + "\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
    link.download = "verdicts.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // ── filters ─────────────────────────────────────────────────────────────────────────────
  const NEARBY = 60; // characters around a finding that a search looks at
  const controls = ["search", "safety", "rule", "document", "order"].map(byId);
  const [search, safety, ruleChoice, documentChoice, order] = controls;
  const matched = new Uint8Array(findings);
  let shown = []; // numbers of documents, in the order of the page
  let hits = []; // numbers of findings in that order
  const positionOf = new Int32Array(documents.length); // of a document in `shown`, or -1

  const pattern = (text) => text.trim() && new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"), "iu");

  function filter() {
    const sought = pattern(search.value);
    const file = pattern(documentChoice.value);
    const kind = safety.value;
    const rule = ruleChoice.value === "" ? -1 : Number(ruleChoice.value);
    const matchingRules = about.rules.map(([id]) => sought && sought.test(id));
    shown = [];
    for (let number = 0; number < documents.length; number++) {
      const doc = documents[number];
      const name = `${docName(doc)}\n${doc.id}`;
      let any = false;
      const named = sought && sought.test(name);
      const right = !file || file.test(name);
      for (let i = 0, n = doc.first; i < doc.items.length; i++, n++) {
        const item = doc.items[i];
        matched[n] = right &&
          (!kind || (kind === "wrong" ? wrong.has(n) : kindOf[n] === kind)) &&
          (rule < 0 || item.rules.includes(rule)) &&
          (!sought || named || item.rules.some((r) => matchingRules[r]) || speaksOf(doc.text, item, sought)) ? 1 : 0;
        any ||= matched[n] === 1;
      }
      if (any) shown.push(number);
    }
    if (order.value === "noise") shown.sort((a, b) => documents[b].items.length - documents[a].items.length || a - b);
    positionOf.fill(-1);
    hits = [];
    for (const [position, number] of shown.entries()) {
      positionOf[number] = position;
      const doc = documents[number];
      for (let i = 0; i < doc.items.length; i++) if (matched[doc.first + i]) hits.push(doc.first + i);
    }
    current = -1;
    closeCard();
    tellFilters();
    restart();
  }

  function speaksOf(text, item, sought) {
    return (item.after !== null && sought.test(item.after)) ||
      sought.test(text.slice(Math.max(0, item.start - NEARBY), item.end + NEARBY));
  }

  const thousands = (number) => number.toLocaleString("en");
  function tellFilters() {
    const filtered = controls.slice(0, 4).some((control) => control.value);
    for (const control of controls.slice(0, 4)) control.classList.toggle("on", control.value !== "");
    byId("reset").hidden = !filtered;
    byId("no-match").hidden = hits.length > 0;
    for (const button of document.querySelectorAll("#bars button")) {
      button.setAttribute("aria-pressed", String(button.dataset.rule === about.rules[ruleChoice.value]?.[0]));
    }
    const set = controls.slice(1, 4).filter((control) => control.value).length;
    byId("more-filters").textContent = set ? `Filters (${set})` : "Filters";
    tellCount();
  }
  function tellCount() {
    const of = hits.length === findings ? "" : ` of ${thousands(findings)}`;
    const where = current < 0 ? "" : `${thousands(current + 1)} / `;
    byId("count").textContent = `${where}${thousands(hits.length)}${of} finding${findings === 1 ? "" : "s"} in ${thousands(shown.length)} document${shown.length === 1 ? "" : "s"}`;
  }
  function reset() {
    for (const control of controls.slice(0, 4)) control.value = "";
    filter();
  }

  // ── one document ────────────────────────────────────────────────────────────────────────
  const AROUND = 260; // characters shown on both sides of a finding; longer gaps are folded
  const whole = new Set(); // documents that were unfolded

  /** Return the stretches of a text that are shown, so that each finding in sight is in context. */
  function windowsOf(number) {
    const { text, items } = documents[number];
    if (whole.has(number) || text.length < 1500) return [[0, text.length]];
    const windows = [];
    for (const item of items) {
      if (!matched[item.number]) continue;
      const [start, end] = [Math.max(0, item.start - AROUND), Math.min(text.length, item.end + AROUND)];
      const last = windows.at(-1);
      if (last && start - last[1] < AROUND) last[1] = Math.max(last[1], end);
      else windows.push([start, end]);
    }
    if (windows[0][0] < AROUND) windows[0][0] = 0;
    if (text.length - windows.at(-1)[1] < AROUND) windows.at(-1)[1] = text.length;
    return windows;
  }

  /** Move the ends of a stretch out to white space, and out of findings it cuts through. */
  function snapped([start, end], { text, items }) {
    while (start > 0 && !/\s/.test(text[start - 1])) start--;
    while (end < text.length && !/\s/.test(text[end])) end++;
    for (const item of items) if (item.start < start && item.end > start) start = item.start;
    for (const item of items) if (item.start < end && item.end > end) end = item.end;
    return [start, end];
  }

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const SIGNS = { "\n": "⏎\n", "\t": "⇥", "\r": "␍", "\u00a0": "⍽", "\u202f": "⍽" };
  const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/gu;
  const sign = (c) => SIGNS[c] ?? (c < " " ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

  /** Put a changed text in, with a sign for everything that cannot be seen. */
  function putChanged(element, text) {
    text = text.replaceAll("\r\n", "\n");
    if (/^ +$/.test(text)) return void element.append(make("span", "sign", "␣".repeat(text.length)));
    let at = 0;
    for (const match of text.matchAll(UNSEEN)) {
      element.append(text.slice(at, match.index), make("span", "sign", sign(match[0])));
      at = match.index + match[0].length;
    }
    element.append(text.slice(at));
  }
  const unchanged = (text) => text.replaceAll("\r\n", "\n").replaceAll("\0", "␀");

  function putText(parent, doc, from, to) {
    const edits = doc.items.filter((item) => isEdit(item) && item.start >= from && item.end <= to);
    const flags = doc.items.filter((item) => !isEdit(item) && item.start >= from && item.end <= to);
    const cuts = new Set([from, to]);
    for (const { start, end } of flags) cuts.add(start).add(end);
    for (const { start, end } of edits) cuts.add(start).add(end);
    for (const { start, end } of edits) for (const cut of cuts) if (cut > start && cut < end) cuts.delete(cut);
    const places = [...cuts].sort((a, b) => a - b);
    const starting = new Map(edits.map((item) => [item.start, item]));
    const empty = emptyByPlace(flags);
    for (const [i, start] of places.entries()) {
      const end = places[i + 1] ?? start;
      const edit = starting.get(start);
      for (const flag of empty.get(start) ?? []) parent.append(hitElement([flag], doc, start, start));
      if (edit && edit.start === edit.end) parent.append(hitElement([edit], doc, start, start));
      if (end === start) continue;
      const covering = flags.filter((flag) => flag.start < end && flag.end > start);
      covering.sort((a, b) => (a.end - a.start) - (b.end - b.start));
      const here = edit && edit.start < edit.end ? [edit, ...covering] : covering;
      parent.append(here.length ? hitElement(here, doc, start, end) : unchanged(doc.text.slice(start, end)));
    }
  }
  function emptyByPlace(flags) {
    const groups = new Map();
    for (const flag of flags) if (flag.start === flag.end) groups.set(flag.start, [...(groups.get(flag.start) ?? []), flag]);
    return groups;
  }

  function hitElement(here, doc, start, end) {
    const [item] = here;
    const offered = isEdit(item) || item.status === "unsafe";
    const element = make(offered ? "span" : "mark", `hit ${kindOf[item.number]}`);
    if (offered && here.some((other) => kindOf[other.number] === "report")) element.classList.add("flagged");
    element.dataset.hit = here.map((other) => other.number).join(" ");
    element.classList.toggle("off", !here.some((other) => matched[other.number]));
    element.classList.toggle("wrong", isWrong(element));
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    if (!offered) {
      element.append(start === end ? "‸" : unchanged(doc.text.slice(start, end)));
      return element;
    }
    if (start < end) putChanged(element.appendChild(make("del")), doc.text.slice(start, end));
    // where a report is cut into pieces, what it offers stands behind the last
    if (item.after && item.end === end) putChanged(element.appendChild(make("ins")), item.after);
    return element;
  }

  function documentElement(number) {
    const doc = documents[number];
    const article = make("article", "doc");
    article.dataset.document = number;
    const header = article.appendChild(make("header"));
    const title = header.appendChild(make("h2", "", doc.file));
    if (doc.row !== null) title.append(make("span", "where", ` row ${thousands(doc.row)}, ${doc.field}`));
    const edits = doc.items.filter(isEdit).length;
    const counts = [[edits, "edit"], [doc.items.filter((item) => !isEdit(item) && item.status !== "kept").length, "report"]]
      .filter(([count]) => count).map(([count, noun]) => `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`);
    header.append(make("p", "", [counts.join(", "), doc.page].filter(Boolean).join(" · ")));
    const windows = windowsOf(number).map((stretch) => snapped(stretch, doc));
    if (windows.length > 1 || windows[0][0] > 0 || windows[0][1] < doc.text.length) {
      const button = header.appendChild(make("button", "quiet unfold", "Whole text"));
      button.type = "button";
    }
    article.append(strip(doc));
    const text = article.appendChild(make("div", "text"));
    let at = 0;
    for (const [start, end] of windows) {
      if (start < at) continue;
      if (start > at) text.append(fold(start - at));
      putText(text, doc, start, end);
      at = end;
    }
    if (at < doc.text.length) text.append(fold(doc.text.length - at));
    return article;
  }
  function fold(count) {
    const button = make("button", "fold unfold", `… ${thousands(count)} characters`);
    button.type = "button";
    return button;
  }

  const SVG = "http://www.w3.org/2000/svg";
  function strip({ text, items }) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ class: "strip", viewBox: "0 0 1000 7", preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(name, value);
    const bar = (className, x, width) => {
      const rect = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ class: className, x, width, height: 7 })) rect.setAttribute(name, value);
      svg.append(rect);
    };
    bar("base", 0, 1000);
    const scale = 994 / Math.max(1, text.length);
    for (const item of items) if (item.status !== "kept" && matched[item.number]) bar(isEdit(item) ? "edit" : "flag", item.start * scale, Math.max(6, (item.end - item.start) * scale));
    return svg;
  }

  // ── the list: only what is near the window is in the page ───────────────────────────────
  const MARGIN = 900; // pixels kept above and below
  const MOST_PIXELS = 12_000_000; // browsers stop at a height not far beyond
  const above = list.appendChild(make("div"));
  const below = list.appendChild(make("div"));
  const rendered = new Map(); // position in `shown` → element
  let heights = new Float64Array(0);
  let tops = new Float64Array(1); // of the positions, and the end

  function restart() {
    for (const element of rendered.values()) element.remove();
    rendered.clear();
    const perLine = Math.max(20, Math.min(list.clientWidth, 620) / 7.9);
    heights = Float64Array.from(shown, (number) => {
      const characters = windowsOf(number).reduce((sum, [start, end]) => sum + end - start + 60, 0);
      return 110 + 27.5 * Math.ceil(characters / perLine);
    });
    stack();
    const start = list.getBoundingClientRect().top + scrollY - toolsHeight();
    if (scrollY > start) scrollTo(0, start);
    draw();
  }
  const toolsHeight = () => byId("tools").offsetHeight;

  function stack() {
    tops = new Float64Array(heights.length + 1);
    for (let i = 0; i < heights.length; i++) tops[i + 1] = tops[i] + heights[i];
  }
  function positionAt(offset) {
    let [low, high] = [0, shown.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle + 1] > offset) high = middle; else low = middle + 1;
    }
    return low;
  }

  /** Put the documents near the window into the page; what is on screen does not move. */
  function draw() {
    if (!shown.length) { above.style.height = below.style.height = "0"; return; }
    for (let round = 0; round < 3; round++) {
      const top = -list.getBoundingClientRect().top;
      const first = positionAt(top - MARGIN);
      const last = positionAt(top + innerHeight + MARGIN);
      const anchor = [...rendered.values()].find((element) => element.getBoundingClientRect().bottom > 0);
      const anchorTop = anchor?.getBoundingClientRect().top;
      let fresh = false;
      for (const [position, element] of rendered) {
        if ((position < first || position > last) && element !== anchor) { element.remove(); rendered.delete(position); }
      }
      const anchorPosition = anchor && Number(anchor.dataset.position);
      for (let position = first; position <= last; position++) {
        if (rendered.has(position)) continue;
        const element = documentElement(shown[position]);
        element.dataset.position = position;
        rendered.set(position, element);
        let next = below;
        for (const [other, placed] of rendered) if (other > position && placed !== element && (next === below || other < Number(next.dataset.position))) next = placed;
        list.insertBefore(element, next);
        fresh = true;
      }
      // an anchor far from the rest would leave a hole
      if (anchor && (anchorPosition < first || anchorPosition > last)) { anchor.remove(); rendered.delete(anchorPosition); }
      for (const [position, element] of rendered) heights[position] = element.getBoundingClientRect().height;
      stack();
      above.style.height = `${tops[first]}px`;
      below.style.height = `${Math.min(MOST_PIXELS, tops[shown.length] - tops[last + 1])}px`;
      if (anchor?.isConnected) {
        const moved = anchor.getBoundingClientRect().top - anchorTop;
        if (Math.abs(moved) > 0.5) scrollBy(0, moved);
      }
      if (!fresh) return;
    }
  }
  let drawing = false;
  function drawSoon() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; draw(); });
  }

  function showDocument(position) {
    scrollTo(0, list.getBoundingClientRect().top + scrollY + tops[position] - toolsHeight());
    draw();
  }

  // ── walking through the findings ────────────────────────────────────────────────────────
  let current = -1; // in `hits`
  let cardNumbers = [];

  function go(index) {
    if (!hits.length) return;
    current = Math.max(0, Math.min(hits.length - 1, index));
    const number = hits[current];
    const position = positionOf[docOf[number]];
    if (!rendered.has(position)) showDocument(position);
    let element = elementsOf(number)[0];
    if (element) {
      element.scrollIntoView({ block: "center" });
      draw();
      element = elementsOf(number)[0] ?? element;
      element.focus({ preventScroll: true });
    }
    select(number, element);
  }
  function step(by) {
    if (current < 0) {
      const top = toolsHeight();
      const inView = [...list.querySelectorAll(".hit:not(.off)")].find((element) => element.getBoundingClientRect().top > top);
      const number = inView && numbersOf(inView).find((n) => matched[n]);
      go(number === undefined ? 0 : hits.indexOf(number));
    } else go(current + by);
  }
  function stepDocument(by) {
    const at = current >= 0 ? positionOf[docOf[hits[current]]] : positionAt(toolsHeight() + 1 - list.getBoundingClientRect().top) - (by > 0 ? 1 : 0);
    const position = Math.max(0, Math.min(shown.length - 1, at + by));
    const doc = documents[shown[position]];
    if (!doc) return;
    showDocument(position);
    go(hits.findIndex((number) => docOf[number] === shown[position]));
  }

  function select(number, element) {
    current = hits.indexOf(number);
    cardNumbers = element ? [number, ...numbersOf(element).filter((other) => other !== number)] : [number];
    for (const old of list.querySelectorAll(".here")) old.classList.remove("here");
    for (const piece of elementsOf(number)) piece.classList.add("here");
    tellCount();
    fillCard();
  }

  // ── the card of a finding ───────────────────────────────────────────────────────────────
  const card = byId("card");
  const KINDS = { fixed: "repaired", fixable: "would be repaired", unsafe: "with --unsafe-fixes", report: "left to a person", kept: "looked at and kept" };

  function fillCard() {
    if (!cardNumbers.length) return;
    const close = make("button", "close", "×");
    close.setAttribute("aria-label", "Close");
    close.type = "button";
    close.onclick = closeCard;
    card.replaceChildren(close, ...cardNumbers.map(cardSection));
    card.hidden = false;
  }
  function cardSection(number) {
    const item = itemOf[number];
    const doc = documents[docOf[number]];
    const section = make("section");
    section.append(make("span", `kind ${kindOf[number]}`, `${kindOf[number] === "unsafe" && isEdit(item) ? "unsafe, " : kindOf[number] === "safe" ? "safe, " : ""}${KINDS[item.status]}`));
    section.append(make("h3", "", namesOf(item).join(" + ")));
    const change = section.appendChild(make("div", "change hit"));
    if (item.end > item.start) putChanged(change.appendChild(make(item.after === null ? "mark" : "del")), doc.text.slice(item.start, item.end));
    if (item.after) {
      if (item.end > item.start) change.append(make("span", "to", " → "));
      putChanged(change.appendChild(make("ins")), item.after);
    }
    section.append(make("p", "", messageOf(item)));
    for (const rule of item.rules) section.append(make("p", "why", about.rules[rule][3]));
    section.append(make("p", "place", `${docName(doc)} · characters ${thousands(item.start)}–${thousands(item.end)} · ${about.rules[item.rules[0]][4]}`));
    if (item.status !== "kept") {
      const button = section.appendChild(make("button", "wrong-button", wrong.has(number) ? "Marked as wrong" : "Mark as wrong"));
      button.type = "button";
      button.setAttribute("aria-pressed", String(wrong.has(number)));
      button.append(" ", make("kbd", "", "x"));
      button.onclick = () => toggleWrong(number);
    }
    return section;
  }
  function closeCard() {
    card.hidden = true;
    cardNumbers = [];
    for (const old of list.querySelectorAll(".here")) old.classList.remove("here");
  }

  // ── what a reader does ──────────────────────────────────────────────────────────────────
  function pick(element) {
    const numbers = numbersOf(element);
    select(numbers.find((number) => matched[number]) ?? numbers[0], element);
  }
  list.addEventListener("click", (event) => {
    const unfold = event.target.closest(".unfold");
    const hit = event.target.closest(".hit");
    if (hit) pick(hit);
    if (!unfold) return;
    const article = unfold.closest(".doc");
    whole.add(Number(article.dataset.document));
    const position = Number(article.dataset.position);
    const fresh = documentElement(Number(article.dataset.document));
    fresh.dataset.position = position;
    article.replaceWith(fresh);
    rendered.set(position, fresh);
    draw();
  });
  let waiting = 0;
  for (const control of controls) {
    control.addEventListener(control.type === "search" ? "input" : "change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, control.type === "search" ? 120 : 0);
    });
  }
  byId("more-filters").onclick = ({ target }) =>
    target.setAttribute("aria-expanded", String(byId("tools").classList.toggle("open")));
  byId("tools").onsubmit = (event) => event.preventDefault();
  byId("reset").onclick = byId("reset-empty").onclick = reset;
  byId("previous").onclick = () => step(-1);
  byId("next").onclick = () => step(1);
  byId("save").onclick = saveVerdicts;
  byId("bars")?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const rule = about.rules.findIndex(([id]) => id === button.dataset.rule);
    ruleChoice.value = ruleChoice.value === String(rule) ? "" : String(rule);
    filter();
  });
  byId("more-rules")?.addEventListener("click", ({ target }) => {
    const all = byId("bars").classList.toggle("all");
    target.setAttribute("aria-expanded", String(all));
    target.textContent = all ? "Fewer rules" : target.dataset.all;
  });

  const KEYS = {
    j: () => step(1), k: () => step(-1), n: () => stepDocument(1), p: () => stepDocument(-1),
    x: () => cardNumbers.length && itemOf[cardNumbers[0]].status !== "kept" && toggleWrong(cardNumbers[0]),
    s: saveVerdicts, t: () => theme.click(), "?": () => byId("help").showModal(),
    "/": () => { search.focus(); search.select(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    const { target } = event;
    if (event.key === "Escape") {
      if (!card.hidden) closeCard();
      else if (!byId("reset").hidden) reset();
      if (target.matches("input, select")) target.blur();
    } else if (target.matches("input, select, textarea")) {
      if (event.key === "Enter") { clearTimeout(waiting); filter(); target.blur(); }
    } else if ((event.key === "Enter" || event.key === " ") && target.matches(".hit")) {
      event.preventDefault();
      pick(target);
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
  addEventListener("scroll", drawSoon, { passive: true });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return drawSoon();
    width = innerWidth;
    restart();
  });

  const named = about.rules.map(([id], number) => [id, number]).sort();
  ruleChoice.append(...named.map(([id, number]) => new Option(id, number)));
  const files = [...new Set(documents.map((doc) => doc.file))].slice(0, 500);
  byId("documents").append(...files.map((file) => new Option(file)));
  safety.querySelector('[value="kept"]').hidden = !kindOf.includes("kept");
  tellVerdicts();
  filter();
  document.documentElement.dataset.ready = "";
})();
