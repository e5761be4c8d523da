"""
벌점이 들어가는 곳과 가중치에 남는 흔적
==================================================

**규제**(regularization)는 가중치가 클수록 커지는 벌점을 손실에 더합니다.
벌점이 어느 값에 들어가는지 보고, 훈련을 마친 가중치가 어떻게 달라지는지 봅니다.

- 벌점은 훈련 손실과 검증 손실에 똑같이 더해지고, 지표에는 더해지지 않습니다.
- L2 규제는 가중치를 고루 줄이고, L1 규제는 절반이 넘는 가중치를 0 가까이로 보냅니다.
- Adam으로 훈련하면 L1 규제를 걸어도 정확히 0인 가중치는 없습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from keras.regularizers import L1, L2
from sklearn.datasets import load_digits

SEED = 42
SEEDS = 5  # 규제마다 초깃값을 달리해 훈련하는 모델의 수
PENALTIES = {"규제 없음": None, "L2(0.01)": L2(0.01), "L1(0.001)": L1(0.001)}
EPOCHS = 40
NEAR_ZERO = 0.001  # 크기가 이보다 작으면 0에 가깝다고 셉니다.

# %%
# 벌점이 들어가는 곳
# --------------------------------------------------
# 가중치는 숫자 셋이고, 학습률을 0으로 두어 바뀌지 않게 합니다.
# 벌점은 ``loss``와 ``val_loss``에 들어가고, 지표인 ``mse``에는 들어가지 않습니다.

dense = layers.Dense(1, use_bias=False, kernel_regularizer=L2(0.1))
model = keras.Sequential([keras.Input((3,)), dense])
dense.set_weights([np.array([[2.0], [-1.0], [0.5]])])
model.compile(keras.optimizers.SGD(0.0), loss="mse", metrics=["mse"])
ones, zero = np.ones((4, 3)), np.zeros((4, 1))
fitted = model.fit(ones, zero, validation_data=(2 * ones, zero), verbose=0)
history = {name: values[0] for name, values in fitted.history.items()}
print(f"벌점: {float(model.losses[0]):.3f}")
for name, value in history.items():
    print(f"{name}: {value:.3f}")
assert np.isclose(model.losses[0], 0.1 * (2**2 + 1**2 + 0.5**2))
assert np.isclose(history["loss"] - history["mse"], model.losses[0])
assert np.isclose(history["val_loss"] - history["val_mse"], model.losses[0])

# %%
# 모델 정의하기
# --------------------------------------------------
# 초깃값이 다른 모델 다섯 개의 가중치를 층 하나에 쌓아 함께 훈련합니다.
# 모델끼리 가중치를 나눠 쓰지 않습니다.


def build_model(penalty):
    """``(64,)`` 모양의 입력을 모델마다 숫자 열 개의 확률로 바꿉니다."""
    options = {"bias_axes": "mo", "kernel_regularizer": penalty}
    options["kernel_initializer"] = keras.initializers.RandomNormal(stddev=0.1)
    hidden = layers.EinsumDense("bi,mio->bmo", (SEEDS, 128), "relu", **options)
    output = layers.EinsumDense("bmi,mio->bmo", (SEEDS, 10), "softmax", **options)
    return keras.Sequential([hidden, output])


# %%
# 세 가지 규제로 훈련하기
# --------------------------------------------------
# 손실은 열다섯 모델의 평균인데 벌점은 합입니다.
# 손실에 모델 수를 곱하면 하나씩 훈련할 때와 비율이 같아집니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
keras.utils.set_random_seed(SEED)
inputs = keras.Input((64,))
models = [build_model(penalty) for penalty in PENALTIES.values()]
outputs = keras.ops.concatenate([model(inputs) for model in models], axis=1)
together, copies = keras.Model(inputs, outputs), outputs.shape[1]
loss = "sparse_categorical_crossentropy"
together.compile("adam", loss, loss_weights=float(copies))
answers = np.tile(digits[:, None], copies)
together.fit(images / 16, answers, batch_size=256, epochs=EPOCHS, verbose=0)

# %%
# 0에 가까운 가중치 세기
# --------------------------------------------------
# 은닉층의 가중치에서 셉니다.
# 0에 가까운 것은 L1에서 절반이 넘지만, 정확히 0인 것은 어디에도 없습니다.

kernels = np.stack([model.layers[0].get_weights()[0] for model in models])
kernels = kernels.reshape(len(PENALTIES), SEEDS, -1)  # (규제, 시드, 가중치)
near = 100 * (abs(kernels) < NEAR_ZERO).mean(axis=2)
exact, spread = (kernels == 0).sum(axis=2), kernels.std(axis=2)
for name, share, width in zip(PENALTIES, near, spread):
    print(f"{name} 0에 가까운 가중치: {share.mean():.1f} ± {share.std():.1f}%")
    print(f"{name} 가중치의 표준 편차: {width.mean():.3f} ± {width.std():.3f}")
zeros, small = exact[2].sum(), f"{near[2].mean():.1f} ± {near[2].std():.1f}%"
found = f"정확한 0은 {zeros}개, 0에 가까운 것은 {small}"
print(f"확인 4-2-2 | 숫자 분류, Adam | {zeros > 0} | {found}")
assert (near[2] > 50).all()
assert (near[:2] < 30).all()
assert (spread[1] < 0.6 * spread[0]).all()
assert not exact.any()

# %%
# 선은 다섯 시드의 평균이고 띠는 표준 편차입니다.

fig, ax = plt.subplots(layout="constrained")
bins = np.linspace(-0.4, 0.4, 80)
for k, (name, group) in enumerate(zip(PENALTIES, kernels)):
    counts = [np.histogram(kernel, bins)[0] for kernel in group]
    mean, std = np.mean(counts, axis=0), np.std(counts, axis=0)
    band = {"baseline": mean - std, "color": f"C{k}", "alpha": 0.3, "fill": True}
    ax.stairs(mean + std, bins, **band)
    ax.stairs(mean, bins, label=name, color=f"C{k}")
ax.set(xlabel="가중치", ylabel="개수(로그 눈금)", yscale="log", ylim=(1, 10000))
ax.set_title("L1은 가중치를 0 가까이에 모으고, L2는 큰 가중치를 줄입니다")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``L1(0.001)``을 ``L1(0.01)``로 바꾸면 0에 가까운 가중치는 몇 퍼센트가 될까요?
