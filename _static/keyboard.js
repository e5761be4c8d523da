/* 자판과 낭독기로 다루게 합니다. 스크립트가 꺼져 있어도 읽는 데 지장은 없습니다.
 *
 * - 옆으로 미는 코드, 표, 그림은 정말 넘칠 때만 Tab으로 들어가 화살표로 밉니다.
 * - 좁은 화면의 강의 목록과 차례는 열면 그 안으로 들어가고, Esc를 누르거나
 *   링크를 고르거나 Tab으로 나가면 닫힙니다. */
(() => {
  "use strict";

  /* -- 옆으로 미는 것 ----------------------------------------------------- */

  const NAMES = [
    [".figure-scroll", "그림"],
    [".table-wrapper", "표"],
    [".cell_output, .cell_output pre, .sphx-glr-script-out pre, .script-output pre", "출력"],
    ["pre", "코드"],
  ];
  const boxes = NAMES.map(([selector]) => selector).join();

  const scrolls = (box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible";

  function mark(box, name) {
    if (name) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `옆으로 미는 ${name}`);
    } else {
      for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
    }
  }

  // 하나씩 재고 고치면 브라우저가 그때마다 페이지를 다시 계산하므로, 모두 잰 뒤에 고칩니다.
  const resized = new ResizeObserver((entries) => entries
    .map(({ target }) => [target, scrolls(target) && NAMES.find(([selector]) => target.matches(selector))[1]])
    .forEach(([box, name]) => mark(box, name)));
  for (const box of document.querySelectorAll(boxes)) resized.observe(box);
  // 전화가 그리지 않던 코드(site.css)는 그릴 때 다시 잽니다.
  document.addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => {
    if (skipped || !target.matches(boxes)) return;
    resized.unobserve(target);
    resized.observe(target);
  });

  /* -- 강의 목록과 차례 --------------------------------------------------- */

  for (const [name, selector] of [["__navigation", ".sidebar-drawer"], ["__toc", ".toc-drawer"]]) {
    const toggle = document.getElementById(name);
    const drawer = document.querySelector(selector);
    // 누르는 그림은 자판으로 들어갈 수 없는 label입니다. 그 안의 그림을 단추로 씁니다.
    const buttons = [...document.querySelectorAll(`label[for="${name}"] .icon`)];
    const set = (open) => {
      toggle.checked = open;
      for (const button of buttons) button.setAttribute("aria-expanded", String(open));
      // 테마는 차례의 첫 링크(페이지의 제목)를 감춥니다.
      if (open) [...drawer.querySelectorAll("a")].find((link) => link.checkVisibility())?.focus();
    };
    for (const button of buttons) {
      button.tabIndex = 0;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", toggle.getAttribute("aria-label"));
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        set(true);
      });
    }
    toggle.addEventListener("change", () => set(toggle.checked));
    drawer.addEventListener("focusout", ({ relatedTarget: next }) => {
      if (next && !drawer.contains(next) && !next.closest("dialog")) set(false);
    });
    drawer.addEventListener("click", ({ target }) => { if (target.closest("a")) set(false); });
    addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !toggle.checked || document.querySelector("dialog[open]")) return;
      set(false);
      buttons.find((button) => button.checkVisibility())?.focus();
    });
  }
})();
