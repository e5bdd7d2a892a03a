package legal

import "regexp"

// respite are wordings by which a creditor may grant more time instead of
// warning: in Switzerland that can put off default (Art. 102 OR).
var respite = regexp.MustCompile(`(?i)\b(?:we (?:grant|give|allow) you (?:more )?time|you have (?:more )?time until|we extend (?:the|your) (?:term|deadline)|` +
	`(?:wir )?(?:gewähren|geben) (?:wir )?ihnen (?:noch )?(?:zeit|eine nachfrist|aufschub)|wir stunden|stundung)\b`)

// Respite finds words in a letter that may be read as granting more time; ""
// if there are none.
func Respite(text string) string { return respite.FindString(text) }
