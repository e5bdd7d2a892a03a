// Package exporters turns plans and verdicts into files for people: workbooks
// and their CSV twins, and puts them where they belong.
//
// The way is one line: an Input becomes a Book (Templates), a Format writes the
// Book into a file and reads it back (Build), a Sink delivers the file. A Book
// knows sheets, columns, cells and sums, and nothing of any file format.
//
// The same Input gives the same bytes, so that the hash of a file means
// something. Customer text is data: it never becomes a formula. Sums over two
// currencies do not exist (law 6). Nothing here reads the clock.
//
// To add a workbook: a file beside openitems.go and a line in Templates. To add
// a format: a file beside csv.go and a line in Formats.
package exporters
