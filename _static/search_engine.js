/* 한국어 질의로 절을 찾습니다. 색인은 _ext/korean_search.py가 만듭니다.
 *
 *   searchEngine(index).search("배치정규하") → [{ section, page, anchor, title, score, marks }]
 *
 * 낱말은 두벌식 자판의 글쇠로 바꿔 비교합니다. "드롭ㅇ"은 "emfhqd"이므로 입력 중인 글자는 앞부분이고,
 * 자판을 바꾸지 않고 친 "emfhqdkdnt"는 "드롭아웃"과 같고, 오타는 글쇠 한두 개의 차이입니다. */
const searchEngine = (() => {
"use strict";

/* -- 글쇠 ----------------------------------------------------------------- */

const LEADS = "r R s e E f a q Q t T d w W c z x v g".split(" ");
const VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(" ");
const TAILS = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ");
const JAMO = ("r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g " +
  VOWELS.join(" ")).split(" ");
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

const syllable = (letter) => {
  const code = letter.charCodeAt(0) - 0xac00;
  return code >= 0 && code < 11172 ? code : -1;
};

function keys(text) {
  return Array.from(text, (letter) => {
    const code = syllable(letter);
    if (code >= 0) return LEADS[Math.floor(code / 588)] + VOWELS[Math.floor((code % 588) / 28)] + TAILS[code % 28];
    return JAMO[letter.charCodeAt(0) - 0x3131] ?? letter;
  }).join("").toLowerCase();
}

function initials(text) {
  return Array.from(text, (letter) => INITIALS[Math.floor(syllable(letter) / 588)] ?? letter).join("");
}

/* 두 글의 거리(Damerau-Levenshtein). most보다 멀면 most보다 큰 수입니다. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
}

/* -- 색인 ----------------------------------------------------------------- */

const WORD = /[가-힣ㄱ-ㅣ]+|\w*[a-z]\w*/gi;
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
/* 묻는 말에 흔하지만 답을 가려내지 못하는 낱말 */
const QUESTION = new Set("법 방법 때 것 수 뜻 차이 이유 까닭 무엇 뭐 왜 어떻게 어떤 하나 있나요 싶어요 대신 안 다시".split(" "));
const isKorean = (text) => /^[가-힣ㄱ-ㅣ]/.test(text);
const squeeze = (text) => text.toLowerCase().replace(/[^가-힣ㄱ-ㅣa-z0-9]/g, "");

/* _ext/korean_search.py의 gaps()가 적은 것을 되돌립니다. */
function numbers(text) {
  let last = -1;
  return (text.match(/A*[a-z0-9]/g) ?? []).map((gap) => {
    const low = gap.at(-1);
    last += 1 + (gap.length - 1) * 36 + (/\d/.test(low) ? Number(low) + 26 : low.charCodeAt(0) - 97);
    return last;
  });
}

return function (index) {
  const ends = new RegExp(`^(?:${index.tails})$`);
  const places = index.places.split(" ");
  const words = index.words.split(" ").map((spelling, i) => {
    const text = spelling.toLowerCase();
    const parts = (spelling.match(PART) ?? []).map((part) => part.toLowerCase());
    const [prose, code] = places[i].split(".").map(numbers);
    const found = new Map([...code.map((n) => [n, 0.65]), ...prose.map((n) => [n, 1])]);
    return { text, spelling, keys: keys(text), korean: isKorean(text), parts: parts.length > 1 ? parts : [], found };
  });
  const byText = new Map(words.map((word) => [word.text, word]));
  const names = new Map(); // 이름 → 용어. 이름은 빈칸을 없앤 것
  for (const [term, ...others] of index.names) {
    for (const name of [term, ...others]) names.set(squeeze(name), { term: squeeze(term), names: [term, ...others] });
  }
  const titles = index.sections.map(([page, anchor, title]) => {
    const text = squeeze(title.replace(/^[\d-]+\.? /, ""));
    return { text, keys: keys(text), initials: initials(text) };
  });
  const firsts = index.pages.map((_, page) => index.sections.findIndex((section) => section[0] === page));
  const repeated = new Map(); // "요약"처럼 여러 페이지에 있는 제목
  for (const [, , title] of index.sections) repeated.set(title, (repeated.get(title) ?? 0) + 1);

  const known = (text) => byText.has(text) || names.has(text);

  /* 한국어 어절을 색인의 낱말로 나눕니다. 남는 것은 조사나 어미여야 하고, 아니면 null입니다. */
  function cut(text) {
    const best = [];
    best[text.length] = { score: 0, pieces: [] };
    for (let start = text.length - 1; start >= 0; start--) {
      const rest = text.slice(start);
      if (start > 0 && ends.test(rest)) best[start] = { score: rest.length ** 2 * 0.9, pieces: [] };
      for (let end = start + 1; end <= text.length; end++) {
        const piece = text.slice(start, end);
        if (!best[end] || !known(piece)) continue;
        const score = best[end].score + (piece.length > 1 ? piece.length ** 2 : 0.5);
        if (score > (best[start]?.score ?? 0)) best[start] = { score, pieces: [piece, ...best[end].pieces] };
      }
    }
    return best[0]?.pieces.length ? best[0].pieces : null;
  }

  /* 낱말과 이어지는 색인의 낱말과 그 무게. 무게는 얼마나 가까운지입니다. */
  function relatives(text, typing) {
    const found = new Map();
    const add = (word, weight) => { if (word && weight > (found.get(word) ?? 0)) found.set(word, weight); };
    const typed = keys(text);
    const korean = isKorean(text);
    add(byText.get(text), 1);
    add(byText.get(names.get(text)?.term), 0.95);
    for (const word of words) {
      if (word.korean !== korean || word.text === text) continue;
      if (word.parts.includes(text)) add(word, 0.8);
      else if (!korean && text.length > 2 && word.text.split("_").includes(text)) add(word, 0.8);
      else if (typed.length > (typing ? 1 : 3) && word.keys.startsWith(typed)) add(word, (typing ? 0.85 : 0.6) - 0.01 * (word.keys.length - typed.length));
      else if (!korean && typed.length > 2 && word.parts.some((part) => part.startsWith(typed))) add(word, 0.6);
      else if (korean && typed.length > 3) {
        let same = 0;
        while (same < typed.length && typed[same] === word.keys[same]) same++;
        if (same > 3 && same >= 0.6 * Math.min(typed.length, word.keys.length) && word.keys.length - same < 6 && typed.length - same < 7) {
          add(word, 0.6 * same / Math.max(typed.length, word.keys.length));
        }
      }
    }
    return found;
  }

  /* 색인에 없는 낱말: 첫소리, 다른 자판, 오타 */
  function guesses(text, typing) {
    const found = new Map();
    const typed = keys(text);
    const add = (word, weight) => { if (weight > (found.get(word) ?? 0)) found.set(word, weight); };
    if (/^[ㄱ-ㅎ]{2,}$/.test(text)) {
      for (const word of words) if (word.korean && initials(word.text).startsWith(text)) add(word, word.text.length === text.length ? 1 : 0.5);
    }
    if (!found.size) for (const word of words) if (word.korean !== isKorean(text) && word.keys === typed) add(word, 1);
    if (!found.size && typed.length > 4) {
      const other = words.filter((word) => word.korean !== isKorean(text));
      for (const word of other) {
        if (word.keys.startsWith(typed)) add(word, 0.8);
        else if (word.keys.length > 4 && typed.startsWith(word.keys) && typed.length - word.keys.length < 5) add(word, 0.8 * word.keys.length / typed.length);
      }
    }
    if (!found.size && typed.length > 4) {
      let most = typed.length > 9 ? 2 : 1;
      for (const word of words) {
        if (word.keys.length < 4) continue;
        const gap = Math.min(distance(typed, word.keys, most),
          word.keys.length > typed.length && typing ? distance(typed, word.keys.slice(0, typed.length), most) + 0.5 : 9);
        if (gap <= most) add(word, 0.8 - 0.2 * gap);
      }
    }
    return found;
  }

  /* 질의를 단위로 나눕니다. 단위 하나는 서로 바꿔 쓸 수 있는 낱말 묶음입니다. */
  function parse(query) {
    const tokens = query.normalize("NFC").toLowerCase().match(WORD) ?? [];
    const units = [];
    const ending = /[\s)\]}'"`.]$/.test(query);
    const push = (text, found, guessed = false) => { if (found.size) units.push({ text, found, guessed }); };
    for (let i = 0; i < tokens.length;) {
      let size = Math.min(4, tokens.length - i);
      const joined = () => squeeze(tokens.slice(i, i + size).join(""));
      while (size > 1 && !(isKorean(tokens[i]) === isKorean(tokens[i + size - 1]) && known(joined()))) size--;
      const text = squeeze(tokens[i]) && size > 1 ? joined() : tokens[i].replace(/^_+|_+$/g, "");
      i += size;
      const typing = i === tokens.length && !ending;
      if (known(text)) { push(text, relatives(text, typing && text.length > 1)); continue; }
      const pieces = isKorean(text) && cut(text);
      if (pieces) { pieces.forEach((piece, n) => push(piece, relatives(piece, typing && n === pieces.length - 1 && text.endsWith(piece)))); continue; }
      const near = relatives(text, typing);
      if (near.size) push(text, near);
      else push(text, guesses(text, typing), !/^[ㄱ-ㅎ]+$/.test(text));
    }
    return units;
  }

  /* 결과에 표시할 낱말. 긴 것이 앞에 옵니다. */
  function wordsToMark(units) {
    const marks = units.flatMap((unit) => [
      ...(names.get(unit.text)?.names ?? []),
      ...[...unit.found].filter(([, weight]) => weight > 0.3).map(([word]) => word.spelling),
    ]);
    return [...new Set(marks)].sort((a, b) => b.length - a.length);
  }

  /* 고쳐서 찾은 낱말. 고치지 않았으면 빈 글입니다. */
  function guessOf(units) {
    if (!units.some((unit) => unit.guessed)) return "";
    return units.map(({ text, found, guessed }) => {
      const [best] = [...found].sort((a, b) => b[1] - a[1]);
      return guessed ? best[0].spelling : text;
    }).join(" ");
  }

  function search(query) {
    const units = parse(query);
    const total = index.sections.length;
    const scores = new Float64Array(total);
    const covers = new Float64Array(total);
    let all = 0;
    for (const unit of units) {
      const best = new Map();
      for (const [word, weight] of unit.found) {
        for (const [n, x] of word.found) best.set(n, Math.max(best.get(n) ?? 0, weight * x));
      }
      const idf = Math.log(1 + total / best.size) * (QUESTION.has(unit.text) ? 0.2 : 1);
      all += idf;
      for (const [n, x] of best) { scores[n] += idf * x; covers[n] += idf * Math.min(1, x * 1.6); }
      /* 제목에 있는 낱말은 더 셉니다. 페이지의 제목은 그 페이지의 절에 조금 보탭니다. */
      for (const [word, weight] of unit.found) {
        titles.forEach((title, n) => {
          if (!title.text.includes(word.text)) return;
          unit.title ??= new Map();
          unit.title.set(n, Math.max(unit.title.get(n) ?? 0, weight * idf * Math.min(1, 0.4 + word.text.length / title.text.length)));
        });
      }
      for (const [n, x] of unit.title ?? []) scores[n] += 2 * x;
      for (let n = 0; n < total; n++) {
        const first = firsts[index.sections[n][0]];
        const x = n === first ? 0 : unit.title?.get(first);
        if (x) { scores[n] += 0.3 * x; covers[n] = Math.min(all, covers[n] + (best.has(n) ? 0 : 0.4 * idf)); }
      }
    }
    /* 질의 전체가 제목에 있으면 낱말을 나누지 못해도 찾습니다. */
    const whole = squeeze(query.normalize("NFC"));
    const typed = keys(whole);
    const onlyInitials = /^[ㄱ-ㅎ]{2,}$/.test(whole);
    titles.forEach((title, n) => {
      const at = onlyInitials ? title.initials.indexOf(whole) : typed.length > 2 ? title.keys.indexOf(typed) : -1;
      if (at < 0 || (at > 0 && typed.length < 5)) return;
      const part = onlyInitials ? whole.length / title.initials.length : typed.length / title.keys.length;
      scores[n] += (at ? 3 : 6) * (0.4 + part) + (part === 1 ? 2 : 0);
      covers[n] = Math.max(covers[n], all || 1);
    });
    const results = [];
    const top = Math.max(...covers);
    for (let n = 0; n < total; n++) {
      if (!scores[n] || covers[n] < 0.35 * top) continue;
      const [page, anchor, title] = index.sections[n];
      const cover = all ? Math.min(1, covers[n] / all) : 1;
      const kind = n === firsts[page] ? 1.2 : repeated.get(title) > 4 ? 0.6 : 1;
      results.push({ section: n, page, anchor, title, score: scores[n] * cover * cover * kind });
    }
    results.sort((a, b) => b.score - a.score || a.section - b.section);
    return { results, words: wordsToMark(units), guess: guessOf(units) };
  }

  return { search };
};
})();
