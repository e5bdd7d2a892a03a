package legal

// code names the paragraphs of a country.
type code struct {
	debtor, receipt, shift           string
	byReminder, byContract, by30Days string
	from                             string // interest from the day after
	interest, interestBusiness       string
	base, noCompound                 string
	lumpSum, fee                     string
	limitation                       string
}

// codeOf gives the paragraphs of a country. Their texts were read or are those
// that the calendar's and the tables' sources name; docs/explain/law.md lists
// them.
func codeOf(c Country) code {
	switch c {
	case Austria:
		return code{
			debtor: "§ 1 KSchG", receipt: "§ 1334 ABGB", shift: "§ 903 ABGB",
			byReminder: "§ 1334 ABGB", byContract: "§ 1334 ABGB", from: "§ 1334 ABGB",
			interest: "§§ 1333(1), 1000(1) ABGB", interestBusiness: "§ 456 UGB", base: "§ 456 UGB", noCompound: "§ 1000(2) ABGB",
			lumpSum: "§ 458 UGB", fee: "§ 1333(2) ABGB", limitation: "§ 1486 ABGB",
		}
	case Switzerland:
		return code{
			debtor: "Art. 104 OR", receipt: "Art. 102 OR", shift: "Art. 78 OR",
			byReminder: "Art. 102(1) OR", byContract: "Art. 102(2) OR", from: "Art. 102 OR",
			interest: "Art. 104(1) OR", interestBusiness: "Art. 104(1) OR", noCompound: "Art. 105(3) OR",
			lumpSum: "Art. 104 OR", fee: "Art. 102 ff. OR", limitation: "Art. 127 ff. OR",
		}
	}
	return code{
		debtor: "§§ 13, 14 BGB", receipt: "§ 286(3) BGB", shift: "§ 193 BGB",
		byReminder: "§ 286(1) BGB", byContract: "§ 286(2) no. 1 BGB", by30Days: "§ 286(3) BGB", from: "§ 187(1) BGB",
		interest: "§ 288(1) BGB", interestBusiness: "§ 288(2) BGB", base: "§ 247 BGB", noCompound: "§ 289 BGB",
		lumpSum: "§ 288(5) BGB", fee: "§§ 280, 286 BGB", limitation: "§§ 195, 199 BGB",
	}
}
