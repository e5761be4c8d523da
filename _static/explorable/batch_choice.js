// 배치에 넣을 표본을 고르는 배치 정규화. data.batches의 열쇠에서 1은 고른 표본입니다.
"use strict";

explorable("batch_choice", (data, panel) => {
  const { samples } = data;
  const picked = panel.checks("배치에 넣을 표본", samples, [...samples.keys()]);
  const mode = panel.radios("부르는 법", ["훈련", "추론"], 0);

  return (picture) => {
    const { width, height } = picture;
    const inputs = picture.axes(
      { left: 0, top: 0, width, height: height / 2 }, "입력",
      { from: 0, to: 21, ticks: [0, 5, 10, 15, 20], label: "" }, { from: 0, to: 1, ticks: [] },
    );
    const outputs = picture.axes(
      { left: 0, top: height / 2, width, height: height / 2 }, "출력",
      { from: -2.5, to: 2.5, ticks: [-2, -1, 0, 1, 2], label: "" }, { from: 0, to: 1, ticks: [] },
    );
    samples.forEach((sample, index) => {
      if (!picked.indices.includes(index)) picture.cross(inputs(sample, 0.5), "faint");
    });
    const batch = data.batches[samples.map((_, index) => Number(picked.indices.includes(index))).join("")];
    if (!batch) return "배치가 비었습니다. 표본을 하나 이상 고르세요.";

    const training = mode.index === 0;
    const results = training ? batch.trained : batch.inferred;
    const [mean, spread] = training ? [batch.mean, batch.spread] : [data.moving_mean, data.moving_spread];
    picture.line([inputs(mean, 0), inputs(mean, 1)], "dashed");
    picked.indices.forEach((index, order) => {
      const [start, end] = [inputs(samples[index], 0.5), outputs(results[order], 0.5)];
      picture.line([start, end], "faint");
      picture.dot(start, "filled");
      picture.dot(end, "filled");
    });
    const source = training ? "배치의 평균" : "이동 평균";
    return `${training ? "훈련" : "추론"}: ${source} ${mean.toFixed(2)}(점선)을 빼고 표준 편차 ${spread.toFixed(2)}로 나눕니다. `
      + `출력은 차례로 ${results.map((result) => result.toFixed(2)).join(", ")}입니다.`;
  };
});
