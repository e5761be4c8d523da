/* 검색 창을 열고 결과를 보여 줍니다. 순위는 search_engine.js가 매깁니다.
 *
 * - / 나 Ctrl+K를 누르거나 옆 막대의 검색 칸을 누르면 창이 열립니다.
 * - search.html에는 창 대신 같은 검색 칸을 페이지에 둡니다.
 * - 엔진과 색인은 처음 찾을 때, 글은 결과에 보일 것만 불러옵니다.
 *   file://에서도 되도록 fetch() 대신 <script>로 불러옵니다. */
(() => {
  "use strict";

  const { src, dataset } = document.currentScript;
  const site = new URL("..", src);
  const SHOWN = 8;
  const CONTEXT = 28; // 표시한 낱말 앞에 남기는 글자의 수
  const PAUSE = 150; // ms
  globalThis.searchTexts = [];

  /* -- 불러오기 ----------------------------------------------------------- */

  const loading = new Map();
  function load(path) {
    if (!loading.has(path)) {
      loading.set(path, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(`${path}?v=${dataset.version}`, src);
        script.onload = resolve;
        script.onerror = () => { loading.delete(path); reject(new Error(path)); };
        document.head.append(script);
      }));
    }
    return loading.get(path);
  }

  /* 절의 글이 든 파일의 번호와, 불러온 뒤의 글 */
  const fileOf = (section) => Math.floor(section / searchIndex.together);
  const textOf = (section) => searchTexts[fileOf(section)]?.[section % searchIndex.together];

  let engine;
  async function ready() {
    await Promise.all([load("search_engine.js"), load("search/index.js")]);
    engine ??= searchEngine(searchIndex);
    return engine;
  }

  /* -- 글 ----------------------------------------------------------------- */

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /* 찾은 낱말을 표시하는 정규식. 한국어는 빈칸이 끼어도 같은 말입니다. */
  function pattern(words) {
    const escaped = words.map((word) =>
      /[가-힣]/.test(word) ? Array.from(word).join("\\s?") : word.replace(/[^\w]/g, "\\$&"));
    return escaped.length ? new RegExp(escaped.join("|"), "gi") : null;
  }

  function marked(text, words) {
    const parts = [];
    let end = 0;
    for (const match of words ? text.matchAll(words) : []) {
      parts.push(text.slice(end, match.index), element("mark", {}, match[0]));
      end = match.index + match[0].length;
    }
    return [...parts, text.slice(end)];
  }

  /* 찾은 낱말이 가장 여럿인 줄에서 그 낱말의 앞뒤 */
  function context(lines, words) {
    const kinds = (line) => new Set((line.match(words) ?? []).map((word) => word.toLowerCase())).size;
    const best = words ? lines.reduce((a, b) => (kinds(b) > kinds(a) ? b : a), lines[0] ?? "") : lines[0] ?? "";
    const at = words ? Math.max(0, best.search(words)) : 0;
    if (at <= CONTEXT) return best;
    const space = best.indexOf(" ", at - CONTEXT);
    return `… ${best.slice(space >= 0 && space < at ? space + 1 : at)}`;
  }

  /* -- 검색 칸과 결과 ----------------------------------------------------- */

  let count = 0;
  function searchBox() {
    const id = `search-results-${++count}`;
    const input = element("input", {
      type: "search", name: "q", class: "search-input", role: "combobox", "aria-label": "검색어",
      "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
      placeholder: "낱말, API 이름, 오류 메시지",
    });
    const status = element("p", { class: "search-status", role: "status" });
    const list = element("div", { id, class: "search-list", role: "listbox", "aria-label": "검색 결과", hidden: "" });
    const advice = element("div"); // 결과만 담는 목록의 밖에 둡니다.
    let latest = 0;
    let timer;

    const options = () => [...list.querySelectorAll('[role="option"]')];

    function select(option) {
      list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) input.setAttribute("aria-activedescendant", option.id);
      else input.removeAttribute("aria-activedescendant");
    }

    function fillContexts(waiting, words) {
      for (const [line, section] of waiting) {
        const show = () => line.replaceChildren(...marked(context(textOf(section), words), words));
        if (textOf(section)) show();
        else load(`search/text/${fileOf(section)}.js`).then(show, () => {});
      }
    }

    function fill(results, words) {
      const waiting = [];
      const groups = new Map();
      for (const result of results) {
        const [, group] = searchIndex.pages[result.page];
        groups.set(group, [...(groups.get(group) ?? []), result]);
      }
      list.replaceChildren(...Array.from(groups, ([group, found], number) => {
        const heading = element("div", { class: "search-group", id: `${id}-group-${number}` }, group);
        return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...found.map((result) => {
          const line = element("span", { class: "search-context" });
          waiting.push([line, result.section]);
          const [url] = searchIndex.pages[result.page];
          return element("a", {
            role: "option", id: `${id}-${result.section}`, tabindex: "-1", "aria-selected": "false",
            href: new URL(url + (result.anchor && `#${result.anchor}`), site).href,
          }, element("span", { class: "search-title" }, ...marked(result.title, words)), line);
        }));
      }));
      list.hidden = results.length === 0;
      advice.replaceChildren();
      // 치는 동안에는 이미 받은 글만 보이고, 멈추면 나머지를 받습니다.
      clearTimeout(timer);
      fillContexts(waiting.filter(([, section]) => textOf(section)), words);
      timer = setTimeout(() => fillContexts(waiting, words), PAUSE);
      input.setAttribute("aria-expanded", String(results.length > 0));
      select(options()[0]);
    }

    function help() {
      const pages = ["glossary.html", "errors.html", "cheat_sheet.html"].flatMap((url) =>
        searchIndex.pages.filter((page) => page[0] === url));
      const links = pages.map(([url, name]) => element("a", { href: new URL(url, site).href }, name));
      return element("div", { class: "search-empty" },
        element("p", {}, "더 짧은 낱말이나 영어 이름으로 찾아보세요. 오류는 영어 문장을 그대로 붙여 넣어도 됩니다."),
        element("p", { class: "search-links" }, ...links));
    }

    async function run() {
      const turn = ++latest;
      const query = input.value;
      if (!query.trim() || /^[ㄱ-ㅣ]$/.test(query)) { // 낱자 하나로는 찾을 것이 없습니다.
        fill([], null);
        status.textContent = "";
        return;
      }
      try {
        await ready();
      } catch {
        status.textContent = "색인을 불러오지 못했습니다. 페이지를 새로 고치세요.";
        return;
      }
      if (turn !== latest) return; // 그사이에 더 쳤습니다.
      const { results, words, guess } = engine.search(query);
      fill(results.slice(0, SHOWN), pattern(words));
      if (!results.length) advice.append(help());
      const instead = guess ? `‘${guess}’ ` : "";
      const shown = results.length > SHOWN ? `${results.length}곳 가운데 ${SHOWN}곳` : `${results.length}곳`;
      status.textContent = results.length ? `${instead}결과 ${shown}` : `‘${query.trim()}’의 결과가 없습니다.`;
    }

    input.addEventListener("input", run);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return; // 한글을 조합하는 중입니다.
      const all = options();
      const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && all.length) {
        event.preventDefault();
        select(all[(now + step + all.length) % all.length]);
      } else if (event.key === "Enter") {
        event.preventDefault();
        all[now]?.click();
      }
    });
    return { input, parts: [input, status, list, advice], run };
  }

  /* -- 검색 창과 search.html ---------------------------------------------- */

  function makeDialog() {
    const { input, parts: [, ...rest], run } = searchBox();
    const close = element("button", { type: "button", class: "search-close" }, "닫기");
    const keys = element("p", { class: "search-keys", "aria-hidden": "true" });
    for (const [key, does] of [["↑↓", "고르기"], ["Enter", "열기"], ["Esc", "닫기"]]) {
      keys.append(element("kbd", {}, key), ` ${does} `);
    }
    const dialog = element("dialog", { class: "search-dialog", "aria-label": "검색" },
      element("div", { class: "search-bar" }, input, close), ...rest, keys);
    document.body.append(dialog);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      // 창의 바깥이나 결과를 누르면 닫습니다. 결과는 같은 페이지에 있을 수도 있습니다.
      if (event.target === dialog || event.target.closest("a")) dialog.close();
    });
    return (text = "") => {
      if (!dialog.open) dialog.showModal();
      if (text) input.value = text;
      input.focus();
      input.select();
      ready().catch(() => {});
      run();
    };
  }

  function fillSearchPage(section) {
    const { input, parts, run } = searchBox();
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    section.replaceChildren(...parts); // 스크립트를 켜라는 글이 있던 자리입니다.
    if (input.value) run();
    input.focus();
    return () => input.focus();
  }

  const page = document.querySelector(".search-page");
  const open = page ? fillSearchPage(page) : makeDialog();

  for (const input of document.querySelectorAll(".sidebar-search")) {
    input.readOnly = true; // 창에서 입력합니다.
    input.placeholder = "검색 (/ 또는 Ctrl+K)";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-haspopup", "dialog");
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("click", () => open());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open();
      }
    });
    input.form.addEventListener("submit", (event) => event.preventDefault());
  }

  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([readonly]), textarea, select, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK";
    if (event.isComposing || !(slash || control)) return;
    event.preventDefault();
    open();
  }, { capture: true }); // Sphinx도 /를 듣습니다. 먼저 듣고 검색 칸으로 옮깁니다.
})();
