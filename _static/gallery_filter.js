/* 예제 목록에서 강의를 골라 그 강의의 카드만 보입니다.
 *
 * 고른 강의는 주소의 #에 남아, 링크로 건네거나 뒤로 갈 수 있습니다.
 * 스크립트가 꺼져 있으면 단추가 보이지 않고 카드는 모두 보입니다. */
(() => {
  "use strict";

  const filter = document.querySelector(".gallery-filter");
  if (!filter) return;
  const buttons = [...filter.querySelectorAll("button")];
  const cards = [...document.querySelectorAll(".gallery-cards > li")];
  const count = document.querySelector(".gallery-count");
  const topicOf = (button) => button.dataset.topic ?? "";

  function show(topic) {
    const known = buttons.some((button) => topicOf(button) === topic) ? topic : "";
    for (const button of buttons) button.setAttribute("aria-pressed", String(topicOf(button) === known));
    for (const card of cards) card.hidden = known !== "" && card.dataset.topic !== known;
    count.textContent = `예제 ${cards.filter((card) => !card.hidden).length}개`;
  }

  filter.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) location.hash = topicOf(button);
  });
  addEventListener("hashchange", () => show(location.hash.slice(1)));
  filter.hidden = false;
  show(location.hash.slice(1));
})();
