"""예제의 그림을 거두는 Sphinx-Gallery 스크레이퍼입니다.

Matplotlib 그림은 SVG로 저장합니다.
예제가 자기 폴더에 저장한 그림 파일도 함께 보여 줍니다.
대체 텍스트는 그림에 적힌 글에서 만듭니다(``figure_text``).
``sphinx_gallery_conf["image_scrapers"]``에 이 모듈의 이름을 적습니다.

Sphinx도 이 모듈을 부르므로, 예제의 프로세스만 쓰는 Matplotlib은 함수 안에서 부릅니다.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_gallery.scrapers import figure_rst

if TYPE_CHECKING:
    from collections.abc import Callable

STYLE = Path(__file__).parent.parent / "matplotlibrc"


def use_site_style(gallery_conf: dict[str, Any], fname: str) -> None:
    """예제를 실행하기 전에 사이트의 그림 모양을 적용합니다."""
    import matplotlib as mpl

    mpl.rc_file(STYLE)


def scrape_figures(
    block: tuple, block_vars: dict[str, Any], gallery_conf: dict[str, Any]
) -> str:
    """열린 그림과 새로 저장된 그림 파일을 reST로 돌려줍니다."""
    return open_figures(block_vars, gallery_conf) + saved_images(
        block_vars, gallery_conf
    )


def open_figures(block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """열린 Matplotlib 그림을 저장하고 닫습니다."""
    import matplotlib.pyplot as plt
    from figure_text import figure_text

    rst = ""
    for number in plt.get_fignums():
        figure = plt.figure(number)
        path = Path(next(block_vars["image_path_iterator"])).with_suffix(".svg")
        figure.savefig(path, metadata={"Date": None})
        rst += figure_rst([path], gallery_conf["src_dir"], figure_text(figure))
    plt.close("all")
    return rst


def saved_images(block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """예제가 실행 폴더에 저장한 ``.svg``와 ``.png``를 한 번씩 보여 줍니다."""
    from figure_text import graph_text

    folder = Path(block_vars["src_file"]).parent
    seen = block_vars.setdefault("saved_images", set())
    new = sorted({*folder.glob("*.svg"), *folder.glob("*.png")} - seen)
    seen.update(new)
    rst = ""
    for image in new:
        path = Path(next(block_vars["image_path_iterator"])).with_suffix(image.suffix)
        shutil.copy(image, path)
        alt = f"저장한 그림 {image.name}. "
        if image.suffix == ".svg":
            alt += graph_text(image.read_text(encoding="utf-8"))
        rst += figure_rst([path], gallery_conf["src_dir"], alt)
    return rst


def _get_sg_image_scraper() -> Callable[..., str]:
    """Sphinx-Gallery가 이름으로 스크레이퍼를 찾을 때 부르는 약속된 함수."""
    return scrape_figures
