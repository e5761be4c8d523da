/* 예제 페이지의 '전체 복사'. 내려받을 스크립트와 똑같은 글을 복사합니다.
 *
 * file://에서는 다른 파일을 읽을 수 없어, 페이지에 있는 코드를 모두 이어 복사합니다. */
(() => {
  "use strict";

  const SHOWN = 2000; // ms
  const button = document.querySelector("button.copy-script");
  if (!button) return;
  const label = button.textContent;

  async function script() {
    try {
      const answer = await fetch(button.dataset.script);
      if (answer.ok) return await answer.text();
    } catch { /* file://에서는 늘 여기로 옵니다. */ }
    const blocks = document.querySelectorAll("article div.highlight-Python pre");
    return [...blocks].map((block) => block.textContent.trim()).join("\n\n") + "\n";
  }

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(await script());
      button.textContent = "복사했습니다";
    } catch {
      button.textContent = "복사하지 못했습니다";
    }
    setTimeout(() => { button.textContent = label; }, SHOWN);
  });
  button.setAttribute("aria-live", "polite");
  button.hidden = false;
})();
