"""예제와 강의를 실행하는 프로세스가 코어 하나만 쓰고, 출력은 그대로인지 봅니다."""

import os
import subprocess
import sys
from pathlib import Path

from faults import EXAMPLE, PAGE, PRINT
from small_site import ROOT, build, edit

# 코어를 정할 수 없는 운영 체제에서는 볼 것이 없습니다.
CORES = "getattr(os, 'sched_getaffinity', lambda process: [0])(0)"
ONE_CORE = f"import os\nassert len({CORES}) == 1"
TRAIN = """
import keras, numpy as np, tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

x = np.random.default_rng(0).normal(size=(70, 3)).astype("float32")
y = x.sum(axis=1)
samples = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
seen = []


class Adding(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, batch):
        tf.py_function(lambda rows: seen.append(rows.numpy().tolist()), [batch], [])
        return self.dense(batch)


def train():
    seen.clear()
    keras.utils.set_random_seed(0)
    model = Adding()
    model.compile("sgd", "mse")
    losses = model.fit(x, y, epochs=3, validation_split=0.2, verbose=0).history
    more = model.fit(samples, epochs=2, verbose=0).history
    return losses, more, model.predict(x, verbose=0).tolist(), list(seen)


def tunes():
    return ArrayDataAdapter(x).get_tf_dataset().options().autotune.enabled


assert tunes() is not False
before = train()
import without_autotune
assert tunes() is False
assert train() == before
assert len(before[-1]) == 3 * (2 + 1) + 2 * 3 + 3, len(before[-1])
"""


def test_one_core_each(small_project: Path) -> None:
    edit(small_project / EXAMPLE, PRINT, f"{ONE_CORE}\n{PRINT}")
    edit(small_project / PAGE, PRINT, f"{ONE_CORE}\n{PRINT}")
    status, output, _ = build(small_project)
    assert status == 0, output


def test_data_and_results_are_the_same_without_autotune() -> None:
    """꺼낸 데이터의 차례와 손실과 예측이 바이트까지 같습니다."""
    subprocess.run(
        [sys.executable, "-c", TRAIN],
        env=os.environ | {"PYTHONPATH": str(ROOT / "_ext")},
        check=True,
    )
