// 규제의 종류와 세기에 따른 결정 경계와 가중치. 값은 모두 [종류][세기]에 있습니다.
"use strict";

explorable("penalty_boundary", (data, panel) => {
  const kind = panel.radios("규제", data.kinds, 1);
  const strength = panel.range("세기", data.strengths, 3);

  return (picture) => {
    const of = (table) => table[kind.index][strength.index];
    const [left, right] = picture.halves();

    const plane = picture.axes(
      left, "결정 경계와 훈련 데이터",
      { from: -2.2, to: 3.2, ticks: [-2, -1, 0, 1, 2, 3], label: "동그라미와 가위표는 정답" },
      { from: -1.8, to: 2.2, ticks: [-1, 0, 1, 2] },
    );
    data.points.forEach((point, index) => {
      const place = plane(...point);
      if (data.sides[index] === 0) picture.dot(place, "hollow");
      else picture.cross(place, "faint");
    });
    for (const part of of(data.borders)) {
      picture.line(part.map((point) => plane(...point)), "main");
    }

    const weights = of(data.weights);
    const bars = picture.axes(
      right, "가중치",
      { from: 0, to: weights.length + 1, ticks: [1, 5, 10, 15, 20], label: "특성의 번호" },
      { from: -8, to: 8, ticks: [-8, -4, 0, 4, 8] },
    );
    weights.forEach((weight, index) => {
      picture.line([bars(index + 1, 0), bars(index + 1, weight)], "main");
      picture.dot(bars(index + 1, weight), "filled");
    });

    const name = strength.value === 0 ? "규제가 없습니다." : `${data.kinds[kind.index]}(${strength.value})입니다.`;
    return `${name} 가중치 ${weights.length}개 가운데 크기가 0.05보다 작은 것은 ${of(data.near_zero)}개이고, `
      + `가장 큰 것의 크기는 ${of(data.largest).toFixed(2)}입니다. 검증 정확도는 ${of(data.accuracy)}입니다.`;
  };
});
