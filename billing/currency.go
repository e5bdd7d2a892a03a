package billing

import (
	"slices"
	"strings"
)

// currencies are the codes of ISO 4217 that money is paid in, as of list one of
// 1 January 2026 (SIX Financial Information, maintenance agency of the
// standard), and those withdrawn since 2015, which old invoices still carry.
// Metals, funds and the codes for tests are left out.
const currencies = `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
ANG BGN BYR CUC HRK LTL MRO SLL STD VEF ZWL`

var currencyCodes = func() []string {
	codes := strings.Fields(currencies)
	slices.Sort(codes)
	return codes
}()

// Currencies lists the ISO 4217 codes that are known, sorted.
func Currencies() []string { return slices.Clone(currencyCodes) }

// KnownCurrency reports whether s is one of Currencies. ValidCurrency asks for
// the form only: MOCO may use a code that this list does not have.
func KnownCurrency(s string) bool {
	_, ok := slices.BinarySearch(currencyCodes, s)
	return ok
}
