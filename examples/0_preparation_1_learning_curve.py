"""
훈련 곡선의 세 가지 모양
==================================================

조건을 하나씩만 바꾼 세 경우를 시드 다섯 개로 훈련해 에포크마다 손실을 잽니다.

- 유닛이 두 개뿐이면 훈련 손실도 검증 손실도 높습니다. 과소적합입니다.
- 유닛을 늘리면 두 손실이 모두 낮아져 그대로 머뭅니다. 알맞은 훈련입니다.
- 틀린 정답을 섞으면 훈련 손실은 낮아져도 검증 손실은 다시 커집니다. 과대적합입니다.
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
CASES = ("과소적합", "알맞음", "과대적합")
UNITS = (2, 128, 128)  # 세 경우의 은닉층 유닛 수
WRONG = 0.3  # 셋째 경우에서 훈련 정답 가운데 무작위로 바꿀 비율
EPOCHS, EARLY = 25, 6  # 훈련할 에포크 수, 마지막과 비교할 에포크
LEARNING_RATE = 0.03

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 500장을 훈련에 쓰고 나머지로 검증합니다.
# 틀린 정답은 훈련 쪽에만 섞습니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
parts = []
for seed in SEEDS:
    part = train_test_split(images / 16, digits, train_size=500, random_state=seed)
    rng = np.random.default_rng(seed)
    other = rng.integers(0, 10, 500)
    parts.append([*part, np.where(rng.random(500) < WRONG, other, part[2])])
x_train, x_val, y_train, y_val, y_wrong = (np.stack(p, 1) for p in zip(*parts))
y_train, y_val = np.hstack([y_train, y_train, y_wrong]), np.tile(y_val, 3)

# %%
# 모델 만들기
# --------------------------------------------------
# ``EinsumDense``로 시드마다 가중치가 따로인 ``Dense``를 한꺼번에 계산합니다.
# 식의 ``b``는 표본, ``s``는 시드, ``i``와 ``o``는 입력과 출력입니다.

keras.utils.set_random_seed(SEED)
inputs, outputs = keras.Input((len(SEEDS), 64)), []
for units in UNITS:
    equation, shape = "bsi,sio->bso", (len(SEEDS), units)
    hidden = layers.EinsumDense(equation, shape, "relu", "so")(inputs)
    output = layers.EinsumDense(equation, (len(SEEDS), 10), "softmax", "so")
    outputs.append(output(hidden))
together = keras.Model(inputs, layers.Concatenate(axis=1)(outputs))
adam = keras.optimizers.Adam(LEARNING_RATE)
together.compile(adam, "sparse_categorical_crossentropy")

# %%
# 한 에포크씩 훈련하고 재기
# --------------------------------------------------
# ``fit()``을 다시 부르면 이어서 훈련하므로, 에포크마다 멈추고 잴 수 있습니다.

scores = []
for _ in range(EPOCHS):
    together.fit(x_train, y_train, batch_size=100, verbose=0)
    for x, y in ((x_train, y_train), (x_val, y_val)):
        guess = keras.ops.convert_to_numpy(together(x))
        loss = keras.losses.sparse_categorical_crossentropy(y, guess)
        scores.append([np.mean(s, axis=0) for s in (loss, guess.argmax(-1) == y)])
scores = np.reshape(scores, (EPOCHS, 2, 2, len(CASES), len(SEEDS)))
losses, accuracies = scores.transpose(2, 3, 1, 0, 4)  # (경우, 훈련·검증, 에포크, 시드)

# %%
# 결과 비교하기
# --------------------------------------------------
# 과대적합인 경우에만 검증 손실이 가장 낮았던 값보다 크게 높아진 채 끝납니다.

for case, (train, val) in zip(CASES, losses[:, :, -1]):
    print(f"{case}: 훈련 {train.mean():.3f}, 검증 {val.mean():.3f} ± {val.std():.3f}")
again = losses[:, 1, -1] / losses[:, 1].min(axis=1)  # 가장 낮았던 값의 몇 배인지
print(f"다시 커진 비율: {again[2].mean():.2f} ± {again[2].std():.2f}배")
assert (losses[1, :, -1] < losses[0, :, -1]).all()
assert again[:2].max() < 1.3
assert again[2].mean() > 1.2

# %%
# 더 훈련하면 나아지는지, 훈련 정확도와 검증 정확도가 함께 오르는지도 경우마다 다릅니다.

for k in (0, 2):
    loss, train, val = (s[[EARLY - 1, -1]] for s in (losses[k, 1], *accuracies[k]))
    fell, both = loss[1] < loss[0], (train[1] > train[0]) & (val[1] > val[0])
    a, b, c = ("{:.2f} → {:.2f}".format(*s.mean(axis=1)) for s in (loss, train, val))
    a, b = f"검증 손실 {a}, 낮아진 시드 {fell.sum()}/5", f"훈련 {b}, 검증 {c}"
    b = f"정확도 {b}, 함께 오른 시드 {both.sum()}/5"
    print(f"확인 0-1 | {CASES[k]} | {fell.mean() > 0.5} | {a}")
    print(f"확인 0-2 | {CASES[k]} | {both.mean() > 0.5} | {b}")
    assert train[1].mean() > train[0].mean()
    assert (fell.mean() > 0.5) == (both.mean() > 0.5) == (k == 0)

# %%
# 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

fig, axes = plt.subplots(1, 3, figsize=(9, 3.6), sharey=True, layout="constrained")
fig.suptitle("둘 다 높은 과소적합, 둘 다 낮은 훈련, 검증 손실만 다시 커지는 과대적합")
for k, ax in enumerate(axes):
    for name, style, loss in zip(("훈련", "검증"), ("--", "-"), losses[k]):
        mean, std, epochs = loss.mean(axis=1), loss.std(axis=1), range(1, EPOCHS + 1)
        ax.fill_between(epochs, mean - std, mean + std, alpha=0.25)
        ax.plot(epochs, mean, style, label=name)
    ax.set(title=CASES[k], xlabel="에포크", ylabel="손실", ylim=(0, None))
axes[0].legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``WRONG``을 ``0.0``으로 바꾸면 어느 ``assert``에서 먼저 멈출까요?
