"""복제할 서버(``fresh_process``)가 시작할 때, 실행하는 데 쓰는 모듈을 불러 둡니다.

TensorFlow가 만든 객체는 수십만 개이고 끝까지 쓰입니다.
그래서 불러오는 동안에는 안 쓰는 메모리를 찾지 않고, 불러온 것은 찾는 대상에서 뺍니다.
그대로 두면 서버도 늦게 시작하고, 복제한 프로세스마다 이것을 거듭 훑습니다.
"""

import gc
from importlib import import_module

MODULES = (
    *("keras", "without_autotune", "matplotlib.pyplot", "sklearn.datasets"),
    *("ipykernel.kernelapp", "ipykernel.ipkernel"),
    *("figure_text", "gallery_figures", "isolated_examples"),
)

gc.disable()
for name in MODULES:
    import_module(name)
gc.freeze()
gc.enable()
