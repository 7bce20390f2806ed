// The finding a reader is at: walking from one to the next, and the card that explains it.

const STATUSES = {
  fixed: "repaired",
  fixable: "would be repaired",
  unsafe: "with --unsafe-fixes",
  report: "left to a person",
  kept: "looked at and kept",
};
let current = -1; // in `hits`
let onCard = []; // numbers of the items on the card

function goTo(index) {
  if (!hits.length) return;
  const number = hits[Math.max(0, Math.min(hits.length - 1, index))];
  const position = positionOf[documentOf[number]];
  if (!rendered.has(position)) scrollToDocument(position);
  elementsOf(number)[0]?.scrollIntoView({ block: "center" });
  draw();
  const element = elementsOf(number)[0];
  element?.focus({ preventScroll: true });
  select(number, element);
}

function step(by) {
  if (current >= 0) return goTo(current + by);
  const inSight = [...byId("list").querySelectorAll(".hit:not(.off)")]
    .find((element) => element.getBoundingClientRect().top > toolsHeight());
  goTo(inSight ? hits.indexOf(matchOf(inSight)) : 0);
}

function stepDocument(by) {
  const offset = toolsHeight() + 1 - listTop();
  const from = current < 0 ? positionAt(offset) - (by > 0) : positionOf[documentOf[hits[current]]];
  const position = Math.max(0, Math.min(shown.length - 1, from + by));
  if (!shown.length) return;
  scrollToDocument(position);
  goTo(hits.findIndex((number) => documentOf[number] === shown[position]));
}

const matchOf = (element) =>
  numbersOf(element).find((number) => matched[number]) ?? numbersOf(element)[0];

function select(number, element) {
  closeCard();
  current = hits.indexOf(number);
  const others = element ? numbersOf(element).filter((other) => other !== number) : [];
  onCard = [number, ...others];
  for (const piece of elementsOf(number)) piece.classList.add("here");
  tellCount();
  fillCard();
}

function fillCard() {
  if (!onCard.length) return;
  const close = makeButton("close", "×");
  close.setAttribute("aria-label", "Close");
  close.onclick = closeCard;
  byId("card").replaceChildren(close, ...onCard.map((number) => explained(items[number])));
  byId("card").hidden = false;
}

function closeCard() {
  byId("card").hidden = true;
  onCard = [];
  for (const piece of byId("list").querySelectorAll(".here")) piece.classList.remove("here");
}

function explained(item) {
  const doc = documents[documentOf[item.number]];
  const section = make("section");
  const promise = isEdit(item) ? `${item.kind}, ` : "";
  const place = `${thousands(item.start)}–${thousands(item.end)}`;
  section.append(
    make("span", `kind ${item.kind}`, promise + STATUSES[item.status]),
    make("h3", "", namesOf(item).join(" + ")),
    changeOf(item, doc.text),
    make("p", "", item.message),
    ...item.rules.map((rule) => make("p", "why", about.rules[rule][3])),
    make("p", "place", `${nameOf(doc)} · characters ${place} · ${about.rules[item.rules[0]][4]}`),
  );
  if (item.status !== "kept") section.append(wrongButton(item.number));
  return section;
}

function changeOf(item, text) {
  const change = make("div", `change hit ${item.kind}`);
  if (item.end > item.start) {
    putChanged(change, item.after === null ? "mark" : "del", text.slice(item.start, item.end));
  }
  if (item.after) {
    if (item.end > item.start) change.append(make("span", "to", " → "));
    putChanged(change, "ins", item.after);
  }
  return change;
}

function wrongButton(number) {
  const isWrong = wrong.has(number);
  const button = makeButton("wrong-button", isWrong ? "Marked as wrong" : "Mark as wrong");
  button.setAttribute("aria-pressed", String(isWrong));
  button.append(" ", make("kbd", "", "x"));
  button.onclick = () => toggleWrong(number);
  return button;
}
