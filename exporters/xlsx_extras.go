package exporters

import (
	"slices"

	"github.com/xuri/excelize/v2"
)

// linkable counts a link of a sheet, and reports whether there is room for it.
func (w *xlsxWriter) linkable(p part) bool {
	w.links[p.name]++
	return w.links[p.name] <= w.maxLinks
}

// link makes a cell lead to an address. It is a property of the cell, not a
// formula, so that no data can become one.
func (w *xlsxWriter) link(p part, row, col int, url string) error {
	return w.file.SetCellHyperLink(p.name, reference(col, row, false), url, "External")
}

// table makes header and rows a named table with filter buttons. excelize takes the columns' names from a row of its own, which
// is the only one that it ever sees.
func (w *xlsxWriter) table(sw *excelize.StreamWriter, p part) error {
	if p.sheet.Table == "" {
		return nil
	}
	titles := make([]any, len(p.sheet.Columns))
	for i, c := range p.sheet.Columns {
		titles[i] = c.Title
	}
	if err := sw.SetRow(reference(1, p.header, false), titles); err != nil {
		return err
	}
	stripes := false
	return sw.AddTable(&excelize.Table{
		Range: reference(1, p.header, false) + ":" + reference(p.columns, p.last, false),
		Name:  p.table, StyleName: "TableStyleLight1", ShowRowStripes: &stripes,
	})
}

// quiet keeps Excel from marking numbers that are texts on purpose, such as
// customer numbers, with a green corner.
func (w *xlsxWriter) quiet(p part) error {
	cells := reference(1, p.first, false) + ":" + reference(p.columns, p.last, false)
	return w.file.AddIgnoredErrors(p.name, cells, excelize.IgnoredErrorsNumberStoredAsText)
}

// warnings colours a table's columns.
func (w *xlsxWriter) warnings(p part) error {
	for i, c := range p.sheet.Columns {
		cells := reference(i+1, p.first, false) + ":" + reference(i+1, p.last, false)
		var err error
		switch c.Warn {
		case WarnDays:
			if err = w.warn(p, cells, ">", "60", red); err == nil {
				err = w.warn(p, cells, ">", "30", amber)
			}
		case WarnAmber:
			err = w.warn(p, cells, ">", "0", amber)
		case WarnRed:
			err = w.warn(p, cells, ">", "0", red)
		case WarnHeat:
			err = w.heat(p, cells)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// warn adds a conditional format.
func (w *xlsxWriter) warn(p part, cells, criteria, value, colour string) error {
	style, err := w.styles.warning(colour)
	if err != nil {
		return err
	}
	return w.file.SetConditionalFormat(p.name, cells, []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: criteria, Value: value, Format: style, StopIfTrue: true},
	})
}

// charts puts the charts beside their blocks.
func (w *xlsxWriter) charts(p part) error {
	for i, block := range p.sheet.Blocks {
		if block.Chart.Title == "" {
			continue
		}
		if err := w.chart(p, i); err != nil {
			return err
		}
	}
	return nil
}

// heat colours cells by their share, from white at 0 to blue at 100 %.
func (w *xlsxWriter) heat(p part, cells string) error {
	return w.file.SetConditionalFormat(p.name, cells, []excelize.ConditionalFormatOptions{{
		Type: "2_color_scale", Criteria: "=", MinType: "num", MinValue: "0", MinColor: "#FFFFFF", MaxType: "num", MaxValue: "1", MaxColor: "#" + heatBlue,
	}})
}

// chartRows is how many rows a chart stands beside.
const chartRows = 14

// chartCell is where a block's chart goes: right beside its block if no other
// block is in the way, else beside all blocks.
func (p part) chartCell(i int) string {
	block := p.sheet.Blocks[i]
	top, left := p.anchors[i], block.columns()+2
	for j, other := range p.sheet.Blocks {
		from, to := p.anchors[j], p.anchors[j]+len(other.Rows)-1
		if j != i && from < top+chartRows && to >= top && other.columns() >= left {
			return reference(p.columns+2, max(1, top-5), false)
		}
	}
	return reference(left, top, false)
}

// columns is the width of a block's longest row.
func (b Block) columns() (n int) {
	for _, r := range b.Rows {
		n = max(n, len(r))
	}
	return n
}

// chart puts a chart of columns beside a block, with a line for the target if
// there is one. Its columns begin at zero, so that their lengths can be
// compared.
func (w *xlsxWriter) chart(p part, i int) error {
	block := p.sheet.Blocks[i]
	c, values := block.Chart, block.charted()
	g := at{layout: w.layout}
	span := func(ends [2]string) string { return g.cell(ends[0]) + ":" + w.layout.names[ends[1]].cell }
	none, axis := false, excelize.ChartAxis{Font: excelize.Font{Family: font, Size: 9, Color: "404040"}}
	height := axis
	if !slices.ContainsFunc(values, Cell.negative) {
		height.Minimum = new(float64)
	}
	labels := excelize.ChartNumFmt{SourceLinked: true}
	if len(values) > 0 && values[0].Type == Money {
		labels = excelize.ChartNumFmt{CustomNumFmt: "#,##0"} // cents do not fit
	}
	var line []*excelize.Chart
	if c.Target.Series != "" {
		line = append(line, &excelize.Chart{
			Type: excelize.Line, XAxis: axis, YAxis: height,
			Series: []excelize.ChartSeries{{
				Name: g.cell(c.Target.Series), Categories: span(c.Labels), Values: span(c.Target.Values),
				Line:   excelize.LineOptions{Width: 1.5},
				Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{targetRed}},
				Marker: excelize.ChartMarker{Symbol: "none"},
			}},
		})
	}
	return w.file.AddChart(p.name, p.chartCell(i), &excelize.Chart{
		Type: excelize.Col,
		Series: []excelize.ChartSeries{{
			Name: g.cell(c.Series), Categories: span(c.Labels), Values: span(c.Values),
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{darkBlue}},
		}},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title}}},
		Legend:     excelize.ChartLegend{Position: "none"},
		PlotArea:   excelize.ChartPlotArea{ShowVal: true, NumFmt: labels},
		XAxis:      axis,
		YAxis:      height,
		VaryColors: &none,
		Dimension:  excelize.ChartDimension{Width: 560, Height: 280},
	}, line...)
}

// charted are the values of a block's chart: a run of cells in one column.
func (b Block) charted() (out []Cell) {
	column, open := -1, false
	for _, row := range b.Rows {
		if column < 0 {
			column = slices.IndexFunc(row, func(c Cell) bool { return c.Name == b.Chart.Values[0] })
			open = column >= 0
		}
		if !open || column >= len(row) {
			continue
		}
		out = append(out, row[column])
		open = row[column].Name != b.Chart.Values[1]
	}
	return out
}

// negative reports a number below zero.
func (c Cell) negative() bool {
	return c.Money.Minor < 0 || c.Number.Sign() < 0 || c.Int < 0
}
