"""
저장했다가 되살린 서브클래싱 모델
==================================================

등록, ``**kwargs``, ``get_config()``를 하나씩 빼고 저장해서 무엇이 살아남는지 봅니다.

- 셋을 다 갖추면 하이퍼파라미터와 예측이 그대로이고 훈련도 이어집니다.
- 등록이나 ``**kwargs``가 없으면 불러올 때 오류가 납니다.
- ``get_config()``가 없으면 오류 없이 다른 모델이 되살아납니다.
"""

import tempfile

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

SEED = 42
ACTIVATION = "tanh"  # 아래 클래스의 기본값은 "relu"
FIT = {"epochs": 2, "shuffle": False, "verbose": 0}
CHECKS = ("불러와짐", "설정이 같음", "예측이 같음", "훈련이 이어짐")

# %%
# 셋을 다 갖춘 클래스
# --------------------------------------------------
# 생성자의 인자를 모두 속성에 담아 두고 ``get_config()``에서 돌려줍니다.
# ``**kwargs``는 ``name``처럼 케라스가 되살릴 때 함께 주는 값을 받습니다.


@keras.saving.register_keras_serializable("subclassing")
class Complete(keras.Model):
    def __init__(self, units=8, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.units, self.activation = units, activation
        self.hidden = layers.Dense(units, activation=activation)
        self.score = layers.Dense(1)

    def call(self, inputs):
        return self.score(self.hidden(inputs))

    def get_config(self):
        own = {"units": self.units, "activation": self.activation}
        return super().get_config() | own


# %%
# 하나씩 뺀 클래스
# --------------------------------------------------
# 마지막 클래스는 ``keras.Model``이 처음부터 가진 ``get_config()``를 씁니다.


class NotRegistered(Complete):
    pass


@keras.saving.register_keras_serializable("subclassing")
class NoKwargs(Complete):
    def __init__(self, units=8, activation="relu"):
        super().__init__(units, activation)


@keras.saving.register_keras_serializable("subclassing")
class NoConfig(Complete):
    get_config = keras.Model.get_config


# %%
# 저장하고 되살려 비교하기
# --------------------------------------------------
# 훈련한 모델을 저장하고 되살린 다음, 둘을 똑같이 더 훈련합니다.


def survivors(build, path):
    """``build``로 만든 모델을 ``path``에 저장했다 되살린 (살아남은 것, 오류)입니다."""
    keras.utils.set_random_seed(SEED)
    model = build(activation=ACTIVATION)
    model.compile("adam", "mse")
    model.fit(x, y, **FIT)
    model.save(path)
    try:
        loaded = keras.saving.load_model(path)
    except TypeError as error:
        return [False] * 4, str(error).split(". ")[0]
    same = [loaded.activation == model.activation, np.array_equal(loaded(x), model(x))]
    losses = [each.fit(x, y, **FIT).history["loss"] for each in (model, loaded)]
    return [True, *same, losses[0] == losses[1]], ""


# %%
# 오류가 난 두 클래스보다, 오류 없이 달라진 ``NoConfig``가 더 위험합니다.

x, y = np.random.default_rng(SEED).normal(size=(2, 64, 1))
survived = {}
for build in (Complete, NotRegistered, NoKwargs, NoConfig):
    with tempfile.TemporaryDirectory() as folder:
        survived[build.__name__], error = survivors(build, f"{folder}/model.keras")
    print(f"{build.__name__}: {error or dict(zip(CHECKS, survived[build.__name__]))}")
assert all(survived["Complete"])
assert survived["NotRegistered"] == survived["NoKwargs"] == [False] * 4
assert survived["NoConfig"] == [True, False, False, False]

# %%
# 색칠한 칸이 살아남은 것입니다.

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
cells = np.where([*survived.values()], 1, np.nan)  # nan은 칠하지 않습니다.
ax.pcolormesh(cells, cmap="Blues", vmin=0, vmax=2, alpha=0.4)
for (row, column), value in np.ndenumerate([*survived.values()]):
    ax.text(column + 0.5, row + 0.5, "예" if value else "아니요", ha="center")
ax.set_xticks(np.arange(4) + 0.5, CHECKS)
ax.set_yticks(np.arange(4) + 0.5, survived)
ax.set(title="등록, **kwargs, get_config()를 갖춘 모델만 살아남습니다", ylim=(4, 0))
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``ACTIVATION``을 ``"relu"``로 바꾸면 어느 ``assert``에서 멈추고, 왜 그럴까요?
