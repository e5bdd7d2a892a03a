package configs

import (
	"io/fs"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		vars  map[string]string
		files []string
		want  string
	}{
		{"nowhere", nil, nil, "worker.yaml"},
		{"here", map[string]string{"HOME": "/home/anna"}, []string{"worker.yaml", "/etc/mocowork/worker.yaml"}, "worker.yaml"},
		{"the user's", map[string]string{"HOME": "/home/anna"}, []string{"/home/anna/.config/mocowork/worker.yaml"}, "/home/anna/.config/mocowork/worker.yaml"},
		{"XDG wins over HOME", map[string]string{"HOME": "/home/anna", "XDG_CONFIG_HOME": "/x"},
			[]string{"/home/anna/.config/mocowork/worker.yaml", "/x/mocowork/worker.yaml"}, "/x/mocowork/worker.yaml"},
		{"the machine's", nil, []string{"/etc/mocowork/worker.yaml"}, "/etc/mocowork/worker.yaml"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := Env{
				LookupEnv: func(name string) (string, bool) { v, ok := tt.vars[name]; return v, ok },
				Stat: func(path string) (FileInfo, error) {
					for _, f := range tt.files {
						if f == path {
							return FileInfo{}, nil
						}
					}
					return FileInfo{}, fs.ErrNotExist
				},
			}
			if got := Find(env); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
