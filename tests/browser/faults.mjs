// What is wrong with how a page looks, as far as a machine can see it. Each
// function runs in the page and hands back sentences, none where all is well.

/** Wider than the screen; shapes drawn in another size than they say; letters of charts too small to read; texts under shapes, cut or upon one another. */
export const drawnWrong = () => {
  const faults = new Set();
  const name = (it) => it.tagName.toLowerCase() + [...it.classList].map((own) => `.${own}`).join("");
  const shown = (it) => it.getClientRects().length > 0;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > clientWidth + 1);
    faults.add(`scrolls sideways, ${scrollWidth} > ${clientWidth}: ${wide.slice(0, 3).map(name).join(", ")}`);
  }
  const common = (a, b) =>
    Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const sizes = { rect: { width: ["width", 1], height: ["height", 1] }, circle: { width: ["r", 2], height: ["r", 2] } };
  for (const svg of document.querySelectorAll("svg")) {
    if (!shown(svg)) continue;
    for (const [tag, sides] of Object.entries(sizes)) {
      for (const shape of svg.querySelectorAll(tag)) {
        const drawn = shape.getBBox();
        for (const [side, [attribute, times]] of Object.entries(sides)) {
          const said = shape.getAttribute(attribute) * times;
          if (Math.abs(said - drawn[side]) > 0.1) faults.add(`${name(shape)} in ${name(svg)}: ${side} is ${drawn[side]}, not ${said}`);
        }
      }
    }
    // Signs in buttons are pictures, whatever they are drawn with.
    for (const text of svg.matches("[aria-hidden]") ? [] : svg.querySelectorAll("text")) {
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      if (size < 11.5) faults.add(`"${text.textContent}" in ${name(svg)} has letters of ${size.toFixed(1)} px`);
    }
    const filled = [...svg.querySelectorAll("rect, circle, path")].filter((it) => getComputedStyle(it).fill !== "none");
    const texts = [...svg.querySelectorAll("text")].map((it) => [it.textContent, it.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    texts.forEach(([text, box], nth) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
        faults.add(`"${text}" is cut at the edge of ${name(svg)}`);
      }
      for (const shape of filled) {
        if (common(box, shape.getBoundingClientRect()) > 1) faults.add(`"${text}" and ${name(shape)} overlap in ${name(svg)}`);
      }
      for (const [other, place] of texts.slice(nth + 1)) {
        if (common(box, place) > 2) faults.add(`"${text}" and "${other}" overlap in ${name(svg)}`);
      }
    });
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const it = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || it.closest("svg, .visually-hidden, noscript, script") || !shown(it)) continue;
    const style = getComputedStyle(it);
    if (parseFloat(style.fontSize) < 12) faults.add(`${name(it)} has letters of ${style.fontSize}`);
    const cuts = style.overflowX === "hidden" && style.textOverflow !== "ellipsis" && style.webkitLineClamp === "none" && style.clipPath === "none";
    if (cuts && it.scrollWidth > it.clientWidth + 2) faults.add(`${name(it)} cuts its text`);
  }
  for (const it of document.images) {
    if (it.complete && !it.naturalWidth && shown(it)) faults.add(`no picture at ${it.getAttribute("src")}`);
  }
  return [...faults].slice(0, 12);
};

/** Levels of headings that leave one out. */
export const levelsLeftOut = () => {
  let before = 0;
  const faults = [];
  for (const it of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!it.getClientRects().length) continue;
    const level = Number(it.tagName[1]);
    if (level > before + 1) faults.push(`h${level} "${it.textContent.slice(0, 40)}" after h${before}`);
    before = level;
  }
  return faults;
};

/**
 * What is pressed and smaller than 24 px (WCAG 2.2, 2.5.8). Links within sentences may be, and parts of
 * the course of an episode, which are as long as they take and have their equals among the items.
 */
export const smallTargets = () => {
  const faults = new Set();
  const inSentence = (it) => {
    const block = it.closest("p, li, dd, td, th, h1, h2, h3, h4, div");
    if (getComputedStyle(it).display !== "inline" || !block) return false;
    const own = [...block.querySelectorAll("a, button")].reduce((all, link) => all + link.textContent.trim().length, 0);
    return block.textContent.trim().length > own + 3;
  };
  for (const it of document.querySelectorAll("a[href], button, select, summary, input")) {
    const style = getComputedStyle(it);
    if (!it.getClientRects().length || style.visibility === "hidden" || it.closest(".visually-hidden, .skip, .topic-bar") || inSentence(it)) continue;
    const { width, height } = it.getBoundingClientRect();
    if (width < 24 || height < 24) faults.add(`${it.tagName} "${it.textContent.trim().slice(0, 30)}" in .${it.closest("[class]")?.className} is ${width.toFixed(1)} × ${height.toFixed(1)}`);
  }
  return [...faults].slice(0, 8);
};

/** Edges of fields and buttons that stand out from the page by less than 3 : 1 (WCAG 2.2, 1.4.11). */
export const faintEdges = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const faults = new Set();
  for (const it of document.querySelectorAll("button, select, input:not([type=range]), .search-link, .chip")) {
    const style = getComputedStyle(it);
    if (!it.getClientRects().length || parseFloat(style.borderTopWidth) === 0 || style.borderTopStyle === "none") continue;
    const [low, high] = [paper, light(style.borderTopColor)].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 3) faults.add(`${it.tagName}.${it.className}: ${contrast.toFixed(2)}`);
  }
  return [...faults];
};
