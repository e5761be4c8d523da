"""
정답이 깨끗할 때의 드롭아웃
==================================================

드롭아웃이 늘 도움이 되는 것은 아닙니다.
정답이 모두 옳은 데이터에서 드롭아웃이 없는 모델과 있는 모델을 다섯 시드로 비교합니다.

- 깨끗한 데이터에서는 드롭아웃을 넣어도 검증 정확도가 1%p도 달라지지 않습니다.
- 그래도 드롭아웃이 없는 모델의 훈련 손실은 더 낮습니다.
- 드롭아웃을 넣어도 검증 정확도가 높아지지 않는 시드가 있습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 데이터를 나누는 시드
RATES = (0.0, 0.5)  # 비교할 드롭아웃 비율. 0.0은 드롭아웃이 없는 것과 같습니다.
EPOCHS = 24

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 300장만 훈련에 쓰고 나머지로 검증합니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = [
    train_test_split(images / 16, digits, train_size=300, random_state=seed)
    for seed in SEEDS
]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
print("훈련 입력의 모양:", x_train.shape, "(표본, 시드, 화소)")

# %%
# 모델 정의하기
# --------------------------------------------------
# 비교하는 것은 비율 하나입니다.


def build_model(rate):
    """``(64,)`` 모양의 입력을 숫자 열 개의 확률로 바꾸는 모델을 만듭니다."""
    hidden = [layers.Dense(256, activation="relu"), layers.Dropout(rate)]
    hidden += [layers.Dense(256, activation="relu"), layers.Dropout(rate)]
    return keras.Sequential([*hidden, layers.Dense(10, activation="softmax")])


# %%
# 시드 다섯 개를 한꺼번에 훈련하기
# --------------------------------------------------
# 모델 열 개(비율 둘 × 시드 다섯)를 나란히 묶어 함께 훈련합니다.
# 모델끼리 가중치를 나눠 쓰지 않습니다.

keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [build_model(rate)(inputs[:, seed]) for rate in RATES for seed in SEEDS]
together = keras.Model(inputs, keras.ops.stack(outputs, axis=1))
together.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy")
y_train, y_val = np.tile(y_train, len(RATES)), np.tile(y_val, len(RATES))
together.fit(x_train, y_train, batch_size=100, epochs=EPOCHS, verbose=0)

# %%
# 결과 비교하기
# --------------------------------------------------
# 드롭아웃은 끄고 잽니다.
# 효과는 같은 시드끼리 뺀 값이고, 흔들림은 그 값의 표준 편차입니다.

fitted, guess = (together.predict(x, 2000, verbose=0) for x in (x_train, x_val))
loss = keras.losses.sparse_categorical_crossentropy(y_train, fitted)
loss = np.mean(loss, axis=0).reshape(len(RATES), len(SEEDS))
accuracy = np.mean(guess.argmax(-1) == y_val, axis=0).reshape(loss.shape)
gain = accuracy[1] - accuracy[0]

print("훈련 손실(없음, 있음):", loss.mean(axis=1).round(4))
print("검증 정확도(없음, 있음):", accuracy.mean(axis=1).round(3))
difference = f"{100 * gain.mean():+.1f} ± {100 * gain.std():.1f}%p"
print(f"정확도 차이: {difference}")
print(f"더 나은 시드: {(gain > 0).sum()}/{len(SEEDS)}")
print(f"확인 18 | 깨끗한 정답 | {(gain > 0).all()} | {difference}")
assert abs(gain.mean()) < 0.01
assert (loss[0] < loss[1]).all()
assert (gain <= 0).any()

# %%
# 선 하나가 시드 하나입니다.

fig, ax = plt.subplots(figsize=(5, 4), layout="constrained")
fig.suptitle("정답이 깨끗하면 드롭아웃을 넣어도 정확도가 거의 같습니다")
ax.plot(accuracy, "o-")
ax.set(xticks=(0, 1), xticklabels=("드롭아웃 없음", "드롭아웃 있음"), xlim=(-0.3, 1.3))
ax.set_ylabel("검증 정확도")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# 훈련에 쓰는 표본을 300장에서 100장으로 줄이면 효과가 보일까요?
