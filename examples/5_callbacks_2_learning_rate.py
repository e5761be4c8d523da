"""
훈련하면서 학습률 낮추기
==================================================

학습률을 끝까지 고정한 훈련과, 콜백으로 점점 낮춘 훈련을 시드마다 비교합니다.

- ``LearningRateScheduler``는 정한 대로, ``ReduceLROnPlateau``는 손실을 보고 낮춥니다.
- 틀린 정답이 섞이면, 낮춘 쪽의 마지막 검증 정확도가 덜 흔들리고 더 높습니다.
- 정답이 모두 맞으면, 학습률을 낮춰도 정확도가 높아지지 않는 시드가 있습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

SEED = 42
SEEDS = range(5)  # 데이터를 나누고 정답을 바꾸는 시드
WRONG = {"틀린 정답 20%": 0.2, "맞는 정답": 0.0}  # 무작위로 바꿀 훈련 정답의 비율
RATE, DECAY = 0.05, 0.8  # 첫 학습률, 에포크마다 곱할 수
EPOCHS, LAST, BATCH = 20, 5, 20  # 에포크 수, 흔들림을 잴 마지막 에포크 수, 배치 크기

# %%
# 데이터 준비하기
# --------------------------------------------------
# 손글씨 숫자를 훈련 300장과 검증 500장으로 나눕니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
data = {}
for name, seed in [(name, seed) for name in WRONG for seed in SEEDS]:
    rng = np.random.default_rng(seed)
    train, val = np.split(rng.permutation(800), [300])
    changed = train[rng.random(300) < WRONG[name]]
    y = digits.copy()
    y[changed] = rng.integers(0, 10, len(changed))
    train = tf.data.Dataset.from_tensor_slices((images[train] / 16, y[train]))
    val = tf.data.Dataset.from_tensors((images[val] / 16, y[val]))
    data[name, seed] = train.shuffle(300, seed=seed).batch(BATCH), val

# %%
# 모델 정의하기
# --------------------------------------------------
# 한 번만 컴파일하고, 훈련마다 쓸 첫 가중치를 미리 뽑아 둡니다.

keras.utils.set_random_seed(SEED)
hidden = [layers.Dense(64, activation="relu") for _ in range(2)]
model = keras.Sequential([*hidden, layers.Dense(10, activation="softmax")])
model.build((None, 64))
sgd, loss = keras.optimizers.SGD(momentum=0.9), "sparse_categorical_crossentropy"
model.compile(sgd, loss, metrics=["accuracy"], steps_per_execution=300 // BATCH)
weights = {key: keras.models.clone_model(model).get_weights() for key in data}

# %%
# 세 가지로 훈련하기
# --------------------------------------------------
# 스케줄은 에포크마다 학습률에 ``DECAY``를 곱합니다.
# 정체 감지는 검증 손실이 2에포크 동안 줄지 않을 때 학습률에 0.3을 곱합니다.

plans = {
    "고정": [],
    "스케줄": [keras.callbacks.LearningRateScheduler(lambda n, rate: RATE * DECAY**n)],
    "정체 감지": [keras.callbacks.ReduceLROnPlateau(factor=0.3, patience=2)],
}
accuracy, rates = [], []
for callbacks in plans.values():
    for key, (train, val) in data.items():
        model.set_weights(weights[key])
        for variable in sgd.variables:
            variable.assign(keras.ops.zeros_like(variable))
        sgd.learning_rate = RATE
        fit = {"epochs": EPOCHS, "validation_data": val, "callbacks": callbacks}
        log = model.fit(train, shuffle=False, verbose=0, **fit).history
        accuracy.append(log["val_accuracy"])
        rates.append(log.get("learning_rate", [RATE] * EPOCHS))
shape = (len(plans), len(WRONG), len(SEEDS), EPOCHS)
accuracy, rates = np.reshape(accuracy, shape), np.reshape(rates, shape)

# %%
# 결과 비교하기
# --------------------------------------------------
# 마지막 다섯 에포크의 검증 정확도에서 평균과 흔들림(표준 편차)을 구합니다.

final, wobble = accuracy[..., -LAST:].mean(-1), 100 * accuracy[..., -LAST:].std(-1)
gain, calmer = 100 * (final[1:] - final[0]), wobble[1:] < wobble[0]
for i, j in np.ndindex(gain.shape[:2]):
    case = f"{list(WRONG)[j]}, {list(plans)[i + 1]}"
    g, calm, w = gain[i, j], calmer[i, j], wobble[:, j].mean(axis=-1)
    change = f"{g.mean():+.1f} ± {g.std():.1f}%p, 오른 시드 {sum(g > 0)}/{len(g)}"
    steady = f"{w[0]:.2f} → {w[i + 1]:.2f}%p, 준 시드 {sum(calm)}/{len(calm)}"
    print(f"{case}, 정확도 차이: {change}\n{case}, 흔들림: {steady}")
    print(f"확인 5-4 | {case} | {calm.all()} | {steady}")
    print(f"확인 5-5 | {case} | {(g > 0).all()} | {change}")
assert ((gain > 0) & calmer)[:, 0].all()
assert (gain[:, 1] <= 0).any(axis=-1).all()
assert wobble[0, 1].mean() < wobble[0, 0].mean()

# %%
# 정확도의 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

fig, axes = plt.subplots(1, 3, figsize=(9, 3.4), layout="constrained")
fig.suptitle("틀린 정답이 섞였을 때, 학습률을 낮추면 끝이 고르고 정확도가 더 높습니다")
for k, plan in enumerate(plans):
    for ax, title, values in zip(axes, WRONG, accuracy[k]):
        mean, std = values.mean(axis=0), values.std(axis=0)
        ax.fill_between(range(1, EPOCHS + 1), mean - std, mean + std, alpha=0.25)
        ax.plot(range(1, EPOCHS + 1), mean, label=plan)
        ax.set(title=title, xlabel="에포크", ylabel="검증 정확도", ylim=(0.6, 1))
    axes[2].semilogy(range(1, EPOCHS + 1), rates[k, 0].T, f"C{k}")
axes[2].set(title="학습률(틀린 정답 20%)", xlabel="에포크")
axes[2].set(yticks=(0.01, 0.001, 0.0001), yticklabels=("0.01", "0.001", "0.0001"))
axes[0].legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``RATE``를 ``0.005``로 낮추면 고정한 쪽의 흔들림은 어떻게 될까요?
