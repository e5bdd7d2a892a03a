package configs

func emailFields() []Field {
	return []Field{
		{Path: "email", Type: Section, Doc: "Mails to people inside: messages that Slack refuses, and exports as attachments. Letters to customers are mailed by MOCO."},
		{Path: "email.host", Type: Text, Required: true, Doc: "The SMTP server."},
		{Path: "email.port", Type: Int, Min: 1, Max: 65535, Doc: "Its port. Without it 587 for starttls, 465 for tls, 25 for none."},
		{Path: "email.user", Type: Text, Doc: "Who logs in. Without it nobody does."},
		{Path: "email.password", Type: Reference, Doc: "The user's password: ${env:NAME} or ${file:PATH}."},
		{Path: "email.from", Type: Text, Required: true, Doc: "The sender's address, such as worker@example.org."},
		{Path: "email.to", Type: List, Required: true, Doc: "Who gets what Slack refuses for good, after slack.fallback_channel; without slack.bot_token, who gets all messages."},
		{Path: "email.tls", Type: Enum, Default: "starttls", Words: []string{"starttls", "tls", "none"},
			Doc: "How the connection is encrypted; the certificate is always checked. none only for a server on this machine, and without user."},
		{Path: "email.max_attachment_mb", Type: Int, Default: "20", Min: 1, Max: 150, Doc: "The largest file that is attached, in MB."},
	}
}

func bucketFields() []Field {
	return []Field{
		{Path: "s3", Type: Section, Doc: "Key for exports to s3://…. Without it the usual places are looked at: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, the machine's role."},
		{Path: "s3.access_key", Type: Reference, Required: true, Doc: "Id of the key: ${env:NAME} or ${file:PATH}."},
		{Path: "s3.secret_key", Type: Reference, Required: true, Doc: "The key: ${env:NAME} or ${file:PATH}."},
	}
}
