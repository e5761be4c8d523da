// 배치에 넣을 표본을 고르는 배치 정규화. data.batches의 열쇠에서 1은 고른 표본입니다.
"use strict";

explorable("batch_choice", (data, panel) => {
  const { samples } = data;

  // 높이 y에 수직선을 그리고, 값을 자리로 바꾸는 함수를 돌려줍니다. 양 끝에는 눈금이 없습니다.
  function numberLine(picture, title, y, ticks, shift) {
    const [from, to] = [ticks[0], ticks[ticks.length - 1]];
    const at = (value) => [50 + ((value - from) / (to - from)) * (picture.width - 60), y];
    picture.line([at(from), at(to)], "axis");
    picture.add("text", { x: 0, y: y + 4, class: "title" }, title);
    for (const tick of ticks.slice(1, -1)) {
      picture.add("text", { x: at(tick)[0], y: y + shift, class: "middle" }, tick);
    }
    return at;
  }

  const picked = panel.checks("배치에 넣을 표본", samples, [...samples.keys()]);
  const mode = panel.radios("부르는 법", ["훈련", "추론"], 0);

  return (picture) => {
    const inputs = numberLine(picture, "입력", 44, [0, 5, 10, 15, 20, 21], -14);
    const outputs = numberLine(picture, "출력", picture.height - 44, [-2.5, -2, -1, 0, 1, 2, 2.5], 24);
    samples.forEach((sample, index) => {
      if (!picked.indices.includes(index)) picture.cross(inputs(sample), "axis");
    });
    const batch = data.batches[samples.map((_, index) => Number(picked.indices.includes(index))).join("")];
    if (!batch) return "배치가 비었습니다. 표본을 하나 이상 고르세요.";

    const training = mode.index === 0;
    const results = training ? batch.trained : batch.inferred;
    const [mean, spread] = training ? [batch.mean, batch.spread] : [data.moving_mean, data.moving_spread];
    const center = inputs(mean);
    picture.line([center, [center[0], center[1] + 60]], "dashed");
    picked.indices.forEach((index, order) => {
      const [start, end] = [inputs(samples[index]), outputs(results[order])];
      picture.line([start, end], "faint");
      picture.dot(start, "filled");
      picture.dot(end, "filled");
    });
    const average = training ? "배치의 평균" : "이동 평균";
    return `${training ? "훈련" : "추론"}: ${average}은 ${mean.toFixed(2)}(점선), 표준 편차는 ${spread.toFixed(2)}입니다. `
      + `출력은 차례로 ${results.map((result) => result.toFixed(2)).join(", ")}입니다.`;
  };
});
