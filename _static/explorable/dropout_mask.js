// 칸 64개에 건 드롭아웃. data.masks[비율][차례]에서 1은 남은 칸입니다.
"use strict";

explorable("dropout_mask", (data, panel) => {
  const SIDE = 8;
  const rate = panel.range("버릴 비율(rate)", data.rates, 5);
  const again = panel.button("다시 뽑기");

  return (picture) => {
    const draws = data.masks[rate.index];
    const turn = again.presses % draws.length;
    const mask = draws[turn];
    const kept = data.kept[rate.index].toFixed(2);
    const size = Math.min(picture.width, picture.height) / SIDE;
    const left = (picture.width - SIDE * size) / 2;
    [...mask].forEach((state, index) => {
      const x = left + (index % SIDE) * size;
      const y = Math.floor(index / SIDE) * size;
      const cell = { x: x + 2, y: y + 2, width: size - 4, height: size - 4 };
      if (state === "1") {
        picture.add("rect", { ...cell, class: "filled" });
        picture.add("text", { x: x + size / 2, y: y + size / 2 + 4, class: "middle on-filled" }, kept);
      } else {
        picture.add("rect", { ...cell, class: "hollow" });
        picture.cross([x + size / 2, y + size / 2], "axis", size * 0.15);
      }
    });
    const dropped = [...mask].filter((state) => state === "0").length;
    return `비율은 ${rate.value}이고, 미리 뽑은 ${draws.length}번 가운데 ${turn + 1}번째입니다. `
      + `${mask.length}칸 가운데 ${dropped}칸이 꺼졌고, 남은 값은 ${kept}입니다. `
      + `${mask.length}칸의 평균은 ${data.means[rate.index][turn].toFixed(2)}입니다.`;
  };
});
