"""
죽은 ReLU를 만들고 살리기
==================================================

입력이 늘 음수인 ReLU 유닛은 값도 기울기도 0이라 더 배우지 못합니다.
이런 유닛을 **죽은 ReLU**(dying ReLU)라고 합니다.
좁고 깊은 모델을 많이 만들어, 유닛이 모두 죽어 한 값만 내는 모델을 셉니다.

- 좁고 깊은 ReLU 모델은 훈련하기 전부터 여럿이 죽어 있고, 훈련해도 살아나지 않습니다.
- 같은 가중치에서 LeakyReLU(0.2), ELU, GELU로 바꾸면 죽은 모델이 없습니다.
- ReLU를 그대로 두고 층을 넓혀도 죽은 모델이 없어집니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

SEED = 42
MODELS = 30  # 활성화 함수마다 함께 훈련하는 모델의 수
WIDTH, DEPTH = 3, 5  # 은닉층의 유닛 수, 은닉층의 수
WIDTHS = (2, 3, 4, 8, 16)  # 훈련하지 않고 죽은 모델만 세어 볼 유닛 수
LEAKY = {f"LeakyReLU({slope})": layers.LeakyReLU(slope) for slope in (0.01, 0.2)}
ACTIVATIONS = {"relu": "relu", **LEAKY, "elu": "elu", "gelu": "gelu"}
COUNT = len(ACTIVATIONS)

# %%
# 모델을 쌓는 함수
# --------------------------------------------------
# ``EinsumDense`` 하나가 여러 모델의 ``Dense``를 한꺼번에 계산합니다.
# 활성화 함수가 달라도 같은 가중치에서 출발하게 합니다.


def build_model(width):
    """숫자 하나를 받는 모델을 활성화 함수마다 ``MODELS``개 쌓습니다."""
    inputs = keras.Input((1,))
    x = layers.RepeatVector(COUNT * MODELS)(inputs)
    for size in [*[width] * DEPTH, 1]:
        options = {"bias_axes": "mo", "kernel_initializer": "he_normal"}
        x = layers.EinsumDense("bmi,mio->bmo", (COUNT * MODELS, size), **options)(x)
        if size == width:
            parts = zip(ACTIVATIONS.values(), ops.split(x, COUNT, axis=1))
            x = ops.concatenate([keras.activations.get(f)(p) for f, p in parts], axis=1)
    model = keras.Model(inputs, x)
    first = [weight[:MODELS] for weight in model.get_weights()]
    model.set_weights([np.concatenate([weight] * COUNT) for weight in first])
    return model


# %%
# 절댓값 함수 배우기
# --------------------------------------------------
# 유닛이 세 개인 은닉층 다섯 개로 훈련하고, 훈련 앞뒤의 출력을 남깁니다.

keras.utils.set_random_seed(SEED)
points = np.linspace(-1.5, 1.5, 40)[:, None]
answers = np.tile(abs(points)[:, None], (COUNT * MODELS, 1))
model = build_model(WIDTH)
before = ops.convert_to_numpy(model(points))
model.compile(keras.optimizers.Adam(0.01), "mse", steps_per_execution=50)
x, y = np.tile(points, (50, 1)), np.tile(answers, (50, 1, 1))
model.fit(x, y, batch_size=len(points), epochs=4, shuffle=False, verbose=0)
after = ops.convert_to_numpy(model(points))

# %%
# ReLU 모델만 훈련하기 전부터 죽어 있고, 죽은 채로 시작한 모델은 죽은 채로 끝납니다.
# 평균 제곱 오차가 0.02보다 작으면 배운 것으로 셉니다.

dead = np.ptp(before, axis=0).reshape(COUNT, -1) < 1e-6
still_dead = np.ptp(after, axis=0).reshape(COUNT, -1) < 1e-6
learned = np.mean((after - answers) ** 2, axis=0).reshape(COUNT, -1) < 0.02
for k, name in enumerate(ACTIVATIONS):
    print(f"{name}: 죽은 모델 {dead[k].sum()} → {still_dead[k].sum()}", end=", ")
    print(f"배운 모델 {learned[k].sum()}/{MODELS}")

assert dead[0].sum() >= 3
assert not dead[1:].any()
assert still_dead[0][dead[0]].all()
assert still_dead[0].sum() > dead[0].sum()  # 훈련하는 동안 더 죽습니다.
assert not still_dead[2:].any()
assert learned[2:].sum(axis=1).min() > 1.5 * learned[0].sum()

# %%
# 층을 넓히기
# --------------------------------------------------
# 한 층의 유닛이 모두 꺼져야 모델이 죽으므로, 유닛이 많으면 잘 죽지 않습니다.

dead_by_width = {}
for width in WIDTHS:
    outputs = build_model(width)(points)[:, :MODELS]  # 앞쪽이 ReLU 모델입니다.
    dead_by_width[width] = int((np.ptp(outputs, axis=0) < 1e-6).sum())
print("유닛 수에 따른 죽은 모델:", dead_by_width)
assert dead_by_width[2] > dead_by_width[8] >= dead_by_width[16] == 0

# %%
# 죽은 모델 그리기
# --------------------------------------------------
# 왼쪽은 활성화 함수를, 오른쪽은 ReLU 모델의 유닛 수를 바꾼 결과입니다.

size = {"figsize": (8, 3.8), "layout": "constrained"}
fig, (left, right) = plt.subplots(1, 2, sharey=True, **size)
fig.suptitle("죽은 ReLU는 다른 활성화 함수를 쓰거나 층을 넓히면 사라집니다")
left.bar(list(ACTIVATIONS), still_dead.sum(axis=1), label="훈련 뒤")
left.bar(list(ACTIVATIONS), dead.sum(axis=1), width=0.4, label="훈련 전")
left.set(ylabel=f"{MODELS}개 가운데 죽은 모델의 수")
left.tick_params("x", rotation=30)
left.legend()
right.bar([str(width) for width in WIDTHS], dead_by_width.values(), 0.4, color="C1")
right.set(xlabel="은닉층의 유닛 수 (ReLU, 훈련 전)")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``DEPTH``를 10으로 늘리면 죽은 모델은 몇 개가 될까요?
