// The list of documents: only those near the window are in the page. A document has the height
// that was measured, or is expected; spaces above and below stand for the others.

const MARGIN = 900; // pixels kept above and below the window
const MOST_PIXELS = 12_000_000; // browsers stop at a height not far beyond
const rendered = new Map(); // position in `shown` → element
let heights = new Float64Array(0); // of the positions in `shown`
let tops = new Float64Array(1); // of the positions, and the end of the last

const above = make("div");
const below = make("div");

function restartList() {
  for (const element of rendered.values()) element.remove();
  rendered.clear();
  byId("list").append(above, below);
  const perLine = Math.max(20, Math.min(byId("list").clientWidth, 620) / 7.9);
  heights = Float64Array.from(shown, (number) => {
    const sizes = stretchesOf(number).map(([start, end]) => end - start + 60);
    return 110 + 27.5 * Math.ceil(sizes.reduce((a, b) => a + b) / perLine);
  });
  stack();
  const begin = listTop() + scrollY - toolsHeight();
  if (scrollY > begin) scrollTo(0, begin);
  draw();
}

const listTop = () => byId("list").getBoundingClientRect().top;
const toolsHeight = () => byId("tools").offsetHeight;

function stack() {
  tops = new Float64Array(heights.length + 1);
  for (let i = 0; i < heights.length; i++) tops[i + 1] = tops[i] + heights[i];
}

/** Return the position of the document at an offset from the top of the list. */
function positionAt(offset) {
  let [low, high] = [0, shown.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle + 1] > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Put the documents near the window into the page; what is on the screen does not move. */
function draw() {
  if (!shown.length) {
    above.style.height = below.style.height = "0";
    return;
  }
  // heights are known only when the documents are there, so the next round may need more
  for (let round = 0; round < 3; round++) {
    const seen = [...byId("list").querySelectorAll(".doc")]
      .find((element) => element.getBoundingClientRect().bottom > 0);
    const seenTop = seen?.getBoundingClientRect().top;
    const first = positionAt(-listTop() - MARGIN);
    const last = positionAt(-listTop() + innerHeight + MARGIN);
    const isNew = renderBetween(first, last);
    for (const [position, element] of rendered) {
      heights[position] = element.getBoundingClientRect().height;
    }
    stack();
    above.style.height = `${tops[first]}px`;
    below.style.height = `${Math.min(MOST_PIXELS, tops[shown.length] - tops[last + 1])}px`;
    const moved = seen?.isConnected ? seen.getBoundingClientRect().top - seenTop : 0;
    if (Math.abs(moved) > 0.5) scrollBy(0, moved);
    if (!isNew) return;
  }
}

/** Have exactly these documents in the page; return whether any had to be made. */
function renderBetween(first, last) {
  for (const [position, element] of rendered) {
    if (position >= first && position <= last) continue;
    element.remove();
    rendered.delete(position);
  }
  let isNew = false;
  let next = below;
  for (let position = last; position >= first; position--) {
    if (!rendered.has(position)) {
      render(position, next);
      isNew = true;
    }
    next = rendered.get(position);
  }
  return isNew;
}

function render(position, next) {
  const element = documentElement(shown[position]);
  element.dataset.position = position;
  rendered.set(position, element);
  byId("list").insertBefore(element, next);
}

let isDrawing = false;
function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function unfold(article) {
  unfolded.add(Number(article.dataset.document));
  render(Number(article.dataset.position), article);
  article.remove();
  draw();
}

function scrollToDocument(position) {
  scrollTo(0, listTop() + scrollY + tops[position] - toolsHeight());
  draw();
}
