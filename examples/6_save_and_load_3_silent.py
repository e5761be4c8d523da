"""
오류 없이 잘못 되살아나는 모델
==================================================

임시 폴더에 저장했다가 되살린 모델이 조용히 달라지는 경우를 만들고 고칩니다.

- ``.h5``로 저장하고 나면 그다음 ``.keras``는 Adam이 아니라 RMSprop으로 되살아납니다.
- ``.h5``에서 되살린 모델은 그대로는 이어서 훈련할 수 없습니다.
- ``get_config()``가 없는 서브클래스는 하이퍼파라미터의 기본값으로 되살아납니다.
"""

import tempfile
import warnings

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

SEED = 42
ACTIVATION = "tanh"  # 아래 클래스의 기본값은 "relu"
LOSS = "sparse_categorical_crossentropy"
FIT = {"epochs": 5, "batch_size": 64, "verbose": 0}

# %%
# HDF5 다음에 저장한 ``.keras``
# --------------------------------------------------
# 저장할 때는 아무 말이 없고, 불러올 때 나오는 경고 한 줄이 전부입니다.

x, y = load_digits().data / 16, load_digits().target  # x: (1797, 64), 값은 0~1
folder = tempfile.TemporaryDirectory()
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, "softmax")])
model.compile("adam", LOSS)
model.fit(x, y, **FIT)
with warnings.catch_warnings(record=True, action="always") as caught:
    for name in ("before.keras", "model.h5", "after.keras"):
        model.save(f"{folder.name}/{name}")
        loaded = keras.saving.load_model(f"{folder.name}/{name}").optimizer
        print(f"{name}: {type(loaded).__name__}, {int(loaded.iterations)}단계")
print("경고:", str(caught[-1].message).strip())
assert isinstance(loaded, keras.optimizers.RMSprop)

# %%
# HDF5에서 되살려 이어서 훈련하기
# --------------------------------------------------
# ``fit()``이 멈추므로 ``compile=False``로 불러와 새로 컴파일합니다.

try:
    keras.saving.load_model(f"{folder.name}/model.h5").fit(x, y, **FIT)
except ValueError as error:
    stopped = str(error)
print("오류:", stopped.split(",")[0])
assert "Unknown variable" in stopped
legacy = keras.saving.load_model(f"{folder.name}/model.h5", compile=False)
legacy.compile("adam", LOSS)
print("고친 뒤 훈련한 에포크:", legacy.fit(x, y, **FIT).epoch)

# %%
# ``get_config()``가 없는 서브클래스
# --------------------------------------------------
# 두 클래스는 ``get_config()``만 다릅니다.


@keras.saving.register_keras_serializable("silent")
class Forgetful(keras.Model):
    def __init__(self, activation="relu", **kwargs):
        super().__init__(**kwargs)
        self.activation = activation
        dense = [keras.layers.Dense(32, activation), keras.layers.Dense(10, "softmax")]
        self.stack = keras.Sequential(dense)

    def call(self, inputs):
        return self.stack(inputs)


@keras.saving.register_keras_serializable("silent")
class Remembering(Forgetful):
    def get_config(self):
        return super().get_config() | {"activation": self.activation}


# %%
# 같은 가중치를 두 클래스에 넣고, 저장하기 전과 되살린 뒤의 정확도를 다섯 시드로 잽니다.

scores = {Forgetful: [], Remembering: []}  # 클래스마다 (시드, 저장 전과 뒤)
for seed in range(SEED, SEED + 5):
    keras.utils.set_random_seed(seed)
    trained = Remembering(ACTIVATION)
    trained.compile(keras.optimizers.Adam(0.01), LOSS)
    trained.fit(x[:1200], y[:1200], **FIT)
    for build, pairs in scores.items():
        model = build(ACTIVATION)
        model(x[:1])
        model.set_weights(trained.get_weights())
        model.save(f"{folder.name}/net.keras")
        loaded = keras.saving.load_model(f"{folder.name}/net.keras")
        outputs = np.array([model(x[1200:]), loaded(x[1200:])])
        assert np.array_equal(*outputs) == (build is Remembering)
        pairs.append((outputs.argmax(-1) == y[1200:]).mean(-1))
folder.cleanup()

# %%
# 선은 다섯 시드의 평균이고, 띠는 최솟값에서 최댓값까지입니다.

fig, ax = plt.subplots(layout="constrained")
for build, pairs in scores.items():
    before, after = np.mean(pairs, 0)
    print(f"{build.__name__} 정확도: {before:.3f} → {after:.3f}")
    assert (after < before - 0.01) == (build is Forgetful)
    ax.plot(["저장하기 전", "되살린 뒤"], [before, after], "o-", label=build.__name__)
    ax.fill_between([0, 1], np.min(pairs, 0), np.max(pairs, 0), alpha=0.2)
ax.set(ylabel="정확도", title="get_config()가 없으면 되살린 뒤 정확도가 떨어집니다")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``ACTIVATION``을 ``"relu"``로 바꾸면 어느 ``assert``에서 멈추고, 왜 그럴까요?
