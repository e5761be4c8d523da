"""강의를 실행하는 커널의 설정입니다. 예제를 실행할 때와 같은 규칙을 지키게 합니다."""

c = get_config()  # noqa: F821 - IPython이 이 이름을 넣어 줍니다.

# 오류의 기록에 색과 앞뒤 코드를 더하지 않습니다. 책에는 오류의 종류와 글만 싣습니다.
c.InteractiveShell.xmode = "Plain"
c.IPKernelApp.matplotlib = "inline"
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {}  # 그림의 모양은 matplotlibrc 한 곳에서 정합니다.
c.IPKernelApp.exec_lines = [
    "import output_rules",
    "output_rules.make_warnings_errors()",
    "output_rules.silence_library_logs()",
    "del output_rules",
]
