package configs

import "path/filepath"

// Find is the configuration to use when none is named: ./worker.yaml, then the
// user's, then the machine's. It returns the first place if there is none, so
// that the error names it.
func Find(env Env) string {
	places := []string{"worker.yaml"}
	if dir, ok := env.lookup("XDG_CONFIG_HOME"); ok && dir != "" {
		places = append(places, filepath.Join(dir, "mocowork", "worker.yaml"))
	} else if home, ok := env.lookup("HOME"); ok && home != "" {
		places = append(places, filepath.Join(home, ".config", "mocowork", "worker.yaml"))
	}
	for _, p := range append(places, "/etc/mocowork/worker.yaml") {
		if _, err := env.stat(p); err == nil {
			return p
		}
	}
	return places[0]
}
