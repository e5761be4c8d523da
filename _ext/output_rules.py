"""예제와 강의의 출력이 함께 지키는 규칙입니다. 코드를 실행하기 전에 부릅니다.

독자가 보게 될 경고는 오류가 되고, 라이브러리의 로그는 페이지에 실리지 않습니다.
그림에 글꼴이 없는 글자가 들어가도 Matplotlib는 경고만 하고 네모를 그립니다.
그 경고도 여기에서 오류가 됩니다.
"""

import logging
import warnings


def make_warnings_errors() -> None:
    """Python이 기본으로 보여 주는 경고를 모두 예외로 바꿉니다."""
    warnings.simplefilter("error")
    # 라이브러리 안에서 난 DeprecationWarning은 Python도 독자에게 보여 주지 않습니다.
    for category in (DeprecationWarning, PendingDeprecationWarning):
        warnings.simplefilter("ignore", category)
        warnings.filterwarnings("error", category=category, module="__main__")
    # IPython이 SystemExit을 보여 주면서 내는 경고입니다. 오류를 가립니다.
    warnings.filterwarnings("ignore", message="To exit: use")
    # 화면이 없는 빌드에서 plt.show()가 내는 경고입니다.
    warnings.filterwarnings("ignore", message=".* is non-interactive")


def silence_library_logs() -> None:
    """TensorFlow와 케라스가 stdout이나 stderr에 적는 로그를 끕니다."""
    # 수준만 높이면 TensorFlow가 불릴 때와 export()할 때 되돌아갑니다.
    for name in ("absl", "tensorflow"):
        logging.getLogger(name).addFilter(lambda record: False)
