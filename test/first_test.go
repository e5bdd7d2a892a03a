package test

import "testing"

func TestTemp(t *testing.T) {
	w := newWorld(t, setup{export: true})
	r := w.worker("run", "dun")
	t.Log(r.code, r.out, r.err)
	w.wantSent("R-1", "R-2", "R-3")
	r = w.worker("run", "dun")
	t.Log(r.code, r.out, r.err)
	r = w.worker("runs")
	t.Log(r.out)
	r = w.worker("audit")
	t.Log(r.out)
	r = w.worker("doctor")
	t.Log(r.code, r.out, r.err)
}
