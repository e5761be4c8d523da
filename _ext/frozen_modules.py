"""복제할 서버가 불러온 것을, 안 쓰는 메모리를 찾는 대상에서 뺍니다(``fresh_process``).

TensorFlow가 만든 객체는 수십만 개이고 끝까지 쓰입니다.
그대로 두면 복제한 프로세스마다 이것을 거듭 훑습니다.
``PRELOADED``의 맨 뒤에 적습니다.
"""

import gc

gc.collect()
gc.freeze()
