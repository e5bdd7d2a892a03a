package configs

// Email is how mails to people inside leave. The zero value sends none.
type Email struct {
	Host     string // "" = no mails
	Port     int    // 0 = that of TLS
	User     string
	Password Secret
	From     string
	To       []string // who gets what Slack refuses
	TLS      string   // "starttls", "tls" or "none"
	MaxFile  int64    // in bytes
}

// S3 is the key for buckets; not set, the cloud's own places are looked at.
type S3 struct{ AccessKey, SecretKey Secret }
