"""
조기 종료와 가장 좋은 가중치
==================================================

같은 모델을 끝까지 훈련한 것과 ``EarlyStopping``으로 멈춘 것을 시드마다 비교합니다.

- 틀린 정답이 섞이면, 일찍 멈추고 되돌린 모델의 시험 정확도가 시드마다 더 높습니다.
- 정답이 모두 맞으면 정확도의 평균이 거의 같습니다.
- 되돌린 가중치는 ``ModelCheckpoint``가 저장한 가장 좋은 가중치와 비트까지 같습니다.
"""

import tempfile

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
RATE, EPOCHS = 0.005, 25  # 학습률, 끝까지 훈련할 에포크 수
PATIENCE = 5  # 검증 손실이 나아지지 않아도 기다릴 에포크 수

# %%
# 데이터 준비하기
# --------------------------------------------------
# 손글씨 숫자를 훈련 300장, 검증 300장, 시험 1197장으로 나눕니다.
# 검증 데이터는 멈출 때를 정하므로, 정확도는 시험 데이터로 잽니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
data = {}
for name, seed in [(name, seed) for name in WRONG for seed in SEEDS]:
    rng = np.random.default_rng(seed)
    parts = np.split(rng.permutation(len(digits)), (300, 600))
    changed = parts[0][rng.random(300) < WRONG[name]]
    y = digits.copy()
    y[changed] = rng.integers(0, 10, len(changed))
    pairs = [(images[part] / 16, y[part]) for part in parts]
    data[name, seed] = [tf.data.Dataset.from_tensors(pair) for pair in pairs]

# %%
# 처음부터 다시 시작하기
# --------------------------------------------------
# 모델은 한 번만 컴파일하고, 훈련할 때마다 가중치와 옵티마이저를 처음으로 되돌립니다.

keras.utils.set_random_seed(SEED)
hidden = [layers.Dense(256, activation="relu") for _ in range(2)]
model = keras.Sequential([*hidden, layers.Dense(10, activation="softmax")])
model.build((None, 64))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
weights = {key: keras.models.clone_model(model).get_weights() for key in data}


def start_over(name, seed):
    """데이터마다 정한 첫 가중치와 빈 옵티마이저로 되돌린 ``model``을 돌려줍니다."""
    model.set_weights(weights[name, seed])
    for variable in model.optimizer.variables:
        variable.assign(keras.ops.zeros_like(variable))
    model.optimizer.learning_rate = RATE
    return model


# %%
# 끝까지 훈련하기와 일찍 멈추기
# --------------------------------------------------
# 멈출 때까지 두 훈련의 검증 손실은 같습니다.
# 가장 좋은 모델을 파일로도 저장해 되돌린 가중치와 견줍니다.

curves, gains, epochs = [], [], []
for (name, seed), (train, val, test) in data.items():
    fit = {"epochs": EPOCHS, "validation_data": val, "shuffle": False, "verbose": 0}
    curves.append(start_over(name, seed).fit(train, **fit).history["val_loss"])
    at_end = model.evaluate(test, verbose=0)[1]
    stop = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    with tempfile.TemporaryDirectory() as folder:
        save = keras.callbacks.ModelCheckpoint(f"{folder}/a.keras", save_best_only=True)
        early = start_over(name, seed).fit(train, callbacks=[stop, save], **fit).history
        saved = keras.saving.load_model(save.filepath)
    assert all(map(np.array_equal, model.get_weights(), saved.get_weights()))
    assert np.allclose(early["val_loss"], curves[-1][: len(early["val_loss"])])
    gains.append(model.evaluate(test, verbose=0)[1] - at_end)
    epochs.append((stop.best_epoch + 1, len(early["val_loss"])))

# %%
# 결과 비교하기
# --------------------------------------------------
# 정확도 차이가 양수면 일찍 멈춘 쪽의 시험 정확도가 더 높습니다.

gains = np.reshape(gains, (len(WRONG), len(SEEDS)))
curves, epochs = (np.reshape(v, (*gains.shape, -1)) for v in (curves, epochs))
for name, gain, epoch in zip(WRONG, gains, epochs):
    print(f"{name}, 되돌린 에포크와 멈춘 에포크:", *map(tuple, epoch.tolist()))
    change = f"{100 * gain.mean():+.1f} ± {100 * gain.std():.1f}%p"
    change += f", 오른 시드 {(gain > 0).sum()}/{len(gain)}"
    print(f"{name}, 정확도 차이: {change}")
    print(f"확인 5-3 | {name} | {(gain > 0).all()} | {change}")
assert (gains[0] > 0).all()
assert abs(gains[1].mean()) < 0.02
assert (curves[0][:, -1] > curves[0].min(axis=1)).all()

# %%
# 시드마다 동그라미는 되돌린 에포크, 가위표는 멈춘 에포크입니다.

fig, axes = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
fig.suptitle("틀린 정답이 섞이면 검증 손실이 가장 낮았다가 다시 커집니다")
for ax, name, losses, marks in zip(axes, WRONG, curves, epochs):
    for k, (loss, (best, last)) in enumerate(zip(losses, marks)):
        ax.plot(range(1, EPOCHS + 1), loss, f"C{k}", lw=1)
        ax.plot(best, loss[best - 1], f"C{k}o", last, loss[last - 1], f"C{k}x", ms=8)
    ax.set(title=name, xlabel="에포크", ylabel="검증 손실", ylim=(0, 1.2))
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``PATIENCE``를 ``0``으로 바꾸면 몇 에포크에서 멈출까요?
