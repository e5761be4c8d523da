"""
훈련 반복문을 직접 쓰기
==================================================

``fit()``이 하는 일을 ``GradientTape``로 직접 적고, 결과가 같은지 견줍니다.

- 직접 쓴 반복문의 손실은 ``fit()``의 손실과 같습니다.
- 훈련을 마친 두 모델의 예측도 같습니다.
- 반복문에서는 ``fit()``이 보여 주지 않는 값도 잴 수 있습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

SEED = 42
EPOCHS = 10
BATCH = 256  # 배치에 담을 표본의 수

# %%
# 데이터와 모델 준비하기
# --------------------------------------------------
# 두 모델은 같은 가중치에서 시작하고, 데이터는 섞지 않습니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
samples = ((images / 16).astype("float32"), digits.astype("int32"))
batches = tf.data.Dataset.from_tensor_slices(samples).batch(BATCH)

keras.utils.set_random_seed(SEED)
stack = [layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
fitted = keras.Sequential([keras.Input((64,)), *stack])
looped = keras.models.clone_model(fitted)
looped.set_weights(fitted.get_weights())

# %%
# ``fit()``으로 훈련하기
# --------------------------------------------------
# 반복문과 견줄 기준입니다.
# 데이터셋에서 이미 차례를 정했으므로 ``shuffle=False``를 줍니다.

fitted.compile("adam", "sparse_categorical_crossentropy")
history = fitted.fit(batches, epochs=EPOCHS, shuffle=False, verbose=0)
fit_loss = np.array(history.history["loss"])
print("fit()의 손실:", fit_loss[[0, -1]].round(3))

# %%
# 한 에포크를 함수로 쓰기
# --------------------------------------------------
# ``GradientTape``는 안에서 한 계산을 기록하므로, 손실을 가중치로 미분할 수 있습니다.
# ``tf.function``은 이 함수를 그래프로 바꿔 실행합니다.

optimizer = keras.optimizers.Adam()
optimizer.build(looped.trainable_variables)
loss_fn = keras.losses.SparseCategoricalCrossentropy()
mean_loss, mean_slope = keras.metrics.Mean(), keras.metrics.Mean()


@tf.function
def train_one_epoch():
    """배치마다 가중치를 바꾸고, 손실과 기울기의 크기를 지표에 더합니다."""
    for inputs, labels in batches:
        with tf.GradientTape() as tape:
            loss = loss_fn(labels, looped(inputs, training=True))
        gradients = tape.gradient(loss, looped.trainable_variables)
        optimizer.apply(gradients, looped.trainable_variables)
        mean_loss.update_state(loss, sample_weight=tf.shape(labels)[0])
        mean_slope.update_state(tf.linalg.global_norm(gradients))


# %%
# 반복문으로 훈련하기
# --------------------------------------------------
# 에포크마다 지표를 비우고, 함수를 부르고, 값을 읽습니다.

loop_loss, slopes = [], []
for _ in range(EPOCHS):
    mean_loss.reset_state()
    mean_slope.reset_state()
    train_one_epoch()
    loop_loss.append(float(mean_loss.result()))
    slopes.append(float(mean_slope.result()))
print("반복문의 손실:", np.round(loop_loss, 3)[[0, -1]])
print("기울기의 크기:", np.round(slopes, 2)[[0, -1]])
gap = np.abs(np.array(loop_loss) - fit_loss).max()
print(f"확인 8-1 | 섞지 않은 데이터 | {gap < 1e-3} | 손실의 가장 큰 차이 {gap:.4f}")
assert gap < 1e-3
assert np.allclose(looped(samples[0]), fitted(samples[0]), atol=1e-3)
assert slopes[-1] > 0

# %%
# 두 손실은 겹쳐 한 선으로 보입니다.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
fig.suptitle("직접 쓴 반복문의 손실은 fit()과 같고, 기울기의 크기도 볼 수 있습니다")
epochs = range(1, EPOCHS + 1)
left.plot(epochs, fit_loss, lw=5, label="fit()")
left.plot(epochs, loop_loss, "ko:", label="반복문")
left.set(xlabel="에포크", ylabel="훈련 손실", ylim=(0, None))
left.legend()
right.plot(epochs, slopes, "C2o-")
right.set(xlabel="에포크", ylabel="기울기의 크기(평균)", ylim=(0, None))
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``@tf.function``을 지우면 결과는 그대로일까요? 걸리는 시간은 어떻게 달라질까요?
