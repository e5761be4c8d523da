"""
함수형 모델의 여섯 가지 구조
==================================================

함수형 API로 작은 모델 여섯 개를 만들고, 모델에서 읽은 연결을 그대로 그립니다.

- 시드가 같으면 ``Sequential`` 모델과 함수형 모델은 손실도 예측도 똑같습니다.
- 갈래, 건너뛰기 연결, 다중 입력, 다중 출력을 모두 같은 문법으로 만듭니다.
- 공유 층은 두 번 불러도 파라미터를 한 번만 셉니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

SEED = 42
WIDTH = 4  # 입력의 특성 수이자 은닉층의 유닛 수
BOXES = {  # 그림에서 층마다 쓸 이름과 자리
    "input": ("입력", 0, 2), "input_1": ("입력", -1, 2), "input_2": ("입력", 1, 2),
    "hidden": ("은닉층", 0, 1), "left": ("왼쪽", -1, 1), "right": ("오른쪽", 1, 1),
    "shared": ("공유 층", 0, 1), "joined": ("병합", 0, 1), "merged": ("병합", 0, 0),
    "output": ("출력", 0, 0), "output_1": ("출력", -1, 0), "output_2": ("출력", 1, 0),
}  # fmt: skip

# %%
# 체인과 그 쌍둥이
# --------------------------------------------------
# 층을 한 줄로 이은 모델은 ``Sequential``로 만든 모델과 손실도 예측도 똑같습니다.

keras.utils.set_random_seed(SEED)
inputs = keras.Input((WIDTH,), name="input")
hidden = layers.Dense(WIDTH, activation="relu", name="hidden")(inputs)
chain = keras.Model(inputs, layers.Dense(1, name="output")(hidden))
keras.utils.set_random_seed(SEED)
stack = [layers.Dense(WIDTH, activation="relu"), layers.Dense(1)]
twin = keras.Sequential([keras.Input((WIDTH,)), *stack])
x, x_other = np.random.default_rng(SEED).normal(size=(2, 64, WIDTH)).astype("float32")
for model in (chain, twin):
    keras.utils.set_random_seed(SEED)  # 훈련 데이터를 섞는 순서도 맞춥니다.
    model.compile("adam", "mse")
    history = model.fit(x, x.sum(axis=1), epochs=3, verbose=0).history
    print(type(model).__name__, "손실:", np.round(history["loss"], 3))
assert chain.history.history == twin.history.history
assert ops.all(chain(x) == twin(x))

# %%
# 갈래와 건너뛰기 연결
# --------------------------------------------------
# 변수 하나를 두 층에 넘기면 갈래가 생기고, ``Concatenate``나 ``Add``가 다시 합칩니다.

sides = [layers.Dense(WIDTH, name=name)(inputs) for name in ("left", "right")]
branches = keras.Model(inputs, layers.Concatenate(name="merged")(sides))
skip = keras.Model(inputs, layers.Add(name="merged")([inputs, hidden]))
print("갈래의 출력:", branches.output_shape, "건너뛰기의 출력:", skip.output_shape)
assert branches.count_params() == 2 * skip.count_params() == 2 * (WIDTH + 1) * WIDTH
assert ops.all(skip(x) == x + keras.Model(inputs, hidden)(x))

# %%
# 다중 입력과 다중 출력
# --------------------------------------------------
# 입력이나 출력이 여럿이면 ``keras.Model``에 리스트나 딕셔너리로 적습니다.

one, two = (keras.Input((WIDTH,), name=name) for name in ("input_1", "input_2"))
joined = layers.Concatenate(name="joined")([one, two])
two_inputs = keras.Model([one, two], layers.Dense(1, name="output")(joined))
heads = {name: layers.Dense(1, name=name)(hidden) for name in ("output_1", "output_2")}
two_outputs = keras.Model(inputs, heads)
print("다중 입력의 모양:", two_inputs.input_shape, "다중 출력의 이름:", *two_outputs(x))
assert two_inputs.count_params() == 2 * WIDTH + 1

# %%
# 공유 층
# --------------------------------------------------
# 층 하나를 두 번 불러도 파라미터는 한 번만 세고, 입력을 맞바꿔 더해도 출력이 같습니다.

same = layers.Dense(WIDTH, name="shared")
shared = keras.Model([one, two], layers.Add(name="merged")([same(one), same(two)]))
pair = [layers.Dense(WIDTH)(one), layers.Dense(WIDTH)(two)]
separate = keras.Model([one, two], layers.Add()(pair))
for name, model in {"공유 층": shared, "따로 둔 층": separate}.items():
    gap = ops.max(ops.abs(model([x, x_other]) - model([x_other, x])))
    print(f"{name}: 파라미터 {model.count_params()}개, 맞바꾼 차이 {gap:.2f}")
    assert (gap == 0) == (model is shared)
assert separate.count_params() == 2 * shared.count_params() == 2 * (WIDTH + 1) * WIDTH

# %%
# 여섯 구조를 나란히 그리기
# --------------------------------------------------
# 화살표는 손으로 긋지 않고 ``keras.utils.model_to_dot``이 모델에서 읽은 연결을 씁니다.


def draw(ax, model):
    """``model``의 층을 상자로, 층 사이의 연결을 화살표로 ``ax``에 그립니다."""
    boxes = {str(id(layer)): (*BOXES[layer.name], layer.name) for layer in model.layers}
    for edge in keras.utils.model_to_dot(model).get_edges():
        _, x0, y0, _ = boxes[edge.get_source()]
        _, x1, y1, _ = boxes[edge.get_destination()]
        arrow = {"arrowstyle": "->", "connectionstyle": f"arc3,rad={y0 - y1 - 1}"}
        ax.annotate("", (x1, y1 + 0.25), (x0, y0 - 0.25), arrowprops=arrow)
    for label, x0, y0, name in boxes.values():
        style = {"boxstyle": "round", "facecolor": "white", "edgecolor": f"C{y0}"}
        ax.text(x0, y0, f"{label}\n{name}", ha="center", va="center", bbox=style)


titles = ["체인", "갈래와 병합", "건너뛰기 연결", "다중 입력", "다중 출력", "공유 층"]
models = [chain, branches, skip, two_inputs, two_outputs, shared]
fig, axes = plt.subplots(2, 3, figsize=(8, 6), layout="constrained")
for ax, title, model in zip(axes.flat, titles, models, strict=True):
    draw(ax, model)
    ax.set(title=title, xlim=(-1.7, 1.7), ylim=(-0.5, 2.5))
    ax.axis("off")
fig.suptitle("함수형 API로 입력에서 출력까지 층을 잇는 여섯 가지 구조")
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``WIDTH``를 8로 바꾸면 출력되는 파라미터 수는 얼마일까요? 계산한 뒤에 실행해 봅니다.
