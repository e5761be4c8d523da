"""
드롭아웃이 하는 일
==================================================

**드롭아웃**(dropout)은 앞 층의 출력 일부를 무작위로 0으로 바꾸는 층입니다.
훈련할 때와 추론할 때 무엇이 다른지 숫자 몇 개로 확인하고, 꺼진 유닛을 그림으로 봅니다.

- 훈련할 때는 일부가 0이 되고, 남은 값은 ``1 / (1 - rate)``배가 됩니다.
- 추론할 때는 입력이 그대로 나옵니다.
- 드롭아웃은 모델의 파라미터 개수를 바꾸지 않습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

SEED = 42
RATE = 0.5  # 0으로 바꿀 값의 비율
LAYER_SIZES = (4, 8, 8, 3)  # 그림에 그릴 층의 유닛 수

# %%
# 숫자 여덟 개로 보기
# --------------------------------------------------
# 모두 1인 입력을 넣습니다.
# 훈련할 때 남은 값은 2배가 되어, 합의 기댓값이 입력과 같습니다.
# 추론할 때는 아무것도 하지 않습니다.

ones = np.ones((1, 8), dtype="float32")
dropout = layers.Dropout(RATE, seed=SEED)
trained = keras.ops.convert_to_numpy(dropout(ones, training=True))
inferred = keras.ops.convert_to_numpy(dropout(ones, training=False))

print("training=True ", trained)
print("training=False", inferred)
assert set(trained.flat) == {0.0, 1 / (1 - RATE)}
assert np.array_equal(inferred, ones)

# %%
# 많은 수로 보기
# --------------------------------------------------
# 값이 십만 개면 비율이 또렷합니다.
# ``rate``는 남기는 비율이 아니라 **버리는** 비율입니다.

many = layers.Dropout(0.2, seed=SEED)(np.ones(100_000, "float32"), training=True)
many = keras.ops.convert_to_numpy(many)

print(f"0이 된 비율: {np.mean(many == 0):.3f}")
print(f"남은 값: {many.max():.3f}")
print(f"전체 평균: {many.mean():.3f}")
assert abs(np.mean(many == 0) - 0.2) < 0.01
assert many.max() == 1.25
assert abs(many.mean() - 1) < 0.01

# %%
# 파라미터 세기
# --------------------------------------------------
# 같은 모델에 드롭아웃을 넣어도 파라미터 개수는 그대로입니다.
# 꺼진 유닛은 그 순간 신호를 내지 않을 뿐이고, 가중치는 남아 있습니다.

plain = [layers.Dense(32, activation="relu"), layers.Dense(10)]
dropped = [layers.Dense(32, activation="relu"), dropout, layers.Dense(10)]
without = keras.Sequential([keras.Input((64,)), *plain])
with_dropout = keras.Sequential([keras.Input((64,)), *dropped])

before, after = without.count_params(), with_dropout.count_params()
print(f"확인 20 | 은닉층 뒤에 넣은 모델 | {after < before} | {before}개 → {after}개")
assert after == before
assert dropout.weights == []

# %%
# 꺼진 유닛 그리기
# --------------------------------------------------
# 은닉층 두 개의 출력에 드롭아웃을 겁니다.
# 어느 유닛이 꺼질지는 ``Dropout`` 층에 직접 물어서 그립니다.


def draw_network(ax, alive):
    """층마다 켜진 유닛을 적은 불 배열의 목록 ``alive``로 신경망을 그립니다."""
    heights = [np.arange(len(states)) - len(states) / 2 for states in alive]
    for i in range(len(alive) - 1):
        for start in heights[i][alive[i]]:
            for end in heights[i + 1][alive[i + 1]]:
                ax.plot([i, i + 1], [start, end], color="gray", lw=0.6, zorder=1)
    for i, (height, on) in enumerate(zip(heights, alive)):
        ax.scatter([i] * on.sum(), height[on], s=110, color="C0")
        ax.scatter([i] * (~on).sum(), height[~on], s=80, color="C3", marker="x")
    ax.set_axis_off()


# %%
# 훈련할 때는 단계마다 다른 유닛이 꺼지고, 추론할 때는 모두 켜집니다.

everything_on = [np.ones(size, dtype=bool) for size in LAYER_SIZES]
fig, axes = plt.subplots(1, 3, figsize=(8, 3.4), layout="constrained")
fig.suptitle("훈련 단계마다 다른 유닛이 꺼지고, 추론할 때는 모두 켜집니다")
for ax, title in zip(axes, ("훈련 1단계", "훈련 2단계", "추론")):
    first, *hidden, last = everything_on
    outputs = [dropout(on.astype("float32"), training=title != "추론") for on in hidden]
    alive = [
        first,
        *(keras.ops.convert_to_numpy(output) > 0 for output in outputs),
        last,
    ]
    draw_network(ax, alive)
    ax.set_title(f"{title}: 켜진 유닛 {sum(map(sum, alive))}개")
    off = sum((~on).sum() for on in alive)
    print(f"확인 그림3-22 | {title} | {off > 0} | 꺼진 유닛 {off}개")
plt.show()
assert all(on.all() for on in alive)

# %%
# 직접 해 보기
# --------------------------------------------------
# ``RATE``를 ``0.75``로 바꾸면 첫 출력에서 남은 값은 몇 배가 될까요?
