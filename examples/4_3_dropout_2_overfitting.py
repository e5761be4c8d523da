"""
틀린 정답이 섞였을 때의 드롭아웃
==================================================

훈련 정답의 일부를 틀리게 바꾸고, 드롭아웃이 없는 모델과 있는 모델을 비교합니다.

- 드롭아웃이 없는 모델은 틀린 정답까지 외워 훈련 손실이 더 낮습니다.
- 그동안 검증 손실은 가장 낮았던 값보다 다시 커집니다. 이것이 과대적합입니다.
- 드롭아웃을 넣으면 시드마다 검증 정확도가 더 높습니다.
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
RATES = (0.0, 0.5)  # 비교할 드롭아웃 비율. 0.0은 드롭아웃이 없는 것과 같습니다.
WRONG = 0.2  # 훈련 정답 가운데 무작위로 바꿀 비율
EPOCHS, STEP = 24, 3  # 훈련할 에포크 수, 검증하는 간격

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 300장만 훈련에 쓰고 나머지로 검증합니다.
# 정답은 훈련 쪽만 바꿉니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = []
for seed in SEEDS:
    split = train_test_split(images / 16, digits, train_size=300, random_state=seed)
    rng = np.random.default_rng(seed)
    wrong = rng.random(300) < WRONG
    split[2][wrong] = rng.integers(0, 10, wrong.sum())
    splits.append(split)
x_train, x_val, y_train, y_val = (np.stack(part, 1) for part in zip(*splits))

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

# %%
# ``STEP`` 에포크마다 훈련 손실, 검증 손실, 검증 정확도를 모델별로 적습니다.

scores = []
for epoch in range(0, EPOCHS, STEP):
    together.fit(x_train, y_train, 100, epoch + STEP, initial_epoch=epoch, verbose=0)
    fitted, guess = (together.predict(x, 2000, verbose=0) for x in (x_train, x_val))
    train_loss = keras.losses.sparse_categorical_crossentropy(y_train, fitted)
    val_loss = keras.losses.sparse_categorical_crossentropy(y_val, guess)
    correct = guess.argmax(-1) == y_val
    scores.append([np.mean(score, axis=0) for score in (train_loss, val_loss, correct)])
scores = np.reshape(scores, (len(scores), 3, len(RATES), len(SEEDS)))
train_loss, val_loss, val_accuracy = scores.swapaxes(0, 1)  # (검증, 비율, 시드)

# %%
# 결과 비교하기
# --------------------------------------------------
# 마지막 검증 정확도를 같은 시드끼리 뺀 것이 드롭아웃의 효과입니다.

without, with_dropout = val_accuracy[-1]
gain = with_dropout - without
print(f"드롭아웃 없음: {without.mean():.3f} ± {without.std():.3f}")
print(f"드롭아웃 있음: {with_dropout.mean():.3f} ± {with_dropout.std():.3f}")
difference = f"{100 * gain.mean():+.1f} ± {100 * gain.std():.1f}%p"
print(f"정확도 차이: {difference}")
print(f"더 나은 시드: {(gain > 0).sum()}/{len(SEEDS)}")
print(f"확인 18 | 틀린 정답 20% | {(gain > 0).all()} | {difference}")
growth = val_loss[-1, 0].mean() / val_loss[:, 0].mean(axis=1).min()
print(f"확인 15 | 틀린 정답 20% | {growth > 1.1} | 검증 손실이 최저의 {growth:.2f}배")
assert (gain > 0).all()
assert (train_loss[-1, 0] < train_loss[-1, 1]).all()
assert growth > 1.1
assert val_loss[-1, 1].mean() < val_loss[-1, 0].mean()

# %%
# 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

fig, ax = plt.subplots(layout="constrained")
fig.suptitle("드롭아웃이 없으면 검증 손실이 다시 커지고, 있으면 더 낮게 끝납니다")
epochs = np.arange(STEP, EPOCHS + 1, STEP)
for k, name in enumerate(("드롭아웃 없음", "드롭아웃 있음")):
    mean, std = val_loss[:, k].mean(axis=1), val_loss[:, k].std(axis=1)
    ax.fill_between(epochs, mean - std, mean + std, alpha=0.25)
    ax.plot(epochs, mean, label=f"{name}, 검증")
    ax.plot(epochs, train_loss[:, k].mean(axis=1), f"C{k}--", label=f"{name}, 훈련")
ax.set(xlabel="에포크", ylabel="손실", xticks=epochs, ylim=(0, None))
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``WRONG``을 ``0.0``으로 바꾸면 어느 ``assert``에서 먼저 멈출까요?
