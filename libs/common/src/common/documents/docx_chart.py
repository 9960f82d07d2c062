"""A chart in DOCX as Word's own (DrawingML charts, ISO/IEC 29500-1, part 21.2): it stays sharp at
any size, and follows the reader's colours. python-docx has no call that writes one."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from common.documents.charts import COLOURS
from common.documents.model import Chart

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_C = ElementMaker(namespace=_CHART, nsmap={"c": _CHART, "a": _MAIN})
_A = ElementMaker(namespace=_MAIN, nsmap={"a": _MAIN})
_WP = ElementMaker(namespace=_PLACED, nsmap={"wp": _PLACED, "a": _MAIN, "r": _RELATED})

_MILLIMETRE = 36_000
"""English metric units."""
_WIDE = 150 * _MILLIMETRE


def add(made: DocxDocument, chart: Chart) -> None:
    """Put a chart at the end of a document, with the words that stand for it."""
    number = 1 + sum(part.content_type == CONTENT_TYPE for part in made.part.package.iter_parts())
    part = Part(
        PackURI(f"/word/charts/chart{number}.xml"),
        CONTENT_TYPE,
        etree.tostring(_space(chart), xml_declaration=True, encoding="UTF-8", standalone=True),
        made.part.package,
    )
    reference = made.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    high = (15 + 9 * sum(len(row) for row in chart.numbers)) * _MILLIMETRE
    placed = _WP.inline(
        _WP.extent(cx=str(_WIDE), cy=str(high)),
        _WP.docPr(id=str(number), name=f"Chart {number}", descr=chart.alternative),
        _WP.cNvGraphicFramePr(),
        _A.graphic(
            _A.graphicData(_C.chart(**{f"{{{_RELATED}}}id": reference}), uri=_CHART),
        ),
        distT="0", distB="0", distL="0", distR="0",
    )  # fmt: skip
    run = made.add_paragraph().add_run()
    run._r.add_drawing(parse_xml(etree.tostring(placed)))


def _space(chart: Chart) -> etree._Element:
    labels = [row[0] for row in chart.table.rows]
    series = [
        _series(at, name, labels, [row[at] for row in chart.numbers])
        for at, name in enumerate(chart.series)
    ]
    plot = _C.plotArea(
        _C.layout(),
        _C.barChart(
            _C.barDir(val="bar"), _C.grouping(val="clustered"), _C.varyColors(val="0"), *series,
            _C.gapWidth(val="60"), _C.axId(val="1"), _C.axId(val="2"),
        ),
        _axis("catAx", "1", "2", "l", "maxMin"),
        _axis("valAx", "2", "1", "b", "minMax"),
    )  # fmt: skip
    key = [_C.legend(_C.legendPos(val="b"), _C.overlay(val="0"))] if len(series) > 1 else []
    inner = _C.chart(_C.autoTitleDeleted(val="1"), plot, *key, _C.plotVisOnly(val="1"))
    return _C.chartSpace(_C.roundedCorners(val="0"), inner)


def _series(
    at: int, name: str, labels: list[str], numbers: list[int | float | None]
) -> etree._Element:
    points = [
        _C.pt(_C.v(str(number)), idx=str(place))
        for place, number in enumerate(numbers)
        if number is not None
    ]
    shown = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent",
             "showBubbleSize")  # fmt: skip
    return _C.ser(
        _C.idx(val=str(at)),
        _C.order(val=str(at)),
        _C.tx(_C.v(name)),
        _C.spPr(_A.solidFill(_A.srgbClr(val=COLOURS[at].lstrip("#")))),
        _C.invertIfNegative(val="0"),
        _C.dLbls(*[_C(one, val=str(int(one == "showVal"))) for one in shown]),
        _C.cat(
            _C.strLit(
                _C.ptCount(val=str(len(labels))),
                *[_C.pt(_C.v(label), idx=str(place)) for place, label in enumerate(labels)],
            )
        ),
        _C.val(_C.numLit(_C.formatCode("General"), _C.ptCount(val=str(len(numbers))), *points)),
    )


def _axis(tag: str, own: str, crossing: str, side: str, order: str) -> etree._Element:
    return _C(
        tag,
        _C.axId(val=own),
        _C.scaling(_C.orientation(val=order), *([] if tag == "catAx" else [_C.min(val="0")])),
        _C.delete(val=str(int(tag == "valAx"))),
        _C.axPos(val=side),
        _C.crossAx(val=crossing),
    )
