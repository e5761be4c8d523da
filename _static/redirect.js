/* 바뀐 주소로 옮기면서 # 뒤를 이어 줍니다. 페이지는 _ext/redirects.py가 만듭니다. */
location.replace(document.querySelector("a").href + location.hash);
