// Tab으로 들어갈 수 있는 것을 세고, 들어간 차례와 그때의 모습을 적습니다.
(() => {
  "use strict";
  const TABBABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const visited = [];
  const colors = new Map();
  let wanted = [];

  function reachable(element) {
    if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
    // 라디오 단추는 고른 것 하나에만 들어가고, 나머지는 화살표로 고릅니다.
    return element.type !== "radio" || element.checked;
  }

  const name = (element) => `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`;

  // 보이지 않는 칸은 그것이 여는 단추에, 카드를 덮은 링크는 카드에 선을 긋습니다.
  function outlined(element) {
    return [element, element.nextElementSibling, element.parentElement].find((each) => {
      const style = each && getComputedStyle(each);
      return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        && getComputedStyle(each).opacity > 0 && each.getBoundingClientRect().width >= 8;
    });
  }

  function hiddenBehind(element) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return true;
    const [x, y] = [
      (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
      (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
    ];
    const above = document.elementFromPoint(x, y);
    return !(above && (element.contains(above) || above.contains(element) || above.closest("label, li, a, form")));
  }

  // 선의 색과, 선이 놓인 바탕의 색
  function colorsOf(element) {
    let ground = element.parentElement;
    while (ground.parentElement && getComputedStyle(ground).backgroundColor.endsWith(" 0)")) ground = ground.parentElement;
    return [getComputedStyle(element).outlineColor, getComputedStyle(ground).backgroundColor];
  }

  addEventListener("focusin", ({ target }) => {
    const problems = [];
    const shown = outlined(target);
    if (shown) colors.set(colorsOf(shown).join(), colorsOf(shown));
    if (!shown) problems.push("선이 없습니다");
    else if (hiddenBehind(shown)) problems.push("가려졌습니다");
    visited.push({ target, problems });
  });

  globalThis.focusWatch = {
    start() {
      wanted = [...document.querySelectorAll(TABBABLE)].filter(reachable);
      return wanted.length;
    },
    colors: () => [...colors.values()],

    problems() {
      const order = visited.map(({ target }) => target);
      const found = visited.flatMap(({ target, problems }) => problems.map((it) => `${it}: ${name(target)}`));
      const missed = wanted.filter((element) => !order.includes(element));
      found.push(...missed.map((element) => `Tab이 닿지 않습니다: ${name(element)}`));
      const first = order.filter((element, index) => order.indexOf(element) === index && wanted.includes(element));
      // 처음에 검색 칸에 들어가 있는 페이지에서는 그 뒤부터 돕니다.
      const start = wanted.indexOf(first[0]);
      const expected = [...wanted.slice(start), ...wanted.slice(0, start)].filter((element) => first.includes(element));
      const wrong = first.findIndex((element, index) => element !== expected[index]);
      if (wrong >= 0) found.push(`차례가 다릅니다: ${name(first[wrong])}`);
      return found;
    },
  };
})();
