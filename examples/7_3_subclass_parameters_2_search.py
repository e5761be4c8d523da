"""
생성자 인자를 탐색하고 시드를 바꿔 다시 재기
==================================================

KerasTuner로 생성자 인자의 순위를 매기고, 다섯 시드로 다시 재어 비교합니다.

- 탐색은 조합 여섯 가지를 한 번씩 훈련하고 검증 정확도의 순서로 늘어놓습니다.
- 탐색의 1등은 시드를 바꾸면 1등이 아닐 때가 있습니다.
- 탐색의 1등과 꼴찌처럼 차이가 크면 시드를 바꿔도 순서가 그대로입니다.
"""

import tempfile

import keras
import keras_tuner
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 다시 잴 때 데이터를 나누는 시드
SPLIT = {"train_size": 300}  # 훈련에 쓰는 표본 수. 나머지 1497개로 검증합니다.
RATE = 0.2  # 모델 하나의 학습률
LOSS = "sparse_categorical_crossentropy"
FIT = {"epochs": 6, "batch_size": 15, "validation_batch_size": 2000, "verbose": 0}

# %%
# 생성자 인자와 탐색 공간
# --------------------------------------------------
# ``hp``의 이름을 생성자 인자와 같게 지으면 찾은 값을 그대로 생성자에 넘길 수 있습니다.


class Digits(keras.Model):
    def __init__(self, units, activation, **kwargs):
        super().__init__(**kwargs)
        self.hidden = layers.Dense(units, activation=activation)
        self.out = layers.Dense(10, activation="softmax")

    def call(self, inputs):
        return self.out(self.hidden(inputs))


def build_model(hp):
    """``hp``가 고른 인자로 ``Digits``를 만들어 컴파일합니다."""
    keras.utils.set_random_seed(SEED)
    units = hp.Choice("units", [16, 32, 64])
    model = Digits(units, hp.Choice("activation", ["relu", "tanh"]))
    model.compile(keras.optimizers.SGD(RATE), LOSS, metrics=["accuracy"])
    return model


# %%
# 조합마다 한 번씩 훈련하기
# --------------------------------------------------
# KerasTuner는 기록을 폴더에 적으므로 임시 폴더를 줍니다.

x, y = load_digits().data / 16, load_digits().target  # x: (1797, 64), 값은 0~1
x_train, x_val, y_train, y_val = train_test_split(x, y, **SPLIT, random_state=SEED)
with tempfile.TemporaryDirectory() as folder:
    tuner = keras_tuner.GridSearch(build_model, "val_accuracy", directory=folder)
    tuner.search(x_train, y_train, validation_data=(x_val, y_val), **FIT)
trials = tuner.oracle.get_best_trials(6)
scores = [trial.score for trial in trials]
found = [trial.hyperparameters.values for trial in trials]
print(*(f"{score:.3f} {values}" for score, values in zip(scores, found)), sep="\n")
assert len(found) == 3 * 2
assert scores == sorted(scores, reverse=True)

# %%
# 다섯 시드로 다시 재기
# --------------------------------------------------
# 데이터 분할과 초깃값을 바꾼 모델 서른 개(조합 여섯 × 시드 다섯)를 함께 훈련합니다.
# 손실은 모델들의 평균이므로 학습률에 모델 수를 곱합니다.

splits = [train_test_split(x, y, **SPLIT, random_state=seed) for seed in SEEDS]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [Digits(**values)(inputs[:, seed]) for values in found for seed in SEEDS]
together = keras.Model(inputs, ops.stack(outputs, axis=1))
together.compile(keras.optimizers.SGD(RATE * len(outputs)), LOSS)
together.fit(x_train, np.tile(y_train, len(found)), **FIT)
guess = together.predict(x_val, batch_size=2000, verbose=0).argmax(-1)
accuracy = (guess == np.tile(y_val, len(found))).mean(axis=0).reshape(len(found), -1)

# %%
# 달라진 순위 세어 보기
# --------------------------------------------------
# 탐색의 1등과 2등을 같은 시드끼리 비교하고, 시드마다 여섯 조합 가운데 1등을 찾습니다.

lead = 100 * (accuracy[0] - accuracy[1:])  # 탐색의 1등이 나머지를 앞선 차이(%p)
best = accuracy.argmax(axis=0)
print("다섯 시드의 평균(탐색의 순위대로):", accuracy.mean(axis=1).round(3))
print("시드마다 1등인 조합(탐색의 순위로):", best + 1)
print(f"탐색에서 1등과 2등의 차이: {100 * (scores[0] - scores[1]):+.1f}%p")
for name, gap in {"2등": lead[0], "꼴찌": lead[-1]}.items():
    print(f"다시 잰 1등과 {name}의 차이: {gap.mean():+.1f} ± {gap.std():.1f}%p")
    print(f"1등이 {name}보다 높은 시드: {(gap > 0).sum()}/{len(SEEDS)}")
assert (best != 0).any()
assert (lead[-1] > 0).all()

# %%
# 선 하나가 시드 하나이고, 별은 탐색에서 한 번 잰 값입니다.

fig, ax = plt.subplots(layout="constrained")
names = [f"{values['units']}\n{values['activation']}" for values in found]
ax.plot(names, accuracy, "o-", lw=1)
ax.plot(names, scores, "k*", markersize=12)
ax.set(xlabel="유닛 수와 활성화 함수(탐색의 순위대로)", ylabel="검증 정확도")
ax.set_title("탐색의 1등이 시드를 바꿔도 늘 1등은 아닙니다")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``SPLIT``의 300을 900으로 늘리면 시드마다 같은 조합이 1등이 될까요?
