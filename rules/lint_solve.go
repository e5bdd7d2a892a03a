package rules

import "slices"

// demand is what a world must fulfil: that a formula has an answer, or that it
// has not.
type demand struct {
	formula formula
	want    truth
	not     bool
	// only is the axis of a formula that is about no other one, with its marks.
	only  *axis
	marks []int64
}

// demandOf makes a demand, and sees whether it is about one axis only.
func demandOf(f formula, want truth, not bool) demand {
	d := demand{formula: f, want: want, not: not}
	several := false
	f.over(func(a *axis, marks ...int64) {
		several = several || d.only != nil && d.only != a
		d.only, d.marks = a, append(d.marks, marks...)
	})
	if several {
		d.only, d.marks = nil, nil
	}
	return d
}

func (d demand) met(p point) bool { return (d.formula.ask(p) == d.want) != d.not }

// solution says whether demands can be met together.
type solution int

const (
	unclear    solution = iota // too many worlds to try
	impossible                 // in no world
	possible                   // in the worlds of the formulas; real ones may know more
)

// maxWorlds is how many worlds one question may take; what takes more stays
// unclear, and nothing is said about it.
const maxWorlds = 20_000

// solver answers whether demands can be met, with a budget of steps for a whole
// check.
type solver struct{ budget int }

// solve tries the demands, and gives a world that meets them if there is one.
// They fall into groups that have no axis in common, and each group can be met
// for itself.
func (s *solver) solve(x *axes, demands []demand) (solution, point) {
	if s.budget -= len(demands); s.budget < 0 {
		return unclear, nil
	}
	p := point{}
	if !oneByOne(demands, p) {
		return impossible, nil
	}
	out := possible
	for _, g := range x.groups(demands) {
		switch s.group(g, p) {
		case impossible:
			return impossible, nil
		case unclear:
			out = unclear
		}
	}
	return out, p
}

// oneByOne looks at each axis alone: that is quick, and often enough.
func oneByOne(demands []demand, p point) bool {
	for i, d := range demands {
		first := !slices.ContainsFunc(demands[:i], func(e demand) bool { return e.only == d.only })
		if d.only == nil || !first {
			continue
		}
		var marks []int64
		var about []demand
		for _, e := range demands[i:] {
			if e.only == d.only {
				marks, about = append(marks, e.marks...), append(about, e)
			}
		}
		ok := slices.ContainsFunc(d.only.choices(marks), func(v int64) bool {
			p[d.only] = v
			return !slices.ContainsFunc(about, func(e demand) bool { return !e.met(p) })
		})
		if !ok {
			return false
		}
	}
	return true
}

// group is demands with the axes that they are about.
type group struct {
	demands []demand
	axes    []*axis
	marks   map[*axis][]int64
	facts   []func(point) bool
}

func newGroup(d ...demand) *group { return &group{demands: d, marks: map[*axis][]int64{}} }

// see notes an axis and the values at which something changes.
func (g *group) see(a *axis, marks ...int64) {
	if _, ok := g.marks[a]; !ok {
		g.axes = append(g.axes, a)
	}
	g.marks[a] = append(g.marks[a], marks...)
}

// add takes in another group.
func (g *group) add(o *group) {
	g.demands = append(g.demands, o.demands...)
	g.facts = append(g.facts, o.facts...)
	for _, a := range o.axes {
		g.see(a, o.marks[a]...)
	}
}

// meets reports whether the groups have an axis in common.
func (g *group) meets(o *group) bool {
	return slices.ContainsFunc(g.axes, func(a *axis) bool { return slices.Contains(o.axes, a) })
}

// groups joins what has an axis in common, or a fact between its axes.
func (x *axes) groups(demands []demand) []*group {
	var out []*group
	join := func(g *group) {
		rest := []*group{g}
		for _, old := range out {
			if old.meets(g) {
				g.add(old)
			} else {
				rest = append(rest, old)
			}
		}
		out = rest
	}
	var used []*axis
	for _, d := range demands {
		g := newGroup(d)
		d.formula.over(g.see)
		used = append(used, g.axes...)
		join(g)
	}
	x.tied(func(f fact, a, b *axis) {
		if slices.Contains(used, a) && slices.Contains(used, b) {
			g := newGroup()
			g.see(a, 1) // where something begins to be open or overdue
			g.see(b, 1)
			g.facts = append(g.facts, func(p point) bool { return f.possible(a, b, p) })
			join(g)
		}
	})
	return out
}

// group tries the worlds of one group.
func (s *solver) group(g *group, p point) solution {
	choices := make([][]int64, len(g.axes))
	worlds := 1
	for i, a := range g.axes {
		for _, v := range a.choices(g.marks[a]) {
			if p[a] = v; g.alone(a, p) {
				choices[i] = append(choices[i], v)
			}
		}
		if worlds *= len(choices[i]); worlds == 0 {
			return impossible
		}
		if worlds > maxWorlds {
			return unclear
		}
	}
	if s.budget -= worlds; s.budget < 0 {
		return unclear
	}
	if g.search(choices, p, 0) {
		return possible
	}
	return impossible
}

// alone asks the demands that are about one axis only.
func (g *group) alone(a *axis, p point) bool {
	return !slices.ContainsFunc(g.demands, func(d demand) bool { return d.only == a && !d.met(p) })
}

// search looks for a world that meets everything, axis by axis.
func (g *group) search(choices [][]int64, p point, i int) bool {
	if i < len(choices) {
		return slices.ContainsFunc(choices[i], func(v int64) bool {
			p[g.axes[i]] = v
			return g.search(choices, p, i+1)
		})
	}
	for _, f := range g.facts {
		if !f(p) {
			return false
		}
	}
	for _, d := range g.demands {
		if !d.met(p) {
			return false
		}
	}
	return true
}

// certain reports whether a world that meets the demands surely exists: no two
// of their axes are tied in a way that is not looked into.
func certain(demands []demand) bool {
	var seen []*axis
	for _, d := range demands {
		d.formula.over(func(a *axis, _ ...int64) {
			if !slices.Contains(seen, a) {
				seen = append(seen, a)
			}
		})
	}
	for _, a := range seen {
		if !a.unsure {
			continue
		}
		if slices.ContainsFunc(seen, func(b *axis) bool { return b != a && (b.about == a.about || a.about == "") }) {
			return false
		}
	}
	return true
}

// all are demands that every part is true.
func all(parts []part) []demand {
	var out []demand
	for _, p := range parts {
		out = append(out, p.yes)
	}
	return out
}
