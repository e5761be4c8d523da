"""케라스가 데이터를 꺼낼 때 tf.data의 자동 조정(autotune)을 끕니다(``fresh_process``).

tf.data는 데이터를 훑을 때마다 스레드를 하나 더 띄워, 미리 꺼내 둘 수를 조정합니다.
다 훑은 뒤에는 그 스레드가 잠에서 깨기를 10밀리초 넘게 기다리기도 합니다.
여러 번 훑는 작은 학습에서는 그 기다림이 계산보다 깁니다.
꺼내는 데이터와 차례는 그대로이므로 출력도 그대로입니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from keras.src.trainers.data_adapters.tf_dataset_adapter import TFDatasetAdapter

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = tf.data.Options()
OPTIONS.autotune.enabled = False


def without_autotune(
    get: Callable[[object], tf.data.Dataset],
) -> Callable[[object], tf.data.Dataset]:
    """``get``이 준 데이터에서 자동 조정만 끈 것을 주는 함수."""

    def get_tf_dataset(adapter: object) -> tf.data.Dataset:
        dataset = get(adapter)
        plain = isinstance(dataset, tf.data.Dataset)  # 여러 장치에 나눈 것이 아니면
        return dataset.with_options(OPTIONS) if plain else dataset

    return get_tf_dataset


for adapter in (ArrayDataAdapter, TFDatasetAdapter):
    adapter.get_tf_dataset = without_autotune(adapter.get_tf_dataset)
