"""
드롭아웃 비율 훑기
==================================================

틀린 정답이 섞인 데이터에서 드롭아웃 비율을 바꿔 가며 검증 정확도를 잽니다.

- 알맞은 비율은 모든 시드에서 검증 정확도를 높입니다.
- 비율이 너무 높으면 검증 정확도가 다시 낮아집니다.
- 비율을 높일수록 훈련 정확도는 낮아집니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 데이터를 나누고 정답을 바꾸는 시드
RATES = (0.0, 0.3, 0.6, 0.95)
WRONG = 0.2  # 훈련 정답 가운데 무작위로 바꿀 비율
EPOCHS = 40

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 300장만 훈련에 쓰고, 그 정답의 일부를 무작위로 바꿉니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = []
for seed in SEEDS:
    split = train_test_split(images / 16, digits, train_size=300, random_state=seed)
    rng = np.random.default_rng(seed)
    wrong = rng.random(300) < WRONG
    split[2][wrong] = rng.integers(0, 10, wrong.sum())
    splits.append(split)
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))

# %%
# 모델 정의하기
# --------------------------------------------------
# 비교하는 것은 비율 하나입니다.


def build_model(rate):
    """``(64,)`` 모양의 입력을 숫자 열 개의 확률로 바꾸는 모델을 만듭니다."""
    hidden = [layers.Dense(128, activation="relu"), layers.Dropout(rate)]
    return keras.Sequential([*hidden, layers.Dense(10, activation="softmax")])


# %%
# 모두 한꺼번에 훈련하기
# --------------------------------------------------
# 비율마다 시드 다섯 개씩 나란히 묶어 함께 훈련합니다.
# 모델끼리 가중치를 나눠 쓰지 않습니다.

keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [build_model(rate)(inputs[:, seed]) for rate in RATES for seed in SEEDS]
together = keras.Model(inputs, keras.ops.stack(outputs, axis=1))
together.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
y_train, y_val = np.tile(y_train, len(RATES)), np.tile(y_val, len(RATES))
together.fit(x_train, y_train, batch_size=300, epochs=EPOCHS, verbose=0)

# %%
# 결과 비교하기
# --------------------------------------------------
# 드롭아웃은 끄고 잽니다.

fitted, guess = (together.predict(x, 2000, verbose=0) for x in (x_train, x_val))
train, val = (
    np.mean(output.argmax(-1) == y, axis=0).reshape(len(RATES), len(SEEDS))
    for output, y in ((fitted, y_train), (guess, y_val))
)
for rate, fit, accuracy in zip(RATES, train, val):
    print(f"rate={rate:<4} 훈련 {fit.mean():.3f} ± {fit.std():.3f}", end="  ")
    print(f"검증 {accuracy.mean():.3f} ± {accuracy.std():.3f}")
best = val.mean(axis=1).argmax()
gain = val[best] - val[0]
print("가장 좋은 비율:", RATES[best])
print(f"정확도 차이: {100 * gain.mean():+.1f} ± {100 * gain.std():.1f}%p")
assert 0 < best < len(RATES) - 1
assert (gain > 0).all()
assert (np.diff(train.mean(axis=1)) < 0).all()

# %%
# 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

fig, ax = plt.subplots(layout="constrained")
fig.suptitle("비율을 높이면 검증 정확도가 올랐다가 다시 내려갑니다")
for name, scores in (("검증", val), ("훈련", train)):
    mean, std = scores.mean(axis=1), scores.std(axis=1)
    ax.fill_between(RATES, mean - std, mean + std, alpha=0.25)
    ax.plot(RATES, mean, "o-", label=name)
ax.set(xlabel="드롭아웃 비율", ylabel="정확도")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``WRONG``을 ``0.0``으로 바꿔도 드롭아웃을 넣은 쪽이 더 나을까요?
