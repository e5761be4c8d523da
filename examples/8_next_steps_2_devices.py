"""
장치 두 개로 나눠 훈련하기
==================================================

CPU를 가상 장치 두 개로 나누고, ``MirroredStrategy``로 배치를 반씩 맡겨 훈련합니다.

- 드롭아웃이 없으면 장치 두 개로 훈련한 손실은 하나로 훈련한 손실과 같습니다.
- 장치마다 배치의 절반씩 계산합니다.
- 드롭아웃이 있으면 장치마다 끌 유닛을 따로 골라 손실이 조금 달라집니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

SEED = 42
DEVICES = 2
EPOCHS = 8
BATCH = 256  # 두 장치가 나눠 맡을 표본의 수

# %%
# 장치 나누기
# --------------------------------------------------
# 컴퓨터가 한 대뿐이어도 CPU를 여럿인 것처럼 나눠 연습할 수 있습니다.
# 텐서를 하나라도 만들기 전에 나눠야 합니다.

tf.get_logger().setLevel("ERROR")  # 노트북에 섞여 나오는 장치의 로그를 끕니다.
(cpu,) = tf.config.list_physical_devices("CPU")
parts = [tf.config.LogicalDeviceConfiguration()] * DEVICES
tf.config.set_logical_device_configuration(cpu, parts)
names = [device.name for device in tf.config.list_logical_devices("CPU")]
strategy = tf.distribute.MirroredStrategy(names)
print("장치:", names)
assert strategy.num_replicas_in_sync == DEVICES

# %%
# 장치마다 맡은 몫 보기
# --------------------------------------------------
# ``strategy.run``은 장치마다 함수를 한 번씩 부릅니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
samples = ((images / 16).astype("float32"), digits.astype("int32"))
batches = tf.data.Dataset.from_tensor_slices(samples).batch(BATCH, drop_remainder=True)
first = next(iter(strategy.experimental_distribute_dataset(batches)))
shares = strategy.run(lambda batch: tf.shape(batch[0])[0], args=(first,))
shares = [int(share) for share in strategy.experimental_local_results(shares)]
print("장치마다 맡은 표본:", shares)
assert shares == [BATCH // DEVICES] * DEVICES

# %%
# 모델 훈련하기
# --------------------------------------------------
# ``strategy.scope()`` 안에서 만든 모델은 장치마다 가중치를 하나씩 두고 똑같이 바꿉니다.


def train(strategy, rate):
    """드롭아웃 비율이 ``rate``인 모델을 훈련한 에포크별 손실. 모양은 ``(EPOCHS,)``."""
    keras.utils.set_random_seed(SEED)
    with strategy.scope():
        hidden = [layers.Dense(64, activation="relu"), layers.Dropout(rate, seed=SEED)]
        output = layers.Dense(10, activation="softmax")
        model = keras.Sequential([keras.Input((64,)), *hidden, output])
        model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy")
    run = model.fit(batches, epochs=EPOCHS, shuffle=False, verbose=0)
    return np.array(run.history["loss"])


one, two = tf.distribute.get_strategy(), strategy
losses = {(rate, s): train(s, rate) for rate in (0.0, 0.5) for s in (one, two)}
gaps = {}
for rate in (0.0, 0.5):
    gap = gaps[rate] = np.abs(losses[rate, one] - losses[rate, two]).max()
    print(f"확인 8-4 | 드롭아웃 {rate} | {gap < 1e-4} | 손실의 차이 {gap:.4f}")
assert gaps[0.0] < 1e-4
assert gaps[0.5] > 1e-4

# %%
# 실선은 장치 하나, 점은 장치 둘입니다.

fig, ax = plt.subplots(layout="constrained")
fig.suptitle("드롭아웃이 없으면 장치 하나와 둘의 손실이 겹칩니다")
epochs = range(1, EPOCHS + 1)
for k, rate in enumerate((0.0, 0.5)):
    ax.plot(epochs, losses[rate, one], f"C{k}", label=f"드롭아웃 {rate}, 장치 하나")
    ax.plot(epochs, losses[rate, two], f"C{k}o", label=f"드롭아웃 {rate}, 장치 둘")
ax.set(xlabel="에포크", ylabel="훈련 손실")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``DEVICES``를 4로 바꾸면 장치마다 맡는 표본은 몇 개일까요?
