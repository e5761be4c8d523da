"""검색의 품질과 속도를 재서 보여 줍니다. ``nox -s search``가 실행합니다."""

from statistics import mean, quantiles

from conftest import SITE
from search_helpers import open_dialog, rank, read_queries

# 질의를 한 글자씩 늘릴 때마다 결과가 나올 때까지 걸린 시간(ms)
TYPE = """async query => {
    const input = document.querySelector("input.search-input");
    const { port1, port2 } = new MessageChannel();
    const times = [];
    for (let end = 1; end <= query.length; end++) {
        input.value = query.slice(0, end);
        const start = performance.now();
        input.dispatchEvent(new InputEvent("input"));
        await new Promise(done => { port1.onmessage = done; port2.postMessage(0); });
        times.push(performance.now() - start);
    }
    return times;
}"""


def test_measure_search(browser):
    page, site = browser.new_page(), SITE.resolve().as_uri() + "/"
    open_dialog(page, site + "index.html")
    queries = read_queries()
    ranks = {query.text: rank(page, site, query) for query in queries}
    print()
    for untouched, half in ((False, "다듬을 때 본 질의"), (True, "보지 않은 질의")):
        chosen = [query for query in queries if query.untouched == untouched]
        kinds = list(dict.fromkeys(query.kind for query in chosen))
        for kind in [*kinds, half]:
            found = [ranks[q.text] for q in chosen if kind in (q.kind, half)]
            success = mean(0 < place <= 3 for place in found)
            reciprocal = mean(1 / place if place else 0 for place in found)
            print(f"{success:6.3f} {reciprocal:6.3f} {len(found):4} {kind}")
    rounds = []
    for _ in range(3):  # 다른 프로그램이 끼어든 시간을 덜어 냅니다.
        page = browser.new_page()
        open_dialog(page, site + "index.html")
        rounds.append([t for query in queries for t in page.evaluate(TYPE, query.text)])
    times = [min(same) for same in zip(*rounds, strict=True)]
    cuts = quantiles(times, n=20)
    print(f"{len(times)}번 입력: 중앙값 {cuts[9]:.1f}ms, 95% {cuts[18]:.1f}ms")
