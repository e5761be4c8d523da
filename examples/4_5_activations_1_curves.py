"""
활성화 함수의 값과 기울기
==================================================

활성화 함수 열 가지에 같은 수를 넣어 값을 재고, 훈련에 쓰이는 기울기를 구합니다.

- ReLU의 기울기는 음수 쪽에서 0이고, LeakyReLU와 PReLU의 기울기는 0이 아닙니다.
- GELU, SiLU, Mish는 음수 쪽에서 내려갔다가 다시 올라옵니다.
- 시그모이드의 기울기는 아무리 커도 0.25입니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers

SEED = 42
LIMIT = 4  # -LIMIT에서 LIMIT까지 그립니다.
ALPHA = 0.4  # PReLU의 기울기. 훈련하면 바뀝니다.
ACTIVATIONS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": layers.PReLU(alpha_initializer=keras.initializers.Constant(ALPHA)),
    "ELU": "elu",
    "SELU": "selu",
    "GELU": "gelu",
    "SiLU": "silu",
    "Mish": "mish",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
}

# %%
# 값과 기울기 재기
# --------------------------------------------------
# 입력을 촘촘히 늘어놓고 ``GradientTape``로 점마다 기울기를 구합니다.
# 한 점의 값은 다른 점과 관계가 없으므로, 합을 미분하면 점마다의 기울기가 나옵니다.

keras.utils.set_random_seed(SEED)
points = np.linspace(-LIMIT, LIMIT, 16 * LIMIT + 1, dtype="float32")
x = tf.constant(points[:, None])
values, slopes = {}, {}
for name, identifier in ACTIVATIONS.items():
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.get(identifier)(x)
    values[name] = y.numpy().ravel()
    slopes[name] = tape.gradient(y, x).numpy().ravel()

# %%
# 이웃한 두 점으로 어림한 기울기와 맞대어 봅니다.
# 꺾인 점이 있는 함수는 0의 좌우에서 다르므로 0에서 먼 곳만 봅니다.

for name in ACTIVATIONS:
    estimated = np.gradient(values[name], points)
    difference = np.abs(slopes[name] - estimated)[1:-1]
    assert difference[np.abs(points[1:-1]) > 0.2].max() < 0.01, name
print("어림한 기울기와 모두 맞습니다.")

# %%
# 표로 보기
# --------------------------------------------------
# 음수 쪽에서 신호와 기울기가 남는지 보려고 -2와 2의 값을 적습니다.

low, high = np.searchsorted(points, (-2, 2))
print("함수         f(-2)   f(2)  f'(-2)   f'(2)")
for name in ACTIVATIONS:
    row = [*values[name][[low, high]], *slopes[name][[low, high]]]
    print(f"{name:10}", *(f"{number:7.3f}" for number in row))

negative = points < 0
flat = {name for name in ACTIVATIONS if not slopes[name][negative].any()}
assert flat == {"ReLU"}
assert np.allclose(slopes["LeakyReLU"][negative], 0.2)
assert np.allclose(slopes["PReLU"][negative], ALPHA)

# %%
# 음수 쪽의 골짜기
# --------------------------------------------------
# 기울기가 음수인 곳이 있으면, 입력이 커질 때 값이 내려갑니다.

for name in ("GELU", "SiLU", "Mish"):
    bottom = values[name].argmin()
    print(f"{name}의 골짜기: x={points[bottom]:.2f}, 값 {values[name][bottom]:.3f}")

dipping = {name for name in ACTIVATIONS if (slopes[name] < 0).any()}
assert dipping == {"GELU", "SiLU", "Mish"}

# %%
# 여러 층을 지난 기울기
# --------------------------------------------------
# 역전파는 층마다 활성화 함수의 기울기를 곱합니다.
# 시그모이드의 기울기는 커야 0.25라서, 여덟 층을 지나면 거의 사라집니다.

for name in ("tanh", "sigmoid"):
    steepest = slopes[name].max()
    print(f"{name}의 가장 큰 기울기: {steepest:.2f}, 여덟 번 곱하면 {steepest**8:.2g}")
assert (slopes["sigmoid"].max(), slopes["tanh"].max()) == (0.25, 1)

# %%
# 열 가지 함수 그리기
# --------------------------------------------------
# 실선은 값이고 점선은 기울기입니다.

fig, axes = plt.subplots(2, 5, figsize=(9, 4.2), sharey=True, layout="constrained")
fig.suptitle("음수 쪽 어디에서나 기울기가 0인 것은 ReLU뿐입니다")
for ax, name in zip(axes.flat, ACTIVATIONS):
    ax.axhline(0, color="gray", lw=0.6)
    ax.plot(points, values[name], label="값")
    ax.plot(points, slopes[name], "--", label="기울기")
    ax.set(title=name, ylim=(-1.9, 4.1))
axes[0, 0].legend(loc="upper left")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``LIMIT``을 ``20``으로 늘리면 시그모이드와 tanh의 양 끝에서 기울기는 얼마가 될까요?
