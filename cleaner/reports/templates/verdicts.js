// What a reader calls wrong, and the file it is saved as (read by cleaner/verdicts.py).

const MOST_CONTEXT = 400; // characters of a sentence on each side of a finding
const SENTENCE_END = /[.!?…]["”’»)\]]*\s+(?=["“‘«([]*[\p{Lu}\p{N}])/gu;
const memory = `cleaner-verdicts-${about.key}`;
const wrong = new Set(); // numbers of items

function recallVerdicts() {
  try {
    for (const number of JSON.parse(remembered(memory) ?? "[]")) {
      if (items[number]) wrong.add(number);
    }
  } catch { /* written by something else */ }
  tellVerdicts();
}

function toggleWrong(number) {
  if (!wrong.delete(number)) wrong.add(number);
  remember(memory, JSON.stringify([...wrong]));
  for (const element of elementsOf(number)) {
    element.classList.toggle("wrong", numbersOf(element).some((other) => wrong.has(other)));
  }
  tellVerdicts();
  fillCard();
}

function tellVerdicts() {
  const told = wrong.size ? counted(wrong.size, "verdict") : "verdicts";
  byId("save").disabled = !wrong.size;
  byId("save").textContent = `Save ${told}`;
}

function saveVerdicts() {
  if (!wrong.size) return;
  const numbers = [...wrong].sort((a, b) => a - b);
  const lines = numbers.map((number) => `${JSON.stringify(verdictOf(items[number]))}\n`);
  const link = make("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/jsonl" }));
  link.download = "verdicts.jsonl";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function verdictOf(item) {
  const { id, field, file, row, text } = documents[documentOf[item.number]];
  const before = text.slice(item.start, item.end);
  const start = codePoints(text.slice(0, item.start));
  return {
    doc: id,
    field,
    file,
    row,
    start,
    end: start + codePoints(before),
    before,
    after: item.after,
    rules: namesOf(item),
    verdict: "wrong",
    context: sentenceAround(text, item.start, item.end),
  };
}

/** Return the sentence around a place, or a piece of it where it is very long. */
function sentenceAround(text, start, end) {
  const from = start && text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const to = lineEnd < 0 ? text.length : lineEnd;
  let [left, right] = [from, to];
  for (const match of text.slice(from, to).matchAll(SENTENCE_END)) {
    const cut = from + match.index + match[0].length;
    if (cut <= start) left = cut;
    else if (cut >= end) right = Math.min(right, cut);
  }
  left = Math.max(left, start - MOST_CONTEXT);
  right = Math.min(right, end + MOST_CONTEXT);
  // never between the halves of a character
  left += isLowHalf(text, left);
  right -= isLowHalf(text, right);
  while (right > end && /\s/.test(text[right - 1])) right--;
  return text.slice(left, right);
}

function codePoints(text) {
  let count = text.length;
  for (let at = 0; at < text.length; at++) count -= isLowHalf(text, at);
  return count;
}

/** Return 1 where the second half of a character beyond U+FFFF stands, else 0. */
function isLowHalf(text, at) {
  return Number(text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff);
}
