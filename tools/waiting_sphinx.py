"""모듈을 불러온 뒤 둘로 나뉘어, 하나는 페이지를, 하나는 전자책을 만듭니다.

``run_sphinx.py``가 이 글을 ``python -c``로 실행합니다. 인자는 파이프의 번호입니다.
둘은 저마다 무엇을 만들지 파이프에서 한 줄로 받아 Sphinx를 실행하고,
하는 말과 끝난 상태를 다른 파이프에 적습니다.
받는 파이프가 닫히면 빌드가 강제로 끝난 것이므로 곧바로 끝냅니다.

곧 사라질 프로세스라서, 안 쓰는 메모리를 드물게 찾고, 끝나면 하나씩 돌려주지 않습니다.
"""

import gc
import importlib
import json
import os
import sys
import threading
from types import ModuleType

gc.disable()


class Unused(ModuleType):
    """불러오지 않은 모듈. 무엇을 찾아도 ``None``입니다."""

    def __getattr__(self, name: str) -> None:
        return None


# MyST-NB가 함께 부르지만 이 사이트는 쓰지 않는 데이터베이스입니다.
# 여기에 딸린 SQLAlchemy를 불러오는 데 오래 걸립니다.
sys.modules["jupyter_cache.cache.db"] = Unused("jupyter_cache.cache.db")

# 확장이 부를 것 가운데 오래 걸리는 것을 미리 부릅니다.
import bs4  # noqa: E402, F401
import fontTools.ttLib  # noqa: E402, F401
import markdown_it  # noqa: E402, F401
import myst_nb.sphinx_ext  # noqa: E402, F401
from sphinx.cmd.build import main  # noqa: E402

gc.freeze()
gc.set_threshold(100_000, 20, 20)
gc.enable()
pages, book = json.loads(sys.argv[1])
mine, other = (pages, book) if os.fork() else (book, pages)
for end in other:
    os.close(end)
orders, said = os.fdopen(mine[0]), mine[1]
os.dup2(said, 1)
os.dup2(said, 2)
order = json.loads(orders.readline() or os._exit(1))
threading.Thread(target=lambda: orders.read(1) or os._exit(1), daemon=True).start()
os.chdir(order["folder"])
os.environ.update(order["environment"])
sys.path.insert(1, os.environ["PYTHONPATH"])
importlib.invalidate_caches()
if order["executes"]:  # 예제와 강의를 실행할 서버가 TensorFlow를 불러오게 합니다.
    import fresh_process

    fresh_process.preload_server()
    fresh_process.start_server()
try:
    status = main(order["arguments"])
except SystemExit as end:  # 나눈 몫만 실행하는 빌드(_ext/isolated_pages.py)
    status = int(end.code)
sys.stdout.flush()
sys.stderr.flush()
os.write(said, f"\n{order['ended']}{status}\n".encode())
os._exit(status)
