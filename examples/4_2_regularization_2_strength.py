"""
규제의 세기를 바꿔 가며 비교하기
==================================================

L2 규제의 세기를 여섯 가지로 바꿔 검증 정확도를 잽니다.
훈련 정답의 일부를 틀리게 바꾼 데이터와 깨끗한 데이터를 나란히 둡니다.

- 틀린 정답이 섞이면 알맞은 세기(0.01)의 규제가 모든 시드에서 검증 정확도를 높입니다.
- 정답이 깨끗하면 같은 세기의 규제가 검증 정확도를 오히려 낮춥니다.
- 그보다 더 강한 규제(0.03)는 두 데이터에서 모두 0.01보다 검증 정확도가 낮습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from keras.regularizers import L2
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 데이터를 나누고 정답을 바꾸는 시드
STRENGTHS = (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03)  # 0.0은 규제가 없는 것과 같습니다.
WRONG = 0.2  # 훈련 정답 가운데 무작위로 바꿀 비율
EPOCHS = 40

# %%
# 데이터 준비하기
# --------------------------------------------------
# 8×8 손글씨 숫자에서 300장만 훈련에 쓰고 나머지로 검증합니다.
# 훈련 정답은 깨끗한 것과 일부를 바꾼 것 두 벌을 만들고, 검증 정답은 그대로 둡니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = []
for seed in SEEDS:
    x_train, x_val, clean, y_val = train_test_split(
        images / 16, digits, train_size=300, random_state=seed
    )
    rng, noisy = np.random.default_rng(seed), clean.copy()
    wrong = rng.random(300) < WRONG
    noisy[wrong] = rng.integers(0, 10, wrong.sum())
    splits += [(x_train, x_val, noisy, y_val), (x_train, x_val, clean, y_val)]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
print("훈련 입력의 모양:", x_train.shape, "(표본, 시드 다섯 × 데이터 둘, 화소)")

# %%
# 모델 정의하기
# --------------------------------------------------
# 모델 열 개(시드 다섯 × 데이터 둘)의 가중치를 층 하나에 쌓아 함께 훈련합니다.
# 모델끼리 가중치를 나눠 쓰지 않습니다.


def build_model(strength):
    """``(모델, 64)`` 모양의 입력을 모델마다 숫자 열 개의 확률로 바꿉니다."""
    options = {"bias_axes": "mo", "kernel_regularizer": L2(strength)}
    options["kernel_initializer"] = keras.initializers.RandomNormal(stddev=0.1)
    hidden = layers.EinsumDense("bmi,mio->bmo", (10, 128), "relu", **options)
    output = layers.EinsumDense("bmi,mio->bmo", (10, 10), "softmax", **options)
    return keras.Sequential([hidden, output])


# %%
# 여섯 가지 세기로 훈련하기
# --------------------------------------------------
# 손실은 예순 모델의 평균인데 벌점은 합입니다.
# 손실에 모델 수를 곱하면 하나씩 훈련할 때와 비율이 같아집니다.

keras.utils.set_random_seed(SEED)
inputs = keras.Input(x_train.shape[1:])
outputs = [build_model(strength)(inputs) for strength in STRENGTHS]
together = keras.Model(inputs, keras.ops.stack(outputs, axis=1))
optimizer, loss = keras.optimizers.Adam(0.006), "sparse_categorical_crossentropy"
together.compile(optimizer, loss, loss_weights=10.0 * len(STRENGTHS))
answers = np.stack([y_train] * len(STRENGTHS), axis=1)
together.fit(x_train, answers, batch_size=100, epochs=EPOCHS, verbose=0)

# %%
# 결과 비교하기
# --------------------------------------------------
# 검증에는 벌점이 섞이지 않는 지표인 정확도를 씁니다.
# 괄호 안은 규제가 없는 모델과 같은 시드끼리 뺀 값과, 더 나은 시드의 수입니다.

guess = together.predict(x_val, batch_size=500, verbose=0).argmax(axis=-1)
accuracy = np.mean(guess == y_val[:, None], axis=0)  # (세기, 시드와 데이터)
noisy, clean = np.moveaxis(accuracy.reshape(-1, len(SEEDS), 2), 2, 0)
for name, scores in (("틀린 정답이 섞임", noisy), ("깨끗한 정답", clean)):
    print(f"{name}, 규제 없음: {scores[0].mean():.3f} ± {scores[0].std():.3f}")
    for strength, score in zip(STRENGTHS[1:], scores[1:]):
        gain = 100 * (score - scores[0])
        change = f"{gain.mean():+.1f} ± {gain.std():.1f}%p, {(gain > 0).sum()}/5"
        print(f"{name}, L2({strength}): {score.mean():.3f} ({change})")
        helps = gain.min() > 0 and gain.mean() > 1
        if strength in (0.001, 0.01, 0.03):
            print(f"확인 11 | {name}, L2({strength}) | {helps} | {change}")
assert (noisy[4] > noisy[0] + 0.01).all()
assert (np.diff(noisy[[0, 2, 3, 4]].mean(axis=1)) > 0).all()
assert clean[4].mean() < clean[0].mean()
assert (abs(clean[1:4].mean(axis=1) - clean[0].mean()) < 0.01).all()
assert (accuracy[5] < accuracy[4]).all()

# %%
# 선은 다섯 시드의 평균이고 띠는 표준 편차입니다.

fig, ax = plt.subplots(layout="constrained")
for name, scores in (("깨끗한 정답", clean), ("틀린 정답이 섞임", noisy)):
    mean, std = scores.mean(axis=1), scores.std(axis=1)
    ax.fill_between(range(6), mean - std, mean + std, alpha=0.25)
    ax.plot(mean, "o-", label=name)
ax.set_xticks(range(6), ["없음", *map(str, STRENGTHS[1:])])
ax.set(xlabel="L2 규제의 세기", ylabel="검증 정확도")
ax.set_title("틀린 정답이 섞일 때만 알맞은 규제가 정확도를 뚜렷이 높입니다")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``WRONG``을 ``0.4``로 바꾸면 가장 좋은 세기가 달라질까요?
