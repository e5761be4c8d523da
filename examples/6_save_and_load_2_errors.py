"""
저장하고 불러올 때 나는 오류와 고치는 법
==================================================

임시 폴더에 일부러 틀리게 저장하고 불러와서, 오류 문장의 첫 부분을 보고 고칩니다.

- 확장자나 폴더가 틀리거나 클래스를 등록하지 않으면 오류가 납니다.
- 잘린 ``.keras`` 파일은 멀쩡히 있는데도 ``File not found``라고 합니다.
- 남이 만든 ``Lambda``는 기본값에서 거부되지만 ``safe_mode=False``에서는 실행됩니다.
"""

import contextlib
import io
import logging
import tempfile
import zipfile
from pathlib import Path

import keras
from keras import layers

SEED = 42
KEPT = 5_000  # 잘린 파일을 흉내 낼 때 남길 바이트 수

# %%
# 저장할 때 나는 오류
# --------------------------------------------------
# 오류가 나는 것을 확인하고 그 문장을 읽으려고 함수 하나를 정의합니다.


def error_from(action):
    """``action()``이 낸 오류를 돌려줍니다. 없으면 ``AssertionError``로 멈춥니다."""
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("오류가 나야 하는데 나지 않았습니다.")


# %%
# 확장자가 없거나, 넣을 폴더가 없거나, 가중치 파일의 이름이 틀린 경우입니다.
# 폴더를 만들고 이름을 고치면 저장됩니다.

logging.getLogger("tensorflow").setLevel("ERROR")  # 출력에 섞이는 로그를 끕니다.
keras.utils.set_random_seed(SEED)
temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)
model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
for save, name, clue in (
    (model.save, "model", "Invalid filepath extension"),
    (model.save, "none/model.keras", "No such file or directory"),
    (model.save_weights, "model.h5", "must end in `.weights.h5`"),
):
    error = error_from(lambda save=save, name=name: save(folder / name))
    print(type(error).__name__, str(error).split(". ")[0].replace(str(folder), "폴더"))
    assert clue in str(error)
(folder / "none").mkdir()
model.save(folder / "none/model.keras")
model.save_weights(folder / "model.weights.h5")

# %%
# 불러올 때 나는 오류
# --------------------------------------------------
# 없는 파일과 잘린 파일의 오류 문장이 같고, ``export()``로 만든 폴더는 읽지 못합니다.
# 파일이 zip이 아니면 잘린 것이고, SavedModel은 ``TFSMLayer``로 읽습니다.

(folder / "cut.keras").write_bytes((folder / "none/model.keras").read_bytes()[:KEPT])
model.export(folder / "saved", verbose=False)
for name in ("missing.keras", "cut.keras", "saved"):
    error = error_from(lambda name=name: keras.saving.load_model(folder / name))
    print(type(error).__name__, str(error).split(". ")[0].replace(str(folder), "폴더"))
    assert ("File not found" in str(error)) == name.endswith(".keras")
print("잘린 파일이 zip인가:", zipfile.is_zipfile(folder / "cut.keras"))
assert not zipfile.is_zipfile(folder / "cut.keras")
served = layers.TFSMLayer(folder / "saved", call_endpoint="serve")
assert served(keras.ops.ones((2, 4))).shape == (2, 3)

# %%
# 등록하지 않은 클래스
# --------------------------------------------------
# 저장은 되지만 불러올 때 클래스를 찾지 못하므로 ``custom_objects``로 알려 줍니다.


class Doubled(layers.Layer):
    def call(self, inputs):
        return inputs * 2


path = folder / "custom.keras"
custom = keras.Sequential([keras.Input((4,)), Doubled()])
custom.save(path)
error = error_from(lambda: keras.saving.load_model(path))
print(type(error).__name__, str(error).split("encountered: ")[1].split(". ")[0])
assert "Could not locate class 'Doubled'" in str(error)
loaded = keras.saving.load_model(path, custom_objects={"Doubled": Doubled})
assert isinstance(loaded.layers[-1], Doubled)

# %%
# 남이 만든 ``Lambda``와 안전 모드
# --------------------------------------------------
# 이 ``Lambda``는 글자를 출력할 뿐이지만, 어떤 코드든 넣을 수 있습니다.
# 안전 모드를 끄면 ``load_model()``을 부르기만 해도 그 코드가 실행됩니다.

with contextlib.redirect_stdout(io.StringIO()):
    code = layers.Lambda(lambda inputs: print("남의 코드") or inputs)
    strange = keras.Sequential([keras.Input((4,)), code])  # 만들 때도 한 번 실행됩니다.
for name in ("strange.keras", "strange.h5"):
    strange.save(folder / name)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        error = error_from(lambda name=name: keras.saving.load_model(folder / name))
        keras.saving.load_model(folder / name, safe_mode=False)
    print(f"{name}: 기본값은 {type(error).__name__}, 끄면 {printed.getvalue()!r}")
    assert "arbitrary code execution" in str(error)
    assert printed.getvalue() == "남의 코드\n"
temporary.cleanup()

# %%
# 직접 해 보기
# --------------------------------------------------
# ``KEPT``를 ``100_000``으로 바꾸면 어디에서 멈추고, 왜 그럴까요?
