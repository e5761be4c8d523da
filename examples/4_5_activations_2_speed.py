"""
활성화 함수에 따른 수렴 속도
==================================================

은닉층이 여덟 개인 모델에서 활성화 함수만 바꿉니다.
훈련 손실이 목표에 닿을 때까지 걸린 에포크를, 함수마다 더 빠른 학습률에서 견줍니다.

- ELU, SELU, tanh는 다섯 시드 모두 ReLU보다 빨리 수렴합니다.
- 기울기가 0.01인 LeakyReLU와 GELU와 SiLU는 ReLU보다 늦는 시드가 있습니다.
- 시그모이드는 두 학습률 어디에서도 목표에 닿지 못합니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from sklearn.datasets import load_digits
from sklearn.preprocessing import scale

SEED = 42
SEEDS = 5  # 활성화 함수마다 훈련하는 모델의 수. 초깃값이 서로 다릅니다.
DEPTH, UNITS = 8, 24  # 은닉층의 수, 은닉층의 유닛 수
RATES = (0.1, 0.3)  # 견줄 학습률
GOAL, EPOCHS = 0.3, 8  # 훈련 손실의 목표, 지켜볼 에포크 수
PLAIN = ("relu", "elu", "selu", "gelu", "silu", "mish", "tanh", "sigmoid")
LEAKY = {f"LeakyReLU({slope})": layers.LeakyReLU(slope) for slope in (0.01, 0.2)}
ACTIVATIONS = {name: name for name in PLAIN} | LEAKY
CHECKED = ("LeakyReLU(0.2)", "elu", "LeakyReLU(0.01)", "gelu", "sigmoid")
MODELS = SEEDS * len(ACTIVATIONS)

# %%
# 모델 쉰 개를 하나로 쌓기
# --------------------------------------------------
# 모델을 축 하나에 쌓으면 ``EinsumDense`` 하나가 ``Dense`` 쉰 개의 일을 합니다.


def activate(x):
    """``(배치, MODELS, 유닛)`` 모양의 입력에 모델 다섯마다 다른 함수를 겁니다."""
    parts = zip(ACTIVATIONS.values(), ops.split(x, len(ACTIVATIONS), axis=1))
    outputs = [keras.activations.get(name)(part) for name, part in parts]
    return ops.concatenate(outputs, axis=1)


keras.utils.set_random_seed(SEED)
model = keras.Sequential([keras.Input((64,)), layers.RepeatVector(MODELS)])
options = {"bias_axes": "mo", "kernel_initializer": "he_normal"}
for size, function in [*[(UNITS, activate)] * DEPTH, (10, None)]:
    model.add(layers.EinsumDense("bmi,mio->bmo", (MODELS, size), function, **options))

# 같은 시드의 모델은 활성화 함수가 달라도 같은 가중치에서 출발합니다.
start = [np.concatenate([w[:SEEDS]] * len(ACTIVATIONS)) for w in model.get_weights()]
assert np.array_equal(start[0][:SEEDS], start[0][-SEEDS:])
assert np.isclose(start[2].std(), np.sqrt(2 / UNITS), rtol=0.05)  # He의 표준 편차

# %%
# 학습률마다 훈련하기
# --------------------------------------------------
# 손실은 쉰 모델의 평균이므로, 학습률에 모델의 수를 곱해야 따로 훈련할 때와 같습니다.
# 에포크가 끝날 때마다 모델마다 훈련 손실을 잽니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64)
images, answers = scale(images)[:1000], np.tile(digits[:1000, None], MODELS)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.SGD(), loss, steps_per_execution=25)
losses = []
for rate in RATES:
    model.set_weights(start)
    model.optimizer.learning_rate = rate * MODELS
    for epoch in range(EPOCHS + 1):
        if epoch > 0:
            model.fit(images, answers, batch_size=40, verbose=0)
        guess = model.predict_on_batch(images)
        each = ops.sparse_categorical_crossentropy(answers, guess, from_logits=True)
        losses.append(np.mean(each, axis=0))

# %%
# 걸린 에포크 세기
# --------------------------------------------------
# 이웃한 두 에포크 사이는 직선으로 잇고, 목표에 닿지 못하면 ``EPOCHS``로 셉니다.

losses = np.reshape(losses, (len(RATES), EPOCHS + 1, MODELS))
lowest = np.fmin.accumulate(losses, axis=1)  # 그때까지 가장 낮았던 손실
lowest = np.moveaxis(lowest, 1, 2).reshape(-1, EPOCHS + 1)
times = [np.interp(-GOAL, -curve, range(EPOCHS + 1)) for curve in lowest]
times = np.reshape(times, (len(RATES), len(ACTIVATIONS), SEEDS))
best = times.mean(axis=2).argmin(axis=0)  # 활성화 함수마다 더 빠른 학습률
times = {name: times[best[k], k] for k, name in enumerate(ACTIVATIONS)}

relu = times["relu"]
for name, taken in times.items():
    wins = f"{(taken < relu).sum()}/{SEEDS}"
    result = f"{taken.mean():.1f} ± {taken.std():.1f}에포크"
    print(f"{name}: {result}, ReLU보다 빠른 시드 {wins}")
    if name in CHECKED:
        change = f"{relu.mean():.1f} → {result}, {wins}"
        print(f"확인 28 | ReLU를 {name}로 | {(taken < relu).all()} | {change}")

# %%
# 빨라지는 함수와 그렇지 않은 함수가 갈립니다.
# 점 하나가 시드 하나, 세로 눈금이 평균, 칠한 띠가 ReLU의 범위입니다.

assert max(times[name].max() for name in ("elu", "selu", "tanh")) < relu.min()
assert times["LeakyReLU(0.2)"].mean() < 0.8 * relu.mean()
assert all((times[k] >= relu).any() for k in ("LeakyReLU(0.01)", "gelu", "silu"))
assert times["sigmoid"].min() == EPOCHS

fig, ax = plt.subplots(layout="constrained")
fig.suptitle("ELU, SELU, tanh는 ReLU보다 빠르고 GELU, SiLU는 비슷합니다")
for name in sorted(times, key=lambda name: -times[name].mean()):
    ax.plot(times[name], [name] * SEEDS, "o", color="C0", mfc="none")
    ax.plot(times[name].mean(), name, "|", color="C1", ms=16, mew=2)
ax.axvspan(relu.min(), relu.max(), fc="C0", alpha=0.15)
ax.set(xlabel=f"훈련 손실이 {GOAL}에 닿을 때까지의 에포크", xlim=(0, None))
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``DEPTH``를 2로 줄이면 어느 함수의 차이가 남을까요?
