"""독자가 보게 될 경고를 오류로 바꿉니다. 예제와 강의가 같은 규칙을 씁니다.

그림에 글꼴이 없는 글자가 들어가도 Matplotlib는 경고만 하고 네모를 그립니다.
그 경고도 여기에서 오류가 됩니다.
"""

import warnings


def make_warnings_errors() -> None:
    """Python이 기본으로 보여 주는 경고를 모두 예외로 바꿉니다."""
    warnings.simplefilter("error")
    # 라이브러리 안에서 난 DeprecationWarning은 Python도 독자에게 보여 주지 않습니다.
    for category in (DeprecationWarning, PendingDeprecationWarning):
        warnings.simplefilter("ignore", category)
        warnings.filterwarnings("error", category=category, module="__main__")
    # 화면이 없는 빌드에서 plt.show()가 내는 경고입니다.
    warnings.filterwarnings("ignore", message=".* is non-interactive")
