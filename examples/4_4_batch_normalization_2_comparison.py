"""
배치 정규화를 넣은 모델과 넣지 않은 모델의 훈련 결과
==========================================================

은닉층의 유닛이 64개와 32개인 모델에 배치 정규화를 넣고 검증 손실을 에포크마다 견줍니다.

- 처음 몇 에포크는 배치 정규화를 넣은 모델의 검증 손실이 더 큽니다.
- ``momentum``을 0.9로 낮추면 첫 에포크부터 더 작습니다. 이동 평균이 늦게 찬 탓입니다.
- 마지막에는 검증 손실의 평균이 더 작지만, 정확도의 평균은 3%p도 다르지 않습니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 42
SEEDS = range(5)  # 데이터를 나누는 시드
EPOCHS = 15
MODELS = {  # 이름: (활성화 함수의 음수 쪽 기울기, momentum)
    "Dense + ReLU": (0.0, None),
    "Dense + BN + ReLU": (0.0, 0.99),
    "Dense + BN + LeakyReLU": (0.2, 0.99),
    "Dense + BN(0.9) + ReLU": (0.0, 0.9),
}

# %%
# 데이터 준비하기
# --------------------------------------------------
# 손글씨 숫자를 시드마다 다르게 나눕니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = [train_test_split(images / 16, digits, random_state=n) for n in SEEDS]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
y_train, y_val = np.tile(y_train, len(MODELS)), np.tile(y_val, len(MODELS))

# %%
# 모델 정의하기
# --------------------------------------------------
# ``EinsumDense``로 가중치가 시드마다 다른 ``Dense`` 다섯 개를 나란히 계산합니다.
# 값을 한 줄로 펴서 넣으면 배치 정규화도 시드마다 따로 합니다.


def build_model(slope, momentum):
    """``(시드, 64)`` 모양의 입력을 시드마다 숫자 열 개의 확률로 바꿉니다."""
    stack = []
    for units in (64, 32, 10):
        init = keras.initializers.GlorotUniform(input_axes=[1], output_axes=[2])
        shape = (len(SEEDS), units)
        stack += [layers.EinsumDense("nsi,sio->nso", shape, None, "so", init)]
        if momentum and units > 10:
            norm = layers.BatchNormalization(momentum=momentum)
            stack += [layers.Flatten(), norm, layers.Reshape(shape)]
        stack += [layers.LeakyReLU(negative_slope=slope)]  # 0이면 ReLU와 같습니다.
    return keras.Sequential([*stack[:-1], layers.Softmax()])


# %%
# 함께 훈련하기
# --------------------------------------------------
# 모델 스무 개(종류 넷 × 시드 다섯)를 나란히 훈련하고, 에포크가 끝날 때마다 검증합니다.

keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [build_model(*settings)(inputs) for settings in MODELS.values()]
together = keras.Model(inputs, keras.ops.concatenate(outputs, axis=1))
together.compile("adam", "sparse_categorical_crossentropy")
together.optimizer.build(together.trainable_variables)  # 훈련 준비가 빨라집니다.
guesses = []
look = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: guesses.append(together.predict_on_batch(x_val))
)
together.fit(x_train, y_train, epochs=EPOCHS, callbacks=[look], verbose=0)

# %%
# 결과 비교하기
# --------------------------------------------------
# 같은 시드의 ``Dense + ReLU``보다 얼마나 나은지 봅니다.
# 확인 줄의 ``True``는 시드 다섯 개 모두에서 더 나았다는 뜻입니다.

losses = [keras.losses.sparse_categorical_crossentropy(y_val, p) for p in guesses]
loss = np.mean(losses, axis=1).reshape(EPOCHS, len(MODELS), len(SEEDS))
accuracy = np.mean([p.argmax(-1) == y_val for p in guesses], axis=1).reshape(loss.shape)
gains = {"검증 손실": loss[:, :1] - loss, "정확도": accuracy - accuracy[:, :1]}
for k, name in ((1, "momentum 0.99"), (3, "momentum 0.9")):
    for kind, epoch in (("검증 손실", 1), ("검증 손실", EPOCHS), ("정확도", EPOCHS)):
        gain = gains[kind][epoch - 1, k]
        better, when = (gain > 0).sum(), f"{epoch}에포크 {kind}"
        text = f"나아진 폭 {gain.mean():+.3f} ± {gain.std():.3f}, {better}/{len(SEEDS)}"
        print(f"확인 그림3-23 | {name}, {when} | {better == len(SEEDS)} | {text}")

# %%
# 선은 시드 다섯 개의 평균이고 띠는 표준 편차입니다.

plain, norm, leaky, quick = loss.swapaxes(0, 1)  # 저마다 (에포크, 시드)
gap = norm[-1] - leaky[-1]
print(f"LeakyReLU로 바꿔 줄어든 검증 손실: {gap.mean():.3f} ± {gap.std():.3f}")
assert (norm[:4].mean(axis=1) > plain[:4].mean(axis=1)).all()
assert (quick[0] < plain[0]).all()
assert norm[-1].mean() < plain[-1].mean()
assert abs(gains["정확도"][-1].mean(axis=-1)).max() < 0.03
fig, ax = plt.subplots(layout="constrained")
fig.suptitle("이동 평균이 차기 전에는 배치 정규화의 검증 손실이 더 큽니다")
for name, curve, line in zip(MODELS, loss.swapaxes(0, 1), ("-", "-", "-", "--")):
    middle, spread = curve.mean(axis=1), curve.std(axis=1)
    epochs = range(1, EPOCHS + 1)
    ax.fill_between(epochs, middle - spread, middle + spread, alpha=0.25)
    ax.plot(epochs, middle, line, label=name)
ax.set(xlabel="에포크", ylabel="검증 손실(로그 눈금)", yscale="log")
ax.yaxis.set_major_formatter("{x:g}")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``EPOCHS``를 3으로 줄이면 어느 ``assert``에서 멈출까요?
