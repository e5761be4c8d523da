"""케라스가 데이터를 꺼낼 때 tf.data의 자동 조정(autotune)을 끕니다(``fresh_process``).

tf.data는 데이터를 훑을 때마다 스레드를 하나 더 띄워, 미리 꺼내 둘 수를 조정합니다.
다 훑은 뒤에는 그 스레드가 잠에서 깨기를 10밀리초 넘게 기다리기도 합니다.
여러 번 훑는 작은 학습에서는 그 기다림이 계산보다 깁니다.
꺼내는 데이터와 차례는 그대로이므로 출력도 그대로입니다.
"""

import tensorflow as tf
from keras.src.backend.tensorflow import trainer

OPTIONS = tf.data.Options()
OPTIONS.autotune.enabled = False


class WithoutAutotune(trainer.TFEpochIterator):
    """``fit``, ``evaluate``, ``predict``가 데이터를 꺼내는 것."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        dataset = self._distributed_dataset
        if isinstance(dataset, tf.data.Dataset):  # 여러 장치에 나눈 것은 그대로 둡니다.
            self._distributed_dataset = dataset.with_options(OPTIONS)


trainer.TFEpochIterator = WithoutAutotune
