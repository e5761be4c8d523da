// 검색 페이지의 글입니다. Sphinx의 한국어 번역에는 검색을 마친 뒤의 문장이 비어 있습니다.
Documentation.addTranslations({
  locale: "ko",
  messages: {
    ", in ": ", ",
    "Hide Search Matches": "찾은 글 표시 지우기",
    "Preparing search...": "검색을 준비합니다…",
    "Search Results": "검색 결과",
    Searching: "검색하고 있습니다",
    "Search finished, found one page matching the search query.": [
      "검색어가 있는 페이지를 ${resultCount}쪽 찾았습니다.",
    ],
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "검색어가 있는 페이지가 없습니다. 맞춤법을 확인하거나 더 짧은 낱말로 찾아보세요.",
  },
  plural_expr: "0",
});
