"""
초깃값이 훈련을 정하는 때
==================================================

은닉층의 수를 바꿔 가며 초깃값 세 가지로 훈련해, 차이가 언제 드러나는지 봅니다.

- 은닉층이 두 개면 ``he_normal``과 ``glorot_uniform``의 정확도가 거의 같습니다.
- 은닉층이 열 개면 ``he_normal``의 평균 정확도가 뚜렷이 높습니다.
- ``random_normal``은 은닉층이 다섯 개만 되어도 찍는 것과 다르지 않습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(SEED, SEED + 5)  # 데이터를 나누는 시드. 초깃값도 시드마다 다릅니다.
DEPTHS = (2, 5, 10)  # 은닉층의 수
INITIALIZERS = ("he_normal", "glorot_uniform", "random_normal")
MODELS = len(INITIALIZERS) * len(SEEDS)  # 함께 훈련할 모델의 수
UNITS, RATE, BATCH = 64, 0.05, 20  # 은닉층의 유닛 수, 학습률, 배치의 크기
EPOCHS, STEP = 20, 4  # 훈련할 에포크 수, 검증하는 간격

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 600장으로 훈련하고 나머지로 검증합니다.
# 시드마다 다르게 나누고, 초깃값 세 가지가 같은 데이터를 쓰게 합니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = [
    train_test_split(images / 16, digits, train_size=600, random_state=seed)
    for seed in SEEDS
]
splits = [np.stack(part, axis=1) for part in zip(*splits)]
x_train, x_val, y_train, y_val = (
    np.concatenate([part] * len(INITIALIZERS), axis=1) for part in splits
)
print("훈련 입력의 모양:", x_train.shape, "(표본, 모델, 화소)")

# %%
# 모델 열다섯 개를 나란히 두기
# --------------------------------------------------
# ``EinsumDense`` 층 하나에 모델마다 따로 커널을 둡니다.
# 초깃값 자리에는 함수도 넣을 수 있으므로, 모델마다 제 방법으로 뽑는 함수를 줍니다.


def draw_kernels(shape, dtype=None):
    """모델마다 제 방법으로 뽑은 커널을 ``(모델, 입력, 출력)`` 모양으로 쌓습니다."""
    methods = [keras.initializers.get(name) for name in INITIALIZERS for _ in SEEDS]
    return keras.ops.stack([method(shape[1:]) for method in methods])


# %%
# 은닉층의 수마다 훈련하기
# --------------------------------------------------
# 손실은 열다섯 모델의 평균이어서, 모델 하나의 기울기는 15분의 1로 줄어듭니다.
# 학습률에 모델의 수를 곱해 되돌립니다.

keras.utils.set_random_seed(SEED)
options = {"bias_axes": "mo", "kernel_initializer": draw_kernels}
accuracy = []
for depth in DEPTHS:
    together = keras.Sequential([keras.Input((MODELS, 64))])
    for activation, units in [("relu", UNITS)] * depth + [("softmax", 10)]:
        size = (MODELS, units)
        together.add(layers.EinsumDense("bmi,mio->bmo", size, activation, **options))
    sgd = keras.optimizers.SGD(RATE * MODELS)
    together.compile(sgd, "sparse_categorical_crossentropy", steps_per_execution=30)
    for epoch in range(0, EPOCHS, STEP):
        together.fit(x_train, y_train, BATCH, epoch + STEP, 0, initial_epoch=epoch)
        guess = np.argmax(together(x_val), axis=-1)
        accuracy.append(np.mean(guess == y_val, axis=0))
shape = len(DEPTHS), EPOCHS // STEP, len(INITIALIZERS), len(SEEDS)
accuracy = np.reshape(accuracy, shape)

# %%
# 결과 비교하기
# --------------------------------------------------
# 같은 시드끼리 뺀 것이 초깃값의 효과입니다.

last = accuracy[:, -1]  # (은닉층의 수, 초깃값, 시드)
gains = 100 * (last[:, 0] - last[:, 1])  # He - Glorot
for depth, scores, gain in zip(DEPTHS, last, gains):
    for name, score in zip(INITIALIZERS, scores):
        print(f"은닉층 {depth}개, {name}: {score.mean():.3f} ± {score.std():.3f}")
    print(f"은닉층 {depth}개, 효과: {gain.mean():+.1f} ± {gain.std():.1f}%p")
    print(f"은닉층 {depth}개, 앞선 시드: {(gain > 0).sum()}/{len(SEEDS)}")
assert abs(gains[0].mean()) < 2
assert gains[1].mean() < 4
assert gains[-1].mean() > 5
assert (accuracy[-1, -1, 1] - accuracy[-1, 0, 1]).mean() > 0.3
assert last[0, 2].min() > 0.7
assert last[1:, 2].max() < 0.2

# %%
# 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

fig, axes = plt.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
fig.suptitle("은닉층이 많을수록 초깃값이 훈련을 정합니다")
epochs = range(STEP, EPOCHS + 1, STEP)
for i, name in enumerate(INITIALIZERS):
    for ax, x, scores in zip(axes, (DEPTHS, epochs), (last[:, i], accuracy[-1, :, i])):
        mean, std = scores.mean(axis=1), scores.std(axis=1)
        ax.fill_between(x, mean - std, mean + std, alpha=0.25)
        ax.plot(x, mean, "o-", label=name)
axes[0].set(xlabel="은닉층의 수", xticks=DEPTHS, title=f"{EPOCHS}에포크 뒤")
axes[0].set_ylabel("검증 정확도")
axes[1].set(xlabel="에포크", xticks=epochs, title=f"은닉층 {DEPTHS[-1]}개")
axes[0].legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``DEPTHS``에 ``20``을 더하면 ``he_normal``은 그때도 잘 훈련될까요?
