"""
생성자 인자와 함수 인자로 만든 같은 모델
==================================================

인자를 받는 클래스와 함수로 같은 모델을 만들고, 유닛 수에 따른 정확도를 잽니다.

- ``Sequential``, 함수형, 서브클래스 모델은 파라미터 수와 손실과 예측이 모두 같습니다.
- 인자가 있는 함수도 생성자 인자가 하는 일을 그대로 합니다.
- 유닛을 2개에서 16개로 늘리면 정확도가 크게 오르고, 그 뒤로는 조금만 오릅니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 데이터를 나누는 시드
HIDDEN = {"units": 32, "activation": "relu"}  # 세 방법에 똑같이 줄 인자
UNITS = (2, 4, 8, 16, 32, 64, 128)  # 비교할 유닛 수
RATE = 0.5  # 모델 하나의 학습률
LOSS = "sparse_categorical_crossentropy"
FIT = {"batch_size": 50, "verbose": 0}

# %%
# 인자를 받는 클래스와 함수
# --------------------------------------------------
# 클래스는 생성자로, 함수는 매개변수로 유닛 수와 활성화 함수를 받습니다.


class Digits(keras.Model):
    def __init__(self, units, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.hidden = layers.Dense(units, activation=activation)
        self.out = layers.Dense(10, activation="softmax")

    def call(self, inputs):
        return self.out(self.hidden(inputs))


def functional(units, activation="relu"):
    """``(64,)`` 모양의 입력을 숫자 열 개의 확률로 바꾸는 함수형 모델을 만듭니다."""
    pixels = keras.Input((64,))
    hidden = layers.Dense(units, activation=activation)(pixels)
    return keras.Model(pixels, layers.Dense(10, activation="softmax")(hidden))


# %%
# 세 방법으로 만든 같은 모델
# --------------------------------------------------
# 시드를 맞추면 세 모델의 파라미터 수, 손실, 예측이 모두 같습니다.

x, y = load_digits().data / 16, load_digits().target  # x: (1797, 64), 값은 0~1
ways = {
    "Sequential": lambda: keras.Sequential(
        [keras.Input((64,)), layers.Dense(**HIDDEN), layers.Dense(10, "softmax")]
    ),
    "함수": lambda: functional(**HIDDEN),
    "서브클래스": lambda: Digits(**HIDDEN),
}
sizes, losses, outputs = [], [], []
for name, build in ways.items():
    keras.utils.set_random_seed(SEED)
    model = build()
    model.compile(keras.optimizers.SGD(RATE), LOSS)
    losses.append(model.fit(x, y, epochs=3, **FIT).history["loss"])
    sizes.append(model.count_params())
    outputs.append(ops.convert_to_numpy(model(x)))
    print(f"{name}: 파라미터 {sizes[-1]}개, 손실 {np.round(losses[-1], 3)}")

# %%
# 서브클래스만 할 수 있는 일이라면 함수로 만든 모델과 어딘가 달라야 합니다.

gap = max(np.abs(outputs[2] - other).max() for other in outputs[:2])
print(f"확인 61 | 인자가 있는 함수와 비교할 때 | {gap > 0} | 예측의 차이 {gap:.1f}")
assert gap == 0
assert sizes == [sizes[0]] * 3
assert losses == [losses[0]] * 3

# %%
# 유닛 수와 정확도
# --------------------------------------------------
# 유닛 수마다 시드가 다섯 개씩인 모델 서른다섯 개를 나란히 묶어 함께 훈련합니다.
# 손실은 모델들의 평균이므로 학습률에 모델 수를 곱합니다.

splits = [train_test_split(x, y, train_size=600, random_state=seed) for seed in SEEDS]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [Digits(units)(inputs[:, seed]) for units in UNITS for seed in SEEDS]
together = keras.Model(inputs, ops.stack(outputs, axis=1))
together.compile(keras.optimizers.SGD(RATE * len(outputs)), LOSS)
together.fit(x_train, np.tile(y_train, len(UNITS)), epochs=20, **FIT)
guess = together.predict(x_val, batch_size=2000, verbose=0).argmax(-1)
correct = guess == np.tile(y_val, len(UNITS))

# %%
# 점은 다섯 시드의 평균이고 세로 막대는 표준 편차입니다.

accuracy = correct.mean(axis=0).reshape(len(UNITS), len(SEEDS))
mean, std = accuracy.mean(axis=1), accuracy.std(axis=1)
for units, average, spread in zip(UNITS, mean, std):
    print(f"유닛 {units}: {average:.3f} ± {spread:.3f}")
assert (np.diff(mean[:4]) > 0).all()
assert mean[-1] - mean[3] < 0.03
assert std[:2].min() > std[2:].max()

fig, ax = plt.subplots(layout="constrained")
ax.errorbar([str(units) for units in UNITS], mean, std, fmt="o-", capsize=4)
ax.set(xlabel="은닉층의 유닛 수", ylabel="검증 정확도")
ax.set_title("유닛을 늘리면 정확도가 오르다가 16개부터는 조금만 오릅니다")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``HIDDEN``의 ``units``를 64로 바꾸면 출력되는 파라미터 수는 몇 개일까요?
