package configs

import "reflect"

// Lasting names the keys, and the section, that a worker can't change while it
// works: it was opened with them.
func Lasting() []string {
	var out []string
	for _, k := range lastingKeys() {
		out = append(out, k.name)
	}
	return out
}

// lasting is a key, or a section, that a reload leaves as it was.
type lasting struct {
	name  string
	value func(*Config) any      // what is compared
	keep  func(to, from *Config) // puts the old value back
}

func lastingKeys() []lasting {
	return []lasting{
		{"timezone", func(c *Config) any { return c.Timezone.String() }, func(to, from *Config) { to.Timezone = from.Timezone }},
		{"data_dir", func(c *Config) any { return c.DataDir }, func(to, from *Config) { to.DataDir = from.DataDir }},
		{"settle", func(c *Config) any { return c.Settle }, func(to, from *Config) { to.Settle = from.Settle }},
		{"lease", func(c *Config) any { return c.Lease }, func(to, from *Config) { to.Lease = from.Lease }},
		{"sweep", func(c *Config) any { return c.Sweep }, func(to, from *Config) { to.Sweep = from.Sweep }},
		{"moco.account", func(c *Config) any { return c.Moco.Account }, func(to, from *Config) { to.Moco.Account = from.Moco.Account }},
		{"moco.base_url", func(c *Config) any { return c.Moco.BaseURL }, func(to, from *Config) { to.Moco.BaseURL = from.Moco.BaseURL }},
		{"moco.read_key", func(c *Config) any { return c.Moco.ReadKey.place() }, func(to, from *Config) { to.Moco.ReadKey = from.Moco.ReadKey }},
		{"moco.write_key", func(c *Config) any { return c.Moco.WriteKey.place() }, func(to, from *Config) { to.Moco.WriteKey = from.Moco.WriteKey }},
		{"moco.rate_limit", func(c *Config) any { return c.Moco.RateLimit }, func(to, from *Config) { to.Moco.RateLimit = from.Moco.RateLimit }},
		{"moco.keep_free", func(c *Config) any { return c.Moco.KeepFree }, func(to, from *Config) { to.Moco.KeepFree = from.Moco.KeepFree }},
		{"store.url", func(c *Config) any { return c.Store }, func(to, from *Config) { to.Store = from.Store }},
		{"redis.url", func(c *Config) any { return c.Redis }, func(to, from *Config) { to.Redis = from.Redis }},
		{"metrics.listen", func(c *Config) any { return c.Metrics.Listen }, func(to, from *Config) { to.Metrics.Listen = from.Metrics.Listen }},
		{"web", func(c *Config) any { return c.Web }, func(to, from *Config) { to.Web = from.Web }},
	}
}

// Keep puts back what a worker that runs by began can't change, and names what
// differed: it counts after a restart.
func (c *Config) Keep(began *Config) (changed []string) {
	for _, k := range lastingKeys() {
		if !reflect.DeepEqual(k.value(c), k.value(began)) {
			changed = append(changed, k.name)
			k.keep(c, began)
		}
	}
	return changed
}

// place is where a secret comes from, wherever that is written.
func (s Secret) place() any { return [2]any{s.dir, s.ref} }
