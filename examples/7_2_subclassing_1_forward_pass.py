"""
순전파가 실행되는 횟수
==================================================

``call()``을 Python이 실행한 횟수와, 그 안의 계산이 일어난 횟수를 셉니다.

- 기본값의 ``fit()``에서 Python은 훈련을 준비할 때만 ``call()``을 실행합니다.
- ``run_eagerly=True``이면 Python이 배치마다 ``call()``을 실행합니다.
- ``evaluate()``, ``predict()``, ``model(x)``도 ``call()``을 실행합니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

SEED = 42
BATCHES, EPOCHS = 10, 3  # 에포크 하나에 쓰는 배치의 수, 에포크의 수
FIT = {"batch_size": 32, "epochs": EPOCHS, "verbose": 0}

# %%
# 횟수를 세는 모델
# --------------------------------------------------
# ``python_runs``는 Python의 정수라서 Python이 ``call()``을 실행할 때 늘어납니다.
# ``computed``는 케라스의 변수라서 계산이 실제로 일어날 때 늘어납니다.


class Counting(keras.Model):
    def __init__(self):
        super().__init__()
        self.score = layers.Dense(1)
        self.python_runs = 0
        self.computed = self.add_weight(initializer="zeros", trainable=False)

    def call(self, inputs):
        self.python_runs += 1
        self.computed.assign_add(1)
        return self.score(inputs)


# %%
# 두 방식으로 실행하며 세기
# --------------------------------------------------
# 모델마다 다섯 가지 일을 차례로 하고, 일마다 늘어난 횟수를 적습니다.

x, y = np.random.default_rng(SEED).normal(size=(2, 32 * BATCHES, 1))
actions = {
    "첫 fit()": lambda model: model.fit(x, y, **FIT),
    "다음 fit()": lambda model: model.fit(x, y, **FIT),
    "evaluate()": lambda model: model.evaluate(x, y, verbose=0),
    "predict()": lambda model: model.predict(x, verbose=0),
    "model(x)": lambda model: model(x),
}

# %%
# 두 방식은 계산한 횟수가 같고 Python이 실행한 횟수만 다릅니다.

counts = {False: {}, True: {}}  # run_eagerly → 일 → (Python이 실행한, 계산한) 횟수
for eager, pairs in counts.items():
    model = Counting()
    model.compile("adam", "mse", run_eagerly=eager)
    for name, action in actions.items():
        model.python_runs = 0
        model.computed.assign(0)
        action(model)
        python, computed = model.python_runs, int(model.computed)
        pairs[name] = python, computed
        print(f"{name}, run_eagerly={eager}: Python {python}번, 계산 {computed}번")
graph, eager = (list(pairs.values()) for pairs in counts.values())
steps = BATCHES * EPOCHS
assert graph == [(3, steps), (0, steps), (1, BATCHES), (1, BATCHES), (1, 1)]
assert eager == [(steps + 1, steps), *((n, n) for n in (steps, BATCHES, BATCHES, 1))]

# %%
# 그래프가 이미 있으면 ``fit()``을 불러도 Python은 ``call()``을 실행하지 않습니다.

for eager, name in ((False, "첫 fit()"), (False, "다음 fit()"), (True, "다음 fit()")):
    python = counts[eager][name][0]
    print(f"확인 55 | {name}, run_eagerly={eager} | {python > 0} | Python {python}번")

# %%
# 세 번이 나온 까닭
# --------------------------------------------------
# 가중치를 만들 때, Adam의 상태를 만들 때, 그래프를 만들 때 한 번씩 실행합니다.
# 가중치와 상태를 미리 만들어 두면 한 번씩 줄어듭니다.

runs = []
for prepared in ("없음", "가중치", "가중치와 상태"):
    model = Counting()
    model.compile("adam", "mse")
    if prepared != "없음":
        model(keras.Input((1,)))
    if prepared == "가중치와 상태":
        model.optimizer.build(model.trainable_variables)
    model.python_runs = 0
    model.fit(x, y, **FIT)
    runs.append(model.python_runs)
    print(f"미리 만든 것 {prepared}: {runs[-1]}번")
assert runs == [3, 2, 1]

# %%
# 그림으로 비교하기
# --------------------------------------------------
# 두 막대의 높이가 다르면, 그 차이만큼은 Python 없이 그래프가 계산한 것입니다.

fig, axes = plt.subplots(1, 2, figsize=(8, 3.6), sharey=True, layout="constrained")
fig.suptitle("기본값에서는 Python이 call()을 몇 번만 실행하고 그래프가 계산합니다")
for ax, (eager, pairs) in zip(axes, counts.items()):
    for shift, heights in zip((-0.2, 0.2), zip(*pairs.values())):
        ax.bar_label(ax.bar(np.arange(5) + shift, heights, 0.4))
    ax.set_xticks(range(5), actions, rotation=30)
    ax.set(title=f"run_eagerly={eager}", ylabel="횟수", ymargin=0.1)
axes[0].legend(["Python", "계산"])
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``EPOCHS``를 10으로 늘리면 왼쪽 그림에서 어느 막대의 높이가 달라질까요?
