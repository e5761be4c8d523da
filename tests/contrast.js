// 페이지의 글과 그림의 명암비를 재서, 모자란 것을 한 줄에 하나씩 돌려줍니다.
// axe-core가 판단하지 못하는 한 글자, 기호, 그림 속의 글, 겹친 글도 봅니다.
// https://www.w3.org/TR/WCAG22/#contrast-minimum, #non-text-contrast
(() => {
  "use strict";
  const TEXT = 4.5;
  const GRAPHIC = 3;
  const SHAPES = "path, polygon, polyline, line, rect, circle, ellipse, use";
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const parsed = new Map();

  // 브라우저가 계산한 색을 [빨강, 초록, 파랑, 불투명도]로 바꿉니다.
  function rgba(color) {
    if (!parsed.has(color)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      parsed.set(color, [red, green, blue, alpha / 255]);
    }
    return parsed.get(color);
  }

  function over([red, green, blue, alpha], below, opacity = 1) {
    const share = alpha * opacity;
    return [red, green, blue].map((part, index) => part * share + below[index] * (1 - share));
  }

  function contrast(one, other) {
    const [dark, bright] = [one, other].map((color) => {
      const [red, green, blue] = color.map((part) => (
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  }

  function ancestors(element) {
    const found = [];
    for (let each = element; each; each = each.parentElement) found.push(each);
    return found;
  }

  function backgroundOf(element) {
    return ancestors(element).reverse()
      .reduce((below, each) => over(rgba(getComputedStyle(each).backgroundColor), below), [255, 255, 255]);
  }

  const opacityOf = (element) => ancestors(element)
    .reduce((product, each) => product * getComputedStyle(each).opacity, 1);

  // 축 밖으로 나간 것은 잘려 보이지 않습니다.
  function clipped(shape, point) {
    const clip = document.getElementById(/#([^")]+)/.exec(shape.getAttribute("clip-path"))?.[1]);
    return clip !== null && !clip.firstElementChild.isPointInFill(point);
  }

  function covers(shape, x, y) {
    const box = shape.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    if (!shape.isPointInFill) return true; // <use>는 상자로만 봅니다.
    const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
    return shape.isPointInFill(point) && !clipped(shape, point);
  }

  // 그림 속의 글 아래에 먼저 그린 것들의 색
  function backgroundInSvg(text) {
    const svg = text.ownerSVGElement;
    const box = text.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    return [...svg.querySelectorAll(SHAPES)]
      .filter((shape) => shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)
      .reduce((below, shape) => {
        const { fill, fillOpacity, opacity } = getComputedStyle(shape);
        return fill === "none" || !covers(shape, x, y) ? below : over(rgba(fill), below, fillOpacity * opacity);
      }, backgroundOf(svg.parentElement));
  }

  const found = new Set();
  function require(least, color, below, what) {
    const ratio = contrast(color, below);
    if (ratio < least) found.add(`${ratio.toFixed(2)} ${what}`);
  }

  function name(element) {
    const id = element.closest("[id]")?.id ?? "";
    return `#${id} ${element.tagName}.${element.getAttribute("class") ?? ""}`;
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const content = texts.currentNode.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const drawn = range.getClientRects().length && element.checkVisibility({ visibilityProperty: true });
    const opacity = opacityOf(element);
    if (!content || !drawn || opacity === 0 || element.closest("script, style, title, .visually-hidden")) continue;
    const style = getComputedStyle(element);
    const svg = element.ownerSVGElement;
    const below = svg ? backgroundInSvg(element) : backgroundOf(element);
    const color = over(rgba(svg ? style.fill : style.color), below, opacity * (svg ? style.fillOpacity : 1));
    require(TEXT, color, below, `${name(element)} 글 ${content.slice(0, 30)}`);
  }

  for (const input of document.querySelectorAll("input[placeholder]")) {
    if (!input.checkVisibility({ visibilityProperty: true })) continue;
    const below = backgroundOf(input);
    require(TEXT, over(rgba(getComputedStyle(input, "::placeholder").color), below), below, `${name(input)} 안내`);
  }

  // 비치는 띠는 선의 둘레를 보일 뿐이고, 바탕색으로 칠한 것은 보이지 않습니다.
  for (const shape of document.querySelectorAll(`.figure-scroll :is(${SHAPES})`)) {
    if (shape.closest("defs, symbol") || !shape.checkVisibility()) continue;
    const below = backgroundOf(shape.ownerSVGElement.parentElement);
    const { fill, fillOpacity, opacity, stroke, strokeOpacity, strokeWidth } = getComputedStyle(shape);
    const drawn = stroke !== "none" && parseFloat(strokeWidth) > 0;
    const color = drawn ? over(rgba(stroke), below, strokeOpacity * opacity) : over(rgba(fill), below);
    const band = !drawn && (fill === "none" || fillOpacity * opacity < 1);
    if (!band && contrast(color, below) > 1) require(GRAPHIC, color, below, `${name(shape)} ${drawn ? "선" : "면"}`);
  }
  return [...found];
})()
