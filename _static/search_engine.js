/* 한국어 질의로 절을 찾습니다. 색인은 _ext/korean_search.py가 만듭니다.
 *
 *   searchEngine(searchIndex).search("배치정규화를")
 *     → { results: [{ section, page, anchor, title, score }], words, guess }
 *
 * 1. 질의를 색인에 있는 낱말로 나눕니다. 남는 글자는 조사나 어미여야 합니다.
 * 2. 낱말마다 앞부분이 같은 말, 활용한 말, 용어의 다른 이름을 모읍니다.
 *    색인에 없는 낱말이면 첫소리, 다른 자판, 오타로 봅니다.
 * 3. 드문 낱말이 많이 든 절, 제목에 든 절을 앞에 둡니다.
 *
 * 글자는 두벌식 자판의 글쇠로 바꿔 비교합니다. 입력 중인 "드롭ㅇ"은 "emfhqd"이므로
 * "드롭아웃"의 앞부분이고, 자판을 바꾸지 않고 친 "emfhqdkdnt"는 "드롭아웃"과 같습니다. */
const searchEngine = (() => {
  "use strict";

  /* -- 글쇠 --------------------------------------------------------------- */

  const LEADS = "r R s e E f a q Q t T d w W c z x v g".split(" ");
  const VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(" ");
  const FINALS = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ");
  const JAMO = "r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g".split(" ").concat(VOWELS);
  const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

  const syllable = (letter) => letter.charCodeAt(0) - 0xac00;
  const isSyllable = (letter) => letter >= "가" && letter <= "힣";

  function keys(text) {
    return Array.from(text, (letter) => {
      if (!isSyllable(letter)) return JAMO[letter.charCodeAt(0) - 0x3131] ?? letter;
      const code = syllable(letter);
      return LEADS[Math.floor(code / 588)] + VOWELS[Math.floor((code % 588) / 28)] + FINALS[code % 28];
    }).join("").toLowerCase();
  }

  function initials(text) {
    return Array.from(text, (letter) => (isSyllable(letter) ? INITIALS[Math.floor(syllable(letter) / 588)] : letter)).join("");
  }

  /* 글쇠를 넣고 빼고 바꾸고 맞바꾼 횟수. most보다 많으면 세지 않습니다. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return Infinity;
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
      if (Math.min(...next) > most) return Infinity;
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  /* typed의 글쇠 가운데 글에 없는 것이 most개보다 많으면 그만큼 고쳐서는 글이 될 수 없습니다. */
  function tooFar(typed, text, most) {
    let missing = 0;
    for (const key of typed) if (!text.includes(key) && ++missing > most) return true;
    return false;
  }

  function sharedStart(a, b) {
    let same = 0;
    while (same < a.length && a[same] === b[same]) same++;
    return same;
  }

  /* -- 색인 --------------------------------------------------------------- */

  const WORD = /[가-힣ㄱ-ㅣ]+|\w*[a-z]\w*/gi;
  const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
  const ONLY_INITIALS = /^[ㄱ-ㅎ]{2,}$/;
  const CODE_WEIGHT = 0.65; // 글이 아니라 코드에만 있는 낱말의 무게
  /* 묻는 말에 흔하지만 답을 가려내지 못하는 낱말 */
  const QUESTION = new Set("법 방법 때 것 수 뜻 차이 이유 까닭 무엇 뭐 왜 어떻게 어떤 있나요 싶어요".split(" "));

  const isKorean = (text) => /^[가-힣ㄱ-ㅣ]/.test(text);
  const squeeze = (text) => text.toLowerCase().replace(/[^가-힣ㄱ-ㅣa-z0-9]/g, "");
  const raise = (map, key, value) => { if (value > (map.get(key) ?? 0)) map.set(key, value); };

  /* _ext/korean_search.py의 gaps()가 적은 수의 목록 */
  function numbers(text) {
    let last = -1;
    return (text.match(/[A-Z]*[a-z0-9]/g) ?? []).map((gap) => {
      const low = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(gap.at(-1));
      const high = Array.from(gap.slice(0, -1)).reduce((sum, digit) => sum * 26 + digit.charCodeAt(0) - 65, 0);
      last += 1 + high * 36 + low;
      return last;
    });
  }

  function readWords(index) {
    const places = index.places.split(" ");
    return index.words.split(" ").map((spelling, i) => {
      const text = spelling.toLowerCase();
      const parts = [...(spelling.match(PART) ?? []).map((part) => part.toLowerCase()), ...text.split("_")];
      const [prose, code] = places[i].split(".").map(numbers);
      const sections = new Map([...code.map((n) => [n, CODE_WEIGHT]), ...prose.map((n) => [n, 1])]);
      return { text, spelling, keys: keys(text), korean: isKorean(text), parts, sections };
    });
  }

  function readTitles(index) {
    return index.sections.map(([, , title]) => {
      const text = squeeze(title.replace(/^[\d-]+\.? /, "")); // "4-3 드롭아웃"의 번호를 뗍니다.
      const tokens = new Set(title.toLowerCase().match(WORD));
      return { text, tokens, keys: keys(text), initials: initials(text) };
    });
  }

  return (index) => {
    const ends = new RegExp(`^(?:${index.tails})$`);
    const words = readWords(index);
    const byText = new Map(words.map((word) => [word.text, word]));
    const names = new Map(index.names.flatMap((group) => group.map((name) => [squeeze(name), group])));
    const titles = readTitles(index);
    const firsts = index.pages.map((_, page) => index.sections.findIndex((section) => section[0] === page));
    const pagesWith = new Map(); // 제목 → 그 제목이 있는 절의 수. "요약"은 여러 번 나옵니다.
    for (const [, , title] of index.sections) pagesWith.set(title, (pagesWith.get(title) ?? 0) + 1);

    const known = (text) => byText.has(text) || names.has(text);

    /* -- 질의 ------------------------------------------------------------- */

    function tokenize(query) {
      const tokens = Array.from(query.matchAll(WORD), (match) => {
        const end = match.index + match[0].length;
        // keras.layers.Dense에서는 마지막 이름이 찾는 것입니다.
        const weight = /^\.[a-z]/i.test(query.slice(end)) ? 0.2 : 1;
        return { text: match[0].toLowerCase().replace(/^_+|_+$/g, ""), weight, typing: end === query.length };
      });
      const telling = tokens.filter(({ text }) => !QUESTION.has(text) && (known(text) || !ends.test(text)));
      return telling.length ? telling : tokens;
    }

    /* 한국어 어절을 이루는 색인의 낱말. 나누지 못하면 빈 목록입니다.
     * leaving이면 모르는 글자를 남기고 아는 낱말만 뽑습니다. */
    function cut(text, leaving = false) {
      const best = []; // best[i]는 text.slice(i)를 가장 잘 나눈 것
      best[text.length] = { score: 0, pieces: [] };
      for (let start = text.length - 1; start >= 0; start--) {
        const keep = (score, pieces) => { if (score > (best[start]?.score ?? 0)) best[start] = { score, pieces }; };
        for (let end = start + 1; end <= text.length; end++) {
          const piece = text.slice(start, end);
          if (!best[end]) continue;
          const { score, pieces } = best[end];
          // 가운데의 조사는 뒤의 조사보다 드뭅니다. 평균과분산
          if (start > 0 && ends.test(piece)) keep(score + piece.length ** 2 * (end < text.length ? 0.3 : 0.9), pieces);
          if (known(piece)) keep(score + (piece.length > 1 ? piece.length ** 2 : 0.5), [piece, ...pieces]);
        }
        if (leaving) keep((best[start + 1]?.score ?? 0) + 0.1, best[start + 1]?.pieces ?? []);
      }
      return best[0]?.pieces ?? [];
    }

    /* 낱말이 질의와 얼마나 가까운지. 0이면 다른 말입니다. */
    function nearness(word, text, typed, least) {
      const typing = least < 4;
      if (word.keys.startsWith(typed) && typed.length >= least) {
        return (typing ? 0.85 : 0.6) - 0.01 * (word.keys.length - typed.length);
      }
      if (!word.korean) {
        if (word.parts.includes(text)) return 0.8;
        return typed.length > 2 && word.parts.some((part) => part.startsWith(typed)) ? 0.6 : 0;
      }
      // 활용: 멈추고, 멈춥니다, 멈춰
      const same = sharedStart(typed, word.keys);
      const [short, long] = [typed.length, word.keys.length].sort((a, b) => a - b);
      return same > 3 && same >= 0.6 * short && long - same < 7 ? 0.6 * same / long : 0;
    }

    /* 낱말과 이어지는 색인의 낱말과 그 무게 */
    function relatives(text, typing, alone) {
      const found = new Map();
      const exact = byText.get(text);
      const term = byText.get(squeeze(names.get(text)?.[0] ?? ""));
      const share = exact || term ? (typing ? 0.8 : 0.5) : 1;
      const typed = keys(text);
      const korean = isKorean(text);
      const least = typing ? (alone ? 2 : 3) : 4;
      for (const word of words) {
        if (word.korean === korean) raise(found, word, share * nearness(word, text, typed, least));
      }
      if (term) raise(found, term, 0.95);
      if (exact) raise(found, exact, 1);
      return found;
    }

    /* 색인에 없는 낱말: 첫소리, 다른 자판, 오타의 차례로 찾습니다. */
    function guesses(text, typing) {
      const found = new Map();
      if (ONLY_INITIALS.test(text)) {
        for (const word of words) {
          word.initials ??= initials(word.text);
          if (word.initials.startsWith(text)) raise(found, word, word.text.length === text.length ? 1 : 0.5);
        }
        if (found.size) return found;
      }
      const typed = keys(text);
      const korean = isKorean(text);
      for (const word of words) {
        if (word.korean === korean) continue;
        const same = sharedStart(typed, word.keys);
        if (same === typed.length && same > 3) raise(found, word, same / word.keys.length);
        else if (same === word.keys.length && same > 3 && typed.length - same < 5) raise(found, word, 0.8 * same / typed.length);
      }
      if (found.size || typed.length < 5) return found;
      const most = typed.length > 9 ? 2 : 1;
      for (const word of words) {
        if (word.keys.length < 4 || tooFar(typed, word.keys, most)) continue;
        const whole = distance(typed, word.keys, most);
        const start = typing ? 0.5 + distance(typed, word.keys.slice(0, typed.length), most) : Infinity;
        raise(found, word, 0.8 - 0.2 * Math.min(whole, start));
      }
      return found;
    }

    /* 말 하나로 찾은 것. 글자를 더 칠 때 앞의 말은 다시 찾지 않게 기억해 둡니다. */
    const looked = new Map();
    function look(text, typing, alone) {
      const key = `${text} ${typing} ${alone}`;
      if (!looked.has(key)) {
        const near = relatives(text, typing, alone);
        const found = near.size ? near : guesses(text, typing);
        const guessed = !near.size && !ONLY_INITIALS.test(text);
        looked.set(key, { text, found, guessed, ...places(found) });
      }
      return looked.get(key);
    }

    /* 질의를 이루는 말. 말마다 서로 바꿔 쓸 수 있는 색인의 낱말(found)이 있습니다. */
    function parse(query) {
      const tokens = tokenize(query);
      const units = [];
      for (let i = 0; i < tokens.length;) {
        // "배치 정규화"처럼 띄어 써도 한 낱말인 것은 붙입니다.
        let size = Math.min(4, tokens.length - i);
        let text = "";
        for (; size > 0; size--) {
          text = tokens.slice(i, i + size).map((token) => token.text).join("");
          if (size === 1 || names.has(text) || (isKorean(text) && known(text))) break;
        }
        const { weight, typing } = tokens[i + size - 1];
        const push = (piece) => {
          const unit = look(piece, typing && text.endsWith(piece), tokens.length === 1);
          if (unit.found.size) units.push({ ...unit, weight });
          return unit.found.size;
        };
        const pieces = known(text) || !isKorean(text) ? [] : cut(text);
        if (pieces.length) pieces.forEach(push);
        else if (!push(text) && isKorean(text)) cut(text, true).forEach(push);
        i += size;
      }
      return units;
    }

    /* -- 순위 ------------------------------------------------------------- */

    /* 낱말들이 든 절과, 제목에 든 절의 점수 */
    function places(found) {
      const inSection = new Map();
      const inTitle = new Map();
      for (const [word, near] of found) {
        for (const [n, place] of word.sections) {
          raise(inSection, n, near * place);
          const { text, tokens } = titles[n];
          if (word.korean ? text.includes(word.text) : tokens.has(word.text)) {
            raise(inTitle, n, near * Math.min(1, 0.4 + word.text.length / text.length));
          }
        }
      }
      return { inSection, inTitle, rarity: Math.log(1 + titles.length / inSection.size) };
    }

    /* 질의 전체가 제목에 있는 정도. 낱말을 나누지 못해도 찾게 합니다. */
    function titleMatch(title, whole, typed) {
      const byInitials = ONLY_INITIALS.test(whole);
      const [inner, outer] = byInitials ? [whole, title.initials] : [typed, title.keys];
      const at = outer.indexOf(inner);
      if (at < 0 || (!byInitials && inner.length < (at ? 5 : 3))) return 0;
      return (at ? 3 : 6) * (0.4 + inner.length / outer.length) + (inner === outer ? 2 : 0);
    }

    function search(raw) {
      const query = raw.normalize("NFC");
      const units = parse(query);
      const all = units.reduce((sum, { rarity, weight }) => sum + rarity * weight, 0) || 1;
      const whole = squeeze(query);
      const typed = keys(whole);
      const found = index.sections.map(([page, anchor, title], section) => {
        const first = firsts[page];
        let score = titleMatch(titles[section], whole, typed);
        let cover = score ? all : 0;
        for (const { inSection, inTitle, rarity, weight } of units) {
          const here = inSection.get(section) ?? 0;
          const above = section === first ? 0 : inTitle.get(first) ?? 0;
          score += rarity * weight * (here + 2 * (inTitle.get(section) ?? 0) + 0.3 * above);
          cover += rarity * weight * Math.max(Math.min(1, here * 1.6), above && 0.4);
        }
        const part = Math.min(1, cover / all);
        // 예제(앵커가 없음)와 "요약"처럼 어디에나 있는 절은 뒤로, 페이지의 처음은 앞으로 보냅니다.
        const kind = !anchor ? 0.9 : section === first ? 1.2 : pagesWith.get(title) > 4 ? 0.6 : 1;
        return { section, page, anchor, title, part, score: score * part * part * kind };
      });
      const most = Math.max(...found.map(({ part }) => part));
      const results = found.filter(({ score, part }) => score && part > 0.35 * most);
      results.sort((a, b) => b.score - a.score || a.section - b.section);
      return { results, words: wordsToMark(units), guess: guessOf(units) };
    }

    /* 결과에 표시할 낱말. 긴 것이 앞에 옵니다. */
    function wordsToMark(units) {
      const marks = units.flatMap(({ text, found }) => [
        ...(names.get(text) ?? []),
        ...[...found].filter(([, near]) => near > 0.3).map(([word]) => word.spelling),
      ]);
      return [...new Set(marks)].sort((a, b) => b.length - a.length);
    }

    /* 고쳐서 찾은 질의. 고치지 않았으면 빈 글입니다. */
    function guessOf(units) {
      if (!units.some(({ guessed }) => guessed)) return "";
      return units.map(({ text, found, guessed }) => {
        const [best] = [...found].reduce((a, b) => (b[1] > a[1] ? b : a));
        return guessed ? best.spelling : text;
      }).join(" ");
    }

    return { search };
  };
})();
