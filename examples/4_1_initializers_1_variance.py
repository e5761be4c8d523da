"""
깊은 신경망을 지나는 신호와 기울기
==================================================

층이 스무 개인 신경망에 난수를 넣고, 훈련하지 않은 채 유닛의 값과 기울기를 잽니다.

- ``relu``의 신호는 ``he_normal``만 지키며, 줄어드는 비율은 미리 계산할 수 있습니다.
- ``tanh``에서도 ``random_normal``은 신호와 기울기를 줄입니다.
- ``sigmoid``의 첫 층에서는 어느 초깃값을 골라도 기울기가 사라집니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

SEED = 42
SEEDS = range(SEED, SEED + 5)  # 초깃값과 입력을 만드는 시드
DEPTH, UNITS, SAMPLES = 20, 256, 50  # 층의 수, 층마다 유닛의 수, 표본의 수
FUNCTIONS = ("relu", "tanh", "sigmoid")
INITIALIZERS = ("he_normal", "glorot_uniform", "random_normal")

# %%
# 층마다 재기
# --------------------------------------------------
# 층마다 표준 편차를 세 가지로 잽니다.
# 유닛 값 전체, 유닛 하나가 **표본에 따라** 달라지는 정도의 평균, 커널의 기울기입니다.
# 기울기는 마지막 층의 값과 난수 정답의 평균 제곱 오차에서 구합니다.


def measure(function, initializer, seed):
    """층마다 잰 표준 편차 세 가지를 ``(3, DEPTH)`` 모양의 배열로 돌려줍니다."""
    keras.utils.set_random_seed(seed)
    signal, target = keras.random.normal((2, SAMPLES, UNITS))
    shapes, outputs = [(UNITS, UNITS)] * DEPTH, []
    kernels = [keras.initializers.get(initializer)(shape) for shape in shapes]
    with tf.GradientTape() as tape:
        tape.watch(kernels)
        for kernel in kernels:
            signal = keras.activations.get(function)(signal @ kernel)
            outputs.append(signal)
        loss = keras.ops.mean((signal - target) ** 2)
    gradients, outputs = np.stack(tape.gradient(loss, kernels)), np.stack(outputs)
    by_sample = outputs.std(axis=1).mean(axis=1)
    return outputs.std(axis=(1, 2)), by_sample, gradients.std(axis=(1, 2))


# %%
# ``Dense`` 층의 편향은 0에서 시작하므로, 커널만 곱해도 층을 쓴 것과 같습니다.

layer, x = keras.layers.Dense(UNITS, "relu"), keras.random.normal((1, UNITS))
assert np.allclose(layer(x), keras.ops.relu(x @ layer.kernel), atol=1e-5)

runs = [[[measure(f, i, s) for s in SEEDS] for i in INITIALIZERS] for f in FUNCTIONS]
values, by_sample, gradients = np.moveaxis(np.array(runs), 3, 0)

# %%
# 계산으로 미리 알기
# --------------------------------------------------
# ``relu``는 값의 절반쯤을 0으로 만듭니다.
# 커널의 분산이 v이면 층마다 값의 제곱 평균이 약 ``UNITS * v / 2``배가 됩니다.
# 첫 층에서 마지막 층까지 열아홉 번 곱해 제곱근을 구하면 표준 편차의 비율입니다.

ratios = values[..., -1] / values[..., 0]
variances = np.array([2 / UNITS, 2 / (UNITS + UNITS), 0.05**2])
theory = (UNITS * variances / 2) ** ((DEPTH - 1) / 2)
for name, expected, ratio in zip(INITIALIZERS, theory, ratios[0]):
    print(f"relu, {name}: {ratio.mean():.2g} ± {ratio.std():.1g} (이론 {expected:.2g})")
    assert expected / 2.5 < ratio.mean() < 2.5 * expected

# %%
# 첫 층의 기울기
# --------------------------------------------------
# 경사 하강법은 기울기만큼 가중치를 옮깁니다.
# ``sigmoid``의 첫 층에는 어느 초깃값으로도 옮길 것이 남지 않습니다.

first = gradients[..., 0]  # (활성화 함수, 초깃값, 시드)
for function, row in zip(FUNCTIONS, first.mean(axis=-1)):
    print(f"첫 층의 기울기, {function}:", ", ".join(f"{value:.0e}" for value in row))
assert (first[0, 0] > 100 * first[0, 1:]).all()
assert (first[1, 2] < first[1, :2] / 10).all()
assert (ratios[1, 2] < ratios[1, :2] / 10).all()
assert (first[2] < 1e-9).all()

# %%
# 건강해 보이는 값의 함정
# --------------------------------------------------
# ``sigmoid``는 스무 층 뒤에도 값 전체의 표준 편차가 첫 층의 절반쯤입니다.
# 그러나 유닛끼리 다를 뿐, 표본을 바꿔도 유닛의 값은 거의 그대로입니다.
# 마지막 층은 입력을 구별하지 못합니다.

print("sigmoid 마지막 층, 값 전체:", values[2, ..., -1].mean(axis=-1).round(2))
print("sigmoid 마지막 층, 표본에 따라:", by_sample[2, ..., -1].mean(axis=-1).round(4))
assert (ratios[2] > 0.4).all()
assert (by_sample[2, ..., -1] < 1e-5).all()

# %%
# 실선은 시드 다섯 개의 기하 평균이고, 띠는 가장 작은 값에서 가장 큰 값까지입니다.
# 윗줄의 점선은 표본에 따라 달라지는 정도입니다.

fig, axes = plt.subplots(2, 3, sharey="row", figsize=(9, 6), layout="constrained")
fig.suptitle("relu의 신호는 he_normal만 지키고, sigmoid의 기울기는 모두 사라집니다")
fig.supylabel("표준 편차 (위는 유닛의 값, 아래는 기울기)")
fig.supxlabel("층")
depths = np.arange(1, DEPTH + 1)
for f, i in np.ndindex(len(FUNCTIONS), len(INITIALIZERS)):
    for ax, spread in zip(axes[:, f], (values[f, i], gradients[f, i])):
        ax.fill_between(depths, spread.min(axis=0), spread.max(axis=0), alpha=0.25)
        ax.plot(depths, np.exp(np.log(spread).mean(axis=0)), label=INITIALIZERS[i])
        ax.set(yscale="log", title=FUNCTIONS[f])
        ax.yaxis.set_major_formatter("{x:.0e}")
    axes[0, f].plot(depths, by_sample[f, i].mean(axis=0), f"C{i}:")
axes[0, 0].legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``INITIALIZERS``의 ``glorot_uniform``을 ``lecun_normal``로 바꾸면 선이 달라질까요?
