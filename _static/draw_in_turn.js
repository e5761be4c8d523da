/* 나중에 그리기로 한 절을 차례로 그립니다(_ext/draw_in_turn.py).
 *
 * 독자가 손을 대면 어디로 갈지 모르므로, 어림한 자리가 남지 않게 곧바로 모두 그립니다. */
(() => {
  "use strict";

  const page = document.documentElement;
  const sections = [...document.querySelectorAll("article > section section")];
  const whenIdle = self.requestIdleCallback ?? setTimeout;
  const drawAll = () => page.classList.remove("in-turn");

  function drawNext() {
    if (!page.classList.contains("in-turn")) return;
    if (!sections.length) return void drawAll();
    sections.shift().style.contentVisibility = "visible";
    requestAnimationFrame(() => whenIdle(drawNext));
  }

  if (location.hash) drawAll();
  for (const touch of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(touch, drawAll, { capture: true, once: true, passive: true });
  }
  addEventListener("load", () => whenIdle(drawNext));
})();
