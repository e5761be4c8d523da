"""
큰 학습률과 죽은 ReLU
==================================================

학습률이 크면 ReLU가 죽는다는 말을 옵티마이저 둘로 확인합니다.
활성화 함수 다섯 가지를 같은 가중치에서 시작해 알맞은 학습률과 큰 학습률로 훈련합니다.

- Adam의 큰 학습률에서는 ReLU 유닛이 거의 다 꺼지고, LeakyReLU(0.2)만 제대로 배웁니다.
- 음수 쪽 기울기가 남는 ELU와 GELU도 Adam의 큰 학습률을 견디지 못합니다.
- SGD의 큰 학습률에서는 LeakyReLU(0.2)가 ReLU보다 낫지 않습니다.
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
SETTINGS = (("Adam", 0.01), ("Adam", 0.3), ("SGD", 1.0))  # 옵티마이저와 학습률
LEAKY = {f"LeakyReLU({slope})": layers.LeakyReLU(slope) for slope in (0.01, 0.2)}
ACTIVATIONS = {"relu": "relu", **LEAKY, "elu": "elu", "gelu": "gelu"}
MODELS = SEEDS * len(ACTIVATIONS)

# %%
# 모델 스물다섯 개를 하나로 쌓기
# --------------------------------------------------
# 유닛이 서른두 개인 은닉층을 세 번 지나 숫자를 가립니다.
# 같은 시드의 모델은 활성화 함수가 달라도 같은 가중치에서 출발합니다.


def activate(x):
    """``(배치, MODELS, 유닛)`` 모양의 입력에 모델 다섯마다 다른 함수를 겁니다."""
    parts = zip(ACTIVATIONS.values(), ops.split(x, len(ACTIVATIONS), axis=1))
    outputs = [keras.activations.get(name)(part) for name, part in parts]
    return ops.concatenate(outputs, axis=1)


keras.utils.set_random_seed(SEED)
model = keras.Sequential([keras.Input((64,)), layers.RepeatVector(MODELS)])
options = {"bias_axes": "mo", "kernel_initializer": "he_normal"}
for size, function in [*[(32, activate)] * 3, (10, None)]:
    model.add(layers.EinsumDense("bmi,mio->bmo", (MODELS, size), function, **options))
probe = keras.Model(model.inputs[0], [model.layers[-2].output, *model.outputs])
start = [np.concatenate([w[:SEEDS]] * len(ACTIVATIONS)) for w in model.get_weights()]
assert np.array_equal(start[0][:SEEDS], start[0][-SEEDS:])

# %%
# 세 가지로 훈련하기
# --------------------------------------------------
# 손실은 모든 모델의 평균이므로, SGD의 학습률에는 모델의 수를 곱합니다.
# 기울기의 크기를 맞춰 쓰는 Adam은 그대로 둡니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64)
images, labels = scale(images)[:500], np.tile(digits[:500, None], MODELS)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
guesses, hidden = {}, {}
for name, rate in SETTINGS:
    model.set_weights(start)
    model.compile(name, loss, steps_per_execution=20)
    model.optimizer.learning_rate = rate * (MODELS if name == "SGD" else 1)
    model.fit(images, labels, batch_size=25, epochs=5, verbose=0)
    hidden[f"{name} {rate}"], guess = map(ops.convert_to_numpy, probe(images))
    guesses[f"{name} {rate}"] = guess

# %%
# 정확도와 꺼진 유닛 재기
# --------------------------------------------------
# 꺼진 유닛은 마지막 은닉층에서 어느 표본에도 0보다 큰 값을 내지 않는 유닛입니다.

accuracy, off = {}, {}
for setting, guess in guesses.items():
    correct = np.mean(guess.argmax(axis=2) == labels, axis=0)
    dead = (hidden[setting] <= 0).all(axis=0).reshape(len(ACTIVATIONS), -1)
    accuracy[setting] = dict(zip(ACTIVATIONS, correct.reshape(-1, SEEDS)))
    off[setting] = dict(zip(ACTIVATIONS, dead.mean(axis=1)))
    print(f"--- {setting}")
    for name, share in off[setting].items():
        score = accuracy[setting][name]
        print(f"{name:16} 정확도 {score.mean():.2f} ± {score.std():.2f}", end="  ")
        print(f"꺼진 유닛 {share:.0%}")

# %%
# 큰 학습률에서 견디는 함수는 옵티마이저에 따라 다릅니다.
# SGD에서는 값이 너무 커져 NaN이 된 모델이 많습니다.

nan = np.isnan(guesses["SGD 1.0"]).any(axis=(0, 2)).reshape(-1, SEEDS).sum(axis=1)
nan = dict(zip(ACTIVATIONS, nan.tolist()))
print("SGD 1.0에서 NaN이 된 모델:", nan)

adam, sgd = accuracy["Adam 0.3"], accuracy["SGD 1.0"]
assert off["Adam 0.3"]["relu"] > 0.7
assert off["Adam 0.3"]["LeakyReLU(0.2)"] < 0.1
assert {name for name in adam if adam[name].mean() > 0.5} == {"LeakyReLU(0.2)"}
assert nan["LeakyReLU(0.2)"] > nan["relu"]
assert sgd["LeakyReLU(0.2)"].mean() < sgd["relu"].mean() + 0.1
assert all(min(score) > 0.9 for score in accuracy["Adam 0.01"].values())

# %%
# 점 하나가 시드 하나입니다.

fig, axes = plt.subplots(1, 2, figsize=(8, 3.8), sharey=True, layout="constrained")
fig.suptitle("Adam의 큰 학습률은 LeakyReLU(0.2)만 견디고, SGD에서는 다릅니다")
for ax, setting in zip(axes, ("Adam 0.3", "SGD 1.0")):
    for name, score in accuracy[setting].items():
        ax.plot([name] * SEEDS, score, "o", color="C0", mfc="none")
    ax.set(title=setting.replace(" ", "의 학습률 "), ylim=(0, 1))
    ax.tick_params("x", rotation=30)
axes[0].set_ylabel("훈련 정확도")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``SETTINGS``에 ``("Adam", 0.1)``을 더하면 어느 함수가 먼저 무너질까요?
