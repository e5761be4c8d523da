"""
모델을 저장하는 세 가지 형식
==================================================

한 모델을 ``.keras``, HDF5(``.h5``), SavedModel로 임시 폴더에 저장하고 되살립니다.

- 세 형식은 모두 예측을 한 비트도 바꾸지 않고 되살립니다.
- ``.keras``는 옵티마이저 상태도 담아서, 멈추지 않은 훈련과 똑같은 손실로 이어집니다.
- 옵티마이저를 새로 만들면 손실이 달라지고, 이 설정에서는 다음 에포크에 커집니다.
"""

import logging
import tempfile
import zipfile
from pathlib import Path

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

SEED = 42
EPOCHS = 5  # 저장하기 전과 저장한 뒤에 각각 훈련할 에포크 수
RATE = 0.02  # Adam의 학습률
LOSS = "sparse_categorical_crossentropy"
FIT = {"epochs": EPOCHS, "batch_size": 600, "shuffle": False, "verbose": 0}

# %%
# 훈련하고 세 형식으로 저장하기
# --------------------------------------------------
# ``.keras``와 ``.h5``는 ``save()``에 적은 확장자가 형식을 정합니다.
# SavedModel은 ``export()``로 만들며 파일이 아니라 폴더입니다.

x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")  # (1797, 64), 값은 0~1
temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)
logging.getLogger("tensorflow").setLevel("ERROR")  # 출력에 섞이는 로그를 끕니다.

keras.utils.set_random_seed(SEED)
dense = [layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")]
model = keras.Sequential([keras.Input((64,)), *dense], name="digits")
model.compile(keras.optimizers.Adam(RATE), LOSS)
model.fit(x, y, **FIT)
model.save(folder / "model.keras")
model.save(folder / "model.h5")
model.export(folder / "exported", verbose=False)

# %%
# ``.keras`` 파일은 구조, 저장 정보, 가중치를 담은 zip 파일입니다.

members = sorted(zipfile.ZipFile(folder / "model.keras").namelist())
print("model.keras에 든 것:", *members)
for name in ("model.keras", "model.h5", "exported"):
    files = [folder / name, *(folder / name).rglob("*")]
    size = sum(file.stat().st_size for file in files if file.is_file())
    print(f"{name} 크기: {size / 1024:.0f} KiB")
assert members == ["config.json", "metadata.json", "model.weights.h5"]

# %%
# 구조와 예측 되살리기
# --------------------------------------------------
# 값이 같은지는 예측으로 확인하고, SavedModel은 예측만 하는 층으로 불러옵니다.

restored = {
    "model.keras": keras.saving.load_model(folder / "model.keras"),
    "model.h5": keras.saving.load_model(folder / "model.h5"),
    "exported": layers.TFSMLayer(folder / "exported", call_endpoint="serve"),
}
restored["model.keras"].summary()
for name, loaded in restored.items():
    assert np.array_equal(loaded(x), model(x))
    print(f"{name} 예측: 비트까지 같음")

# %%
# 훈련 이어 가기
# --------------------------------------------------
# 절반만 훈련해 저장합니다.
# 나머지는 멈추지 않은 모델, 상태까지 되살린 모델, 새 Adam을 쓴 모델로 훈련합니다.

runs = []
for seed in range(SEED, SEED + 5):
    keras.utils.set_random_seed(seed)
    model = keras.models.clone_model(model)
    model.compile(keras.optimizers.Adam(RATE), LOSS)
    model.fit(x, y, **FIT)
    model.save(folder / "half.keras")
    resumed = keras.saving.load_model(folder / "half.keras")
    fresh = keras.saving.load_model(folder / "half.keras", compile=False)
    fresh.compile(keras.optimizers.Adam(RATE), LOSS)
    runs.append([m.fit(x, y, **FIT).history["loss"] for m in (model, resumed, fresh)])
temporary.cleanup()
whole, resumed, fresh = np.swapaxes(runs, 0, 1)  # 각각 (시드, 에포크)
jump = (fresh - whole)[:, 0]
print(f"새 Adam의 손실 차이: 평균 {jump.mean():.3f}, 최소 {jump.min():.3f}")
assert np.array_equal(resumed, whole)
assert jump.min() > 0.01

# %%
# 선은 다섯 시드의 평균이고, 띠는 최솟값에서 최댓값까지입니다.

epochs = range(EPOCHS + 1, 2 * EPOCHS + 1)
fig, ax = plt.subplots(layout="constrained")
for loss, color, label in ((whole, "C0", "멈추지 않음"), (fresh, "C1", "새 Adam")):
    ax.plot(epochs, loss.mean(0), color, label=label)
    ax.fill_between(epochs, loss.min(0), loss.max(0), fc=color, alpha=0.2)
ax.plot(epochs, resumed.mean(0), "kx", label="상태까지 되살린 Adam")
ax.set(xlabel="에포크", ylabel="훈련 손실", xticks=epochs)
ax.set_title("옵티마이저 상태까지 되살리면 멈추지 않은 훈련과 손실이 같습니다")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``RATE``를 ``0.001``로 바꾸면 새 Adam의 손실 차이는 얼마나 작아질까요?
# 마지막 ``assert``도 그대로 통과할까요?
