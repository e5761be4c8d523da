"""
입력이 둘인 모델로 숫자의 위아래를 함께 읽기
==================================================

손글씨 숫자를 위아래로 나누고, 위만, 아래만, 둘 다 보는 세 모델을 비교합니다.

- 세 모델의 파라미터 수는 같고, 보는 데이터만 다릅니다.
- 두 절반을 함께 보는 모델이 한쪽만 보는 모델보다 정확합니다.
- 함수형 모델도 ``compile``, ``fit``, ``evaluate``로 훈련하고 평가합니다.
"""

import sys

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.datasets import load_digits

SEED = 42
RUNS = 6  # 데이터 분할과 초깃값을 바꿔 되풀이하는 횟수
UNITS = 32  # 절반 하나에 쓰는 유닛 수
EPOCHS = 15
TRAIN = 1216  # 훈련에 쓰는 표본 수. 나머지 581개로 검증합니다.
LABELS = {"top_only": "위 절반", "bottom_only": "아래 절반", "both": "두 절반"}

# %%
# 모델 정의하기
# --------------------------------------------------
# 세 모델은 입력만 함께 쓰고 층은 하나도 함께 쓰지 않습니다.
# 출력 셋을 한 모델로 묶으면 ``fit`` 한 번으로 세 모델을 훈련합니다.


def build_model():
    """입력 ``top``과 ``bottom``(각 32)에서 ``LABELS``의 세 출력(각 10)을 냅니다."""
    top, bottom = keras.Input((32,), name="top"), keras.Input((32,), name="bottom")
    parts = [layers.Dense(UNITS, activation="relu")(half) for half in (top, bottom)]
    wide = [layers.Dense(2 * UNITS, activation="relu")(half) for half in (top, bottom)]
    hidden = zip(LABELS, [*wide, layers.Concatenate()(parts)], strict=True)
    heads = {n: layers.Dense(10, activation="softmax", name=n)(h) for n, h in hidden}
    return keras.Model({"top": top, "bottom": bottom}, heads)


model = build_model()
singles = [keras.Model(model.input[n], model.output[f"{n}_only"]) for n in model.input]
two_inputs = keras.Model(model.input, model.output["both"])
sizes = [part.count_params() for part in (*singles, two_inputs)]
print("세 모델의 파라미터:", sizes)
assert sizes == [model.count_params() / 3] * 3  # 함께 쓰는 층이 없습니다.

# %%
# 컴파일하기
# --------------------------------------------------
# 손실과 지표는 출력 이름을 키로 적고, 정답도 출력마다 하나씩 줍니다.

images, digits = load_digits(return_X_y=True)  # images: (1797, 64), 값은 0~16
halves = {"top": images[:, :32] / 16, "bottom": images[:, 32:] / 16}
samples = tf.data.Dataset.from_tensor_slices((halves, dict.fromkeys(LABELS, digits)))
loss = dict.fromkeys(LABELS, "sparse_categorical_crossentropy")
metrics = dict.fromkeys(LABELS, "accuracy")
model.compile(keras.optimizers.SGD(0.3), loss, metrics=metrics)

# %%
# 훈련하고 평가하기
# --------------------------------------------------
# 모멘텀이 없는 ``SGD``는 쌓아 두는 값이 없어, 가중치만 바꾸면 새로 시작합니다.
# 데이터셋에서 이미 섞으므로 ``fit``에는 ``shuffle=False``를 줍니다.

curves, scores = [], []
for seed in range(SEED, SEED + RUNS):
    keras.utils.set_random_seed(seed)
    model.set_weights(build_model().get_weights())
    mixed = samples.shuffle(len(digits), seed=seed, reshuffle_each_iteration=False)
    train = mixed.take(TRAIN).cache().shuffle(TRAIN, seed=seed).batch(64)
    val = mixed.skip(TRAIN).batch(len(digits)).cache()
    run = model.fit(train, validation_data=val, epochs=EPOCHS, shuffle=False, verbose=0)
    curves.append([run.history[f"val_{name}_accuracy"] for name in LABELS])
    score = model.evaluate(val, verbose=0, return_dict=True)
    scores.append([score[f"{name}_accuracy"] for name in LABELS])
assert [v.name for v in model.optimizer.variables] == ["iteration", "learning_rate"]

# %%
# 여섯 번 모두 두 절반을 함께 보는 모델이 더 정확합니다.

top, bottom, both = np.transpose(scores)
for label, column in zip(LABELS.values(), (top, bottom, both), strict=True):
    print(f"{label} 정확도: {column.mean():.3f} ± {column.std():.3f}")
gains = both - np.maximum(top, bottom)
print(f"더 나은 한쪽과의 차이: {100 * gains.mean():.1f}%p")
assert gains.min() > 0.05

# %%
# 선은 여섯 번의 평균이고, 띠는 가장 낮은 값에서 가장 높은 값까지입니다.

fig, ax = plt.subplots(layout="constrained")
for label, runs in zip(LABELS.values(), np.swapaxes(curves, 0, 1), strict=True):
    ax.plot(range(1, EPOCHS + 1), runs.mean(axis=0), label=label)
    ax.fill_between(range(1, EPOCHS + 1), runs.min(axis=0), runs.max(axis=0), alpha=0.3)
ax.set(title="두 절반을 함께 보면 더 정확합니다", xlabel="에포크", ylabel="검증 정확도")
ax.legend()
plt.show()

# %%
# 구조를 그림으로 저장하기
# --------------------------------------------------
# 입력이 둘인 모델의 구조를 실행한 폴더의 ``two_inputs.svg``에 저장합니다.
# Graphviz의 ``dot`` 프로그램이 없으면 저장하지 않고 다음으로 넘어갑니다.

graph = keras.utils.model_to_dot(two_inputs, show_shapes=True, dpi=72)
try:
    graph.write("two_inputs.svg", format="svg")
except FileNotFoundError:
    print("dot 프로그램이 없어 two_inputs.svg를 건너뜁니다.", file=sys.stderr)

# %%
# 직접 해 보기
# --------------------------------------------------
# ``UNITS``를 4로 줄이면 세 곡선의 차이는 커질까요, 작아질까요?
