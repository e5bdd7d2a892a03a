import sys

import xlsxwriter

import rows

path, n = sys.argv[1], int(sys.argv[2])
book = xlsxwriter.Workbook(path, {"constant_memory": True})
sheet = book.add_worksheet("Daten")
formats = [book.add_format({"num_format": f}) if f else None for f in rows.FORMATS]
sheet.set_column(0, len(rows.TITLES) - 1, 16)
sheet.freeze_panes(1, 1)
for c, title in enumerate(rows.TITLES):
    sheet.write_string(0, c, title)
text, number, moment, yes = sheet.write_string, sheet.write_number, sheet.write_datetime, sheet.write_boolean
# Its fastest way: the writer of each type by name, so that it need not look.
write = [text, text, text, text, moment, moment, moment, number, number, number,
         text, number, number, number, yes, yes, number, text, text, number]
columns = list(enumerate(zip(write, formats)))
for i in range(n):
    row = rows.row(i)
    for c, (put, style) in columns:
        put(i + 1, c, row[c], style)
sheet.autofilter(0, 0, n, len(rows.TITLES) - 1)
book.close()
print(rows.peak())
