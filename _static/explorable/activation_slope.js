// 활성화 함수의 값과 기울기. data.curves[함수][설정]은 [값, 기울기]입니다.
"use strict";

explorable("activation_slope", (data, panel) => {
  const MARK = data.x.indexOf(-2);
  const choice = panel.select("함수", data.names, 0);
  const slope = panel.range("음수 쪽 기울기", data.slopes, 2);

  return (picture) => {
    const settings = data.curves[choice.index];
    const fixed = settings.length === 1;
    slope.disabled = fixed;
    const [values, slopes] = settings[fixed ? 0 : slope.index];
    const [left, right] = picture.halves();
    const x = { from: -4, to: 4, ticks: [-4, -2, 0, 2, 4], label: "입력" };
    const graphs = [
      [picture.axes(left, "값", x, { from: -4, to: 4, ticks: [-4, -2, 0, 2, 4] }), values],
      [picture.axes(right, "기울기", x, { from: -0.25, to: 1.25, ticks: [0, 0.5, 1] }), slopes],
    ];
    for (const [graph, heights] of graphs) {
      picture.line(data.x.map((place, index) => graph(place, heights[index])), "main");
      picture.dot(graph(-2, heights[MARK]), "hollow");
    }
    const name = fixed ? choice.value : choice.value.replace(")", `=${slope.value})`);
    return `${name}에 -2를 넣으면 값은 ${values[MARK]}, 기울기는 ${slopes[MARK]}입니다. `
      + `-4에서 기울기는 ${slopes[0]}입니다.`
      + (fixed ? " 이 함수에는 정할 기울기가 없습니다." : "");
  };
});
