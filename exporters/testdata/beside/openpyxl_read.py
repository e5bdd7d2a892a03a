"""Reads a sheet as most programs do, rows as <dimension> says, and prints what
its columns add up to: amounts in hundredths, shares in ten-thousandths, moments
in seconds and days of the spreadsheet's own count, texts by their CRC-32."""
import sys
import zlib

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

book = load_workbook(sys.argv[1], read_only=True)
n, sums = 0, None
for sheet in book.worksheets:
    for k, row in enumerate(sheet.iter_rows(values_only=True)):
        if sums is None:
            sums = [0] * len(row)
        if k == 0:
            continue
        n += 1
        for c, v in enumerate(row):
            if isinstance(v, str):
                sums[c] += zlib.crc32(v.encode())
            elif isinstance(v, bool):
                sums[c] += v
            elif isinstance(v, (int, float)):
                sums[c] += round(v * 10000)
            elif v is not None:
                sums[c] += round(to_excel(v) * 86400)
print(n, *sums)
