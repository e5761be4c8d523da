// 층에 따른 표준 편차. data.spreads[함수][초깃값]은 [유닛의 값, 기울기]입니다.
"use strict";

explorable("initializer_depth", (data, panel) => {
  const functions = panel.radios("활성화 함수", data.functions, 0);
  const names = panel.select("초깃값", data.names, data.names.indexOf("he_normal"));
  const powers = (from, to, ticks) => (
    { from, to, ticks: ticks.map((power) => [power, power === 0 ? "1" : `1e${power}`]) }
  );

  const written = (spread) => (spread < 0.001 ? spread.toExponential() : String(spread));

  return (picture) => {
    const [left, right] = picture.halves();
    const rows = data.spreads[functions.index];
    const depth = rows[0][0].length;
    const x = { from: 1, to: depth, ticks: [1, 5, 10, 15, 20], label: "층" };
    const graphs = [
      picture.axes(left, "유닛 값의 표준 편차", x, powers(-10, 1, [-9, -6, -3, 0])),
      picture.axes(right, "기울기의 표준 편차", x, powers(-22, 0, [-20, -15, -10, -5, 0])),
    ];
    const draw = (row, style) => graphs.forEach((graph, part) => {
      picture.line(row[part].map((spread, layer) => graph(layer + 1, Math.log10(spread))), style);
    });
    for (const row of rows) draw(row, "faint");
    const chosen = rows[names.index];
    draw(chosen, "main");
    const [values, gradients] = chosen;
    const ends = (row) => `첫 층 ${written(row[0])}, 마지막 층 ${written(row[depth - 1])}입니다.`;
    return `${data.functions[functions.index]}, ${names.value}(굵은 선): `
      + `유닛 값의 표준 편차는 ${ends(values)} `
      + `기울기의 표준 편차는 ${ends(gradients)}`;
  };
});
