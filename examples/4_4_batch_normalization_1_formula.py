"""
배치 정규화의 식
==================================================

**배치 정규화**(batch normalization)는 배치의 평균과 분산으로 층의 값을 고르게 맞춥니다.
작은 배치를 손으로 계산해 층의 출력과 맞춥니다.
추론에 쓰는 이동 평균이 차오르는 모습도 봅니다.

- 훈련할 때는 배치의 평균을 빼고 표준 편차로 나눈 뒤, 곱하고 더합니다.
- 추론할 때는 배치 대신 훈련하며 모은 이동 평균과 이동 분산을 씁니다.
- 이동 평균은 0에서 출발해 ``n``단계 뒤 평균의 ``1 - momentum ** n``배가 됩니다.
"""

import keras
import koreanize_matplotlib
import matplotlib.pyplot as plt
import numpy as np
from keras import layers

SEED = 42
STEPS = 200  # 이동 평균을 지켜볼 훈련 단계의 수
MOMENTA = (0.99, 0.9)  # 비교할 momentum. 0.99가 기본값입니다.
BATCH = np.float32([[1, 10], [2, 20], [6, 60]])  # 표본 셋, 특성 둘

# %%
# 훈련할 때의 계산
# --------------------------------------------------
# 특성마다, 곧 열마다 따로 계산합니다.
# ``epsilon``은 0으로 나누지 않게 분산에 더하는 작은 수입니다.

bn = layers.BatchNormalization()
trained = keras.ops.convert_to_numpy(bn(BATCH, training=True))
mean, variance = BATCH.mean(axis=0), BATCH.var(axis=0)
by_hand = (BATCH - mean) / np.sqrt(variance + bn.epsilon)

print("배치의 평균:", mean, "배치의 분산:", variance.round(3))
print("층의 출력:", *trained.round(3), sep="\n")
print("출력의 평균:", np.abs(trained.mean(axis=0)).round(3))
print("출력의 표준 편차:", trained.std(axis=0).round(3))
assert np.allclose(trained, by_hand, atol=1e-5)

# %%
# 벡터 넷
# --------------------------------------------------
# 특성마다 수를 네 개 갖습니다.
# 훈련이 바꾸는 것은 ``gamma``와 ``beta``이고, 나머지 둘은 층이 스스로 고칩니다.

for vector in bn.weights:
    kind = "훈련함" if vector.trainable else "훈련하지 않음"
    print(f"{vector.name:15}", vector.shape, kind)
assert bn.count_params() == 4 * BATCH.shape[1]
assert [vector.name for vector in bn.trainable_weights] == ["gamma", "beta"]

# %%
# ``gamma``를 곱하고 ``beta``를 더하므로, 두 값이 출력의 표준 편차와 평균이 됩니다.

bn.gamma.assign([2, 2])
bn.beta.assign([5, 5])
shifted = keras.ops.convert_to_numpy(bn(BATCH, training=True))
print("gamma 2, beta 5의 평균:", shifted.mean(axis=0).round(3))
print("gamma 2, beta 5의 표준 편차:", shifted.std(axis=0).round(3))
assert np.allclose(shifted, 2 * by_hand + 5, atol=1e-4)

# %%
# 추론할 때의 계산
# --------------------------------------------------
# 이동 평균은 0에서, 이동 분산은 1에서 출발합니다.
# 갓 만든 층은 추론할 때 입력을 거의 그대로 내보냅니다.
# 추론은 표본 하나로도 되고, 이동 평균을 고치지 않습니다.

fresh = layers.BatchNormalization()
inferred = keras.ops.convert_to_numpy(fresh(BATCH[:1], training=False))
print("갓 만든 층의 추론:", inferred.round(3))
assert np.allclose(inferred, BATCH[:1], rtol=1e-3)
assert not keras.ops.any(fresh.moving_mean)

# %%
# 이동 평균이 차오르는 속도
# --------------------------------------------------
# 같은 배치로 훈련 단계를 되풀이하며 첫 특성의 이동 평균을 적습니다.
# ``momentum``이 1에 가까울수록 옛 값을 오래 붙들어 천천히 차오릅니다.

steps = np.arange(1, STEPS + 1)
filled = {}
for momentum in MOMENTA:
    layer = layers.BatchNormalization(momentum=momentum)
    means = []
    for _ in steps:
        layer(BATCH, training=True)
        means.append(float(layer.moving_mean[0]))
    filled[momentum] = np.array(means) / mean[0]
    print(f"momentum {momentum}:", end="")
    for step in (10, 100, STEPS):
        print(f"  {step}단계 {filled[momentum][step - 1]:.3f}", end="")
    print()
    assert np.allclose(filled[momentum], 1 - momentum**steps, atol=1e-3)

# %%
# 절반을 채우는 데 드는 단계의 수는 ``momentum``마다 크게 다릅니다.

for momentum, share in filled.items():
    print(f"momentum {momentum}에서 절반을 넘는 단계: {np.argmax(share > 0.5) + 1}")

fig, ax = plt.subplots(layout="constrained")
fig.suptitle("momentum이 0.99이면 이동 평균이 차오르는 데 백 단계가 넘게 걸립니다")
for momentum, share in filled.items():
    ax.plot(steps, share, label=f"momentum {momentum}")
ax.plot(steps, 1 - 0.99**steps, "k:", label="식 1 - 0.99 ** n")
ax.set(xlabel="훈련 단계 n", ylabel="이동 평균 ÷ 배치의 평균")
ax.legend()
plt.show()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``MOMENTA``에 ``0.999``를 더하면 ``STEPS``가 끝날 때 이동 평균은 얼마나 차 있을까요?
