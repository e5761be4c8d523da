"""
배치 정규화가 도움이 될 때와 되지 않을 때
==================================================

은닉층이 둘인 모델 네 가지를 네 조건에서 훈련하고, 추론의 정확도를 견줍니다.

- 학습률이 크면 배치 정규화가 없는 모델은 무너지고, 있는 모델은 훈련됩니다.
- 배치가 2이면 배치 정규화를 넣은 모델이 더 나쁩니다.
- 40단계만 훈련하면 ``momentum`` 0.99의 추론은 훈련보다 나쁘고, 0.9는 그렇지 않습니다.
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
NAMES = ("없음", "앞", "뒤", "앞(0.9)")  # 그림에 쓸 모델의 이름
PLACES = ("없음", "앞", "뒤", "앞")  # 활성화 함수의 앞인지 뒤인지
MOMENTA = (0.99, 0.99, 0.99, 0.9)
CONDITIONS = {  # 이름: (학습률, 배치 크기, 훈련 표본의 수, 에포크 수)
    "보통 학습률": (0.1, 64, 1280, 10),
    "큰 학습률": (2.0, 64, 1280, 10),
    "배치 2": (0.03, 2, 400, 1),
    "40단계": (0.1, 64, 1280, 2),
}

# %%
# 데이터 준비하기
# --------------------------------------------------
# 손글씨 숫자를 시드마다 다르게 나눕니다.

images, digits = load_digits(return_X_y=True)  # (1797, 64), 값은 0~16
splits = [train_test_split(images / 16, digits, random_state=n) for n in SEEDS]
x_train, x_val, y_train, y_val = (np.stack(part, axis=1) for part in zip(*splits))
y_train, y_val = np.tile(y_train, len(NAMES)), np.tile(y_val, len(NAMES))

# %%
# 모델 정의하기
# --------------------------------------------------
# ``EinsumDense``로 가중치가 시드마다 다른 ``Dense`` 다섯 개를 나란히 계산합니다.
# 값을 한 줄로 펴서 넣으면 배치 정규화도 시드마다 따로 합니다.


def build_model(place, momentum):
    """``(시드, 64)`` 모양의 입력을 시드마다 숫자 열 개의 확률로 바꿉니다."""
    stack, shape = [], (len(SEEDS), 64)
    for _ in range(2):
        dense = layers.EinsumDense("nsi,sio->nso", shape, None, "so", "he_normal")
        norm = [layers.Flatten(), layers.BatchNormalization(momentum=momentum)]
        norm += [layers.Reshape(shape)]
        relu = [layers.ReLU()]
        order = {"없음": relu, "앞": [*norm, *relu], "뒤": [*relu, *norm]}
        stack += [dense, *order[place]]
    last = layers.EinsumDense("nsi,sio->nso", (len(SEEDS), 10), "softmax", "so")
    return keras.Sequential([*stack, last])


keras.utils.set_random_seed(SEED)
inputs = keras.Input((len(SEEDS), 64))
outputs = [build_model(*model)(inputs) for model in zip(PLACES, MOMENTA)]
together = keras.Model(inputs, keras.ops.concatenate(outputs, axis=1))
loss, count = "sparse_categorical_crossentropy", len(NAMES) * len(SEEDS)
together.compile("sgd", loss, loss_weights=float(count))

# %%
# 네 조건에서 훈련하기
# --------------------------------------------------
# 조건이 바뀔 때마다 가중치를 처음 값으로 되돌립니다.
# 검증 데이터는 추론할 때처럼 한 번, 훈련할 때처럼 한 번 잽니다.

start, scores = together.get_weights(), {}
for name, (rate, batch, samples, epochs) in CONDITIONS.items():
    together.set_weights(start)
    together.optimizer.learning_rate = rate
    together.fit(x_train[:samples], y_train[:samples], batch, epochs, verbose=0)
    guess = np.argmax([together(x_val, training=on) for on in (False, True)], axis=-1)
    scores[name] = np.mean(guess == y_val, axis=1).reshape(2, len(NAMES), len(SEEDS))
    for model, accuracy in zip(NAMES, scores[name][0]):
        print(f"{name}, {model}: {accuracy.mean():.3f} ± {accuracy.std():.3f}")

# %%
# 결과 비교하기
# --------------------------------------------------
# 확인 줄의 ``True``는 시드 다섯 개 모두에서 ``없음``보다 나았다는 뜻입니다.

for name, k in [*((name, 1) for name in CONDITIONS), ("40단계", 3)]:
    gain = 100 * (scores[name][0, k] - scores[name][0, 0])
    text = f"정확도 {gain.mean():+.1f} ± {gain.std():.1f}%p, {(gain > 0).sum()}/5"
    print(f"확인 23 | {name}, {NAMES[k]} | {(gain > 0).all()} | {text}")
assert np.ptp(scores["보통 학습률"][0].mean(axis=-1)) < 0.05
none, front, back, _ = scores["큰 학습률"][0]
gap = 100 * (front - back)
print(f"앞과 뒤의 차이: {gap.mean():+.1f} ± {gap.std():.1f}%p")
assert (scores["배치 2"][0, 1] < scores["배치 2"][0, 0]).all()
assert none.max() < 0.5 < 0.9 < min(front.min(), back.min())

# %%
# 40단계 뒤의 모델은 훈련할 때처럼 재면 멀쩡합니다. 어긋난 것은 이동 평균입니다.

for k in (1, 3):
    inference, training = scores["40단계"][:, k].mean(axis=-1)
    print(f"40단계, {NAMES[k]}, 훈련할 때처럼: {training:.3f}")
    assert (training - inference > 0.08) == (k == 1)
fig, axes = plt.subplots(2, 2, figsize=(6.4, 6), layout="constrained")
fig.suptitle("큰 학습률에서는 돕고 배치 2에서는 해치며, 40단계는 momentum에 달렸습니다")
for ax, (name, score) in zip(axes.flat, scores.items()):
    ax.plot(NAMES, score[0], "C0o", mfc="none")
    ax.plot(NAMES, score[0].mean(axis=-1), "C3_", markersize=16)
    ax.set(title=name, ylabel="검증 정확도", ylim=(0, 1), xlim=(-0.6, 3.6))
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# 40단계의 에포크 수를 20으로 늘리면 ``앞``과 ``앞(0.9)``의 차이는 얼마나 남을까요?
