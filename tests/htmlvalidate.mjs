// 모든 규칙을 켜고, 끈 규칙에는 까닭을 답니다. https://html-validate.org/rules/
const SAME_DOCUMENT = "off"; // 적는 모양만 다르고, 브라우저가 읽은 문서는 같습니다.

export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "attr-quotes": SAME_DOCUMENT,
    "attribute-boolean-style": SAME_DOCUMENT,
    "attribute-empty-style": SAME_DOCUMENT,
    "doctype-style": SAME_DOCUMENT,
    "no-trailing-whitespace": SAME_DOCUMENT,
    "prefer-tbody": SAME_DOCUMENT,
    "void-style": SAME_DOCUMENT,
    // 다른 서버의 파일을 부르지 않으므로 해시로 지킬 것이 없습니다.
    "require-sri": ["error", { target: "crossorigin" }],
    // 그림의 SVG와 summary() 표가 쓰며, 보안 정책도 허락합니다.
    "no-inline-style": "off",
    // 표준은 빈칸만 막습니다. 테마의 __navigation과 색인의 한글 낱자도 id입니다.
    "valid-id": ["error", { relaxed: true }],
    // 테마의 <article role="main">은 <main>과 같게 읽힙니다.
    "prefer-native-element": ["error", { exclude: ["main"] }],
    // 옆 막대의 검색 칸은 검색 창을 여는 단추입니다. 보내는 단추가 따로 없습니다.
    "wcag/h32": "off",
  },
};
