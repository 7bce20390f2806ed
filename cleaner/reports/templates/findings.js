"use strict";
// The findings of the report, numbered through, and what to call them. Data stands in JSON
// elements; text of documents goes into the page as text nodes only, never as markup.

const byId = (id) => document.getElementById(id);
const thousands = (number) => number.toLocaleString("en");
const counted = (number, noun) => `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;

/** Return a new element; `text` becomes its only text. */
function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function makeButton(className, text) {
  const button = make("button", className, text);
  button.type = "button";
  return button;
}

const readJson = (element) => JSON.parse(element.textContent);
// rules: [id, fix, summary, why, type]
const about = readJson(byId("about"));
// offsets are those of JavaScript's strings
const documents = [...document.querySelectorAll("script.documents")].flatMap(readJson)
  .map(([file, row, field, id, page, text, items]) =>
    ({ file, row, field, id, page, text, items, first: 0 }));
const items = []; // of all documents; an item's number is its place here
const documentOf = []; // the number of the document of each item

for (const [number, doc] of documents.entries()) {
  doc.first = items.length;
  doc.items = doc.items.map(([start, length, status, after, rules, message]) => {
    const item = {
      number: items.length,
      start,
      end: start + length,
      status: about.statuses[status],
      after,
      rules,
      message: message ?? about.rules[rules[0]][2],
      kind: "",
    };
    item.kind = kindOf(item);
    items.push(item);
    documentOf.push(number);
    return item;
  });
}

/** Return what the filter and the colours go by: safe, unsafe, report or kept. */
function kindOf(item) {
  if (!isEdit(item)) return item.status;
  return item.rules.every((rule) => about.rules[rule][1] === "safe") ? "safe" : "unsafe";
}

function isEdit(item) {
  return item.status === "fixed" || item.status === "fixable";
}

const namesOf = (item) => item.rules.map((rule) => about.rules[rule][0]);
const nameOf = (doc) => (doc.row === null ? doc.file : `${doc.file}, row ${doc.row}`);

// What a reader chose lasts as long as the browser lets it.
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch { /* a private window */ }
}

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
