import sys

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

import rows

path, n = sys.argv[1], int(sys.argv[2])
book = Workbook(write_only=True)
sheet = book.create_sheet("Daten")
sheet.freeze_panes = "B2"
for c in range(len(rows.TITLES)):
    sheet.column_dimensions[get_column_letter(c + 1)].width = 16
sheet.append(rows.TITLES)
formats = rows.FORMATS
for i in range(n):
    out = rows.row(i)
    for c, f in enumerate(formats):
        if f:
            cell = WriteOnlyCell(sheet, out[c])
            cell.number_format = f
            out[c] = cell
    sheet.append(out)
sheet.auto_filter.ref = "A1:%s%d" % (get_column_letter(len(rows.TITLES)), n + 1)
book.save(path)
print(rows.peak())
