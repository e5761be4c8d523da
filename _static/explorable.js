// 독자가 움직이는 그림이 함께 쓰는 것. 그림마다 explorable/<이름>.js가 이렇게 부릅니다.
//
//     explorable("이름", (data, panel) => {
//       const rate = panel.range("비율", data.rates, 5);
//       return (picture) => {
//         picture.add("text", { x: 0, y: 20 }, rate.value);
//         return "지금 보이는 것을 말하는 문장";
//       };
//     });
//
// data는 빌드할 때 칸이 계산한 값입니다. 여기서는 값을 찾아 그리기만 합니다.
// 독자가 움직일 때마다 돌려준 함수를 다시 부르고, 그 문장을 그림 아래에 적습니다.
"use strict";

const explorable = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const NARROW = 560; // 이보다 좁으면 그래프 둘을 위아래로 놓습니다.
  const PAUSE = 250; // 낭독기가 움직이는 동안의 문장을 다 읽지 않게 기다립니다(밀리초).
  let made = 0;

  function start(name, build) {
    for (const root of document.querySelectorAll(`[data-explorable="${name}"]`)) {
      const stage = root.querySelector(".explorable-stage");
      const box = root.querySelector(".explorable-panel");
      const data = JSON.parse(root.querySelector("script").textContent);

      const controls = addHtml(box, "div", { class: "explorable-controls" });
      const now = addHtml(box, "p", { class: "explorable-now", "aria-live": "polite" });
      const svg = document.createElementNS(SVG, "svg");
      set(svg, { class: "explorable-drawing", "aria-hidden": "true" });
      stage.append(svg);
      root.classList.add("is-live");

      const draw = build(data, panelIn(controls));
      let timer = 0;
      const redraw = () => {
        svg.replaceChildren();
        const sentence = draw(pictureIn(svg, stage.clientWidth, stage.clientHeight));
        clearTimeout(timer);
        if (now.textContent === "") now.textContent = sentence;
        timer = setTimeout(() => { now.textContent = sentence; }, PAUSE);
      };
      controls.addEventListener("input", redraw);
      controls.addEventListener("click", (event) => {
        if (event.target.matches("button")) redraw();
      });
      new ResizeObserver(redraw).observe(stage); // 처음에도 한 번 부릅니다.
    }
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  function addHtml(parent, tag, attributes = {}, text = "") {
    const element = document.createElement(tag);
    set(element, attributes);
    element.textContent = text;
    parent.append(element);
    return element;
  }

  // -- 조작하는 것 ------------------------------------------------------------

  function panelIn(controls) {
    const newId = () => `explorable-${++made}`;

    function labelled(label, tag, attributes = {}) {
      const id = newId();
      const control = addHtml(controls, "div", { class: "explorable-control" });
      addHtml(control, "label", { for: id }, label);
      return addHtml(control, tag, { ...attributes, id });
    }

    // values 가운데 하나를 고르는 미끄럼 막대.
    function range(label, values, start) {
      const input = labelled(label, "input", { type: "range", min: 0, max: values.length - 1 });
      const shown = document.createElement("output");
      set(shown, { for: input.id, "aria-live": "off" }); // 값은 막대가 스스로 읽어 줍니다.
      input.before(shown);
      input.value = start;
      const show = () => {
        shown.textContent = values[input.value];
        input.setAttribute("aria-valuetext", values[input.value]);
      };
      input.addEventListener("input", show);
      show();
      return {
        get index() { return Number(input.value); },
        get value() { return values[input.value]; },
        set disabled(off) { input.disabled = off; },
      };
    }

    // options 가운데 하나를 고르는 목록.
    function select(label, options, start) {
      const input = labelled(label, "select");
      for (const option of options) addHtml(input, "option", {}, option);
      input.selectedIndex = start;
      return {
        get index() { return input.selectedIndex; },
        get value() { return options[input.selectedIndex]; },
      };
    }

    // 고른 것의 번호가 들어 있는 단추 묶음. type은 radio나 checkbox입니다.
    function buttons(type, legend, options, chosen) {
      const name = newId();
      const group = addHtml(controls, "fieldset", { class: "explorable-control" });
      addHtml(group, "legend", {}, legend);
      const inputs = options.map((option, index) => {
        const label = addHtml(group, "label");
        const input = addHtml(label, "input", { type, name });
        input.checked = chosen.includes(index);
        label.append(` ${option}`);
        return input;
      });
      return () => [...inputs.keys()].filter((index) => inputs[index].checked);
    }

    function radios(legend, options, start) {
      const chosen = buttons("radio", legend, options, [start]);
      return { get index() { return chosen()[0]; } };
    }

    function checks(legend, options, start) {
      const chosen = buttons("checkbox", legend, options, start);
      return { get indices() { return chosen(); } };
    }

    // 누른 횟수를 세는 단추.
    function button(label) {
      let presses = 0;
      const control = addHtml(controls, "div", { class: "explorable-control" });
      const pressed = addHtml(control, "button", { type: "button" }, label);
      pressed.addEventListener("click", () => { presses += 1; });
      return { get presses() { return presses; } };
    }

    return { range, select, radios, checks, button };
  }

  // -- 그림 -------------------------------------------------------------------

  function pictureIn(svg, width, height) {
    set(svg, { viewBox: `0 0 ${width} ${height}` });

    function add(tag, attributes, text = "") {
      const element = document.createElementNS(SVG, tag);
      set(element, attributes);
      element.textContent = text;
      svg.append(element);
      return element;
    }

    // 점을 이은 선. name은 explorable.css의 클래스입니다.
    function line(points, name) {
      add("polyline", { points: points.map((point) => point.join()).join(" "), class: name });
    }

    function dot([x, y], name) {
      add("circle", { cx: x, cy: y, r: 4, class: name });
    }

    function cross([x, y], name, size = 4) {
      const [left, right, top, bottom] = [x - size, x + size, y - size, y + size];
      add("path", { d: `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`, class: name });
    }

    // 그래프 둘의 자리. 좁은 화면에서는 위아래로 놓입니다.
    function halves() {
      const stacked = width < NARROW;
      const size = stacked ? [width, height / 2] : [width / 2, height];
      return [0, 1].map((turn) => ({
        left: stacked ? 0 : turn * size[0],
        top: stacked ? turn * size[1] : 0,
        width: size[0],
        height: size[1],
      }));
    }

    // 눈금과 이름을 그리고, 값 둘을 자리로 바꾸는 함수를 돌려줍니다.
    // x와 y는 { from, to, ticks: [값이나 [값, 글]], label }입니다.
    function axes(box, title, x, y) {
      const [left, right] = [box.left + 46, box.left + box.width - 10];
      const [top, bottom] = [box.top + 24, box.top + box.height - 40];
      const across = (value) => left + ((value - x.from) / (x.to - x.from)) * (right - left);
      const up = (value) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - top);
      add("text", { x: left, y: box.top + 14, class: "title" }, title);
      for (const tick of x.ticks) {
        const [value, text] = [tick].flat();
        line([[across(value), bottom], [across(value), bottom + 4]], "axis");
        add("text", { x: across(value), y: bottom + 17, class: "middle" }, text ?? value);
      }
      for (const tick of y.ticks) {
        const [value, text] = [tick].flat();
        line([[left, up(value)], [right, up(value)]], "grid");
        add("text", { x: left - 6, y: up(value) + 4, class: "end" }, text ?? value);
      }
      line([[left, top], [left, bottom], [right, bottom]], "axis");
      add("text", { x: (left + right) / 2, y: bottom + 34, class: "middle" }, x.label);
      return (a, b) => [across(a), up(b)];
    }

    return { width, height, add, line, dot, cross, halves, axes };
  }

  return start;
})();
