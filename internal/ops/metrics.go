package ops

import (
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/mocowork/mocowork/billing"
)

// Metrics counts what one worker does. No label holds customer data: jobs and
// actions are names of the configuration, resources are paths without numbers.
// A nil *Metrics counts nothing. It is safe for use by several goroutines.
type Metrics struct {
	registry    *prometheus.Registry
	runs        *prometheus.CounterVec
	lastSuccess *prometheus.GaugeVec
	duration    *prometheus.HistogramVec
	actions     *prometheus.CounterVec
	unclear     *prometheus.GaugeVec
	waiting     prometheus.Gauge
	findings    *prometheus.GaugeVec
	requests    *prometheus.CounterVec
	slack       *prometheus.CounterVec
	ruleErrors  *prometheus.CounterVec
	untold      prometheus.Gauge
	overdue     *prometheus.GaugeVec
	invoices    prometheus.Gauge
	reloaded    prometheus.Gauge
	loadedAt    prometheus.Gauge
	loaded      *prometheus.GaugeVec
}

// NewMetrics makes the metrics of one process in a registry of their own.
// waited is the time that the process has waited for MOCO's rate limit so far.
func NewMetrics(version string, waited func() time.Duration) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		runs:     counter("job_runs_total", "Runs that this worker has ended.", "job", "result"),
		lastSuccess: gauge("job_last_success_timestamp_seconds",
			"When the latest run ended in which nothing failed, in unix time.", "job"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: prefix + "job_duration_seconds", Help: "How long runs of this worker took.",
			Buckets: []float64{1, 5, 15, 60, 300, 900, 3600},
		}, []string{"job"}),
		actions:    counter("actions_total", "Actions that came to an end in this worker.", "action", "result"),
		unclear:    gauge("actions_unclear", "Actions that a person must look at, now.", "action"),
		waiting:    single("plan_waiting", "Lines of the jobs' latest runs that wait for an approval."),
		findings:   gauge("findings", "Differences between MOCO and the ledger that are not settled, now.", "kind"),
		requests:   counter("moco_requests_total", "Requests to MOCO by this process. Code none: no answer came.", "method", "resource", "code"),
		slack:      counter("slack_requests_total", "Requests to Slack by this process. Code is ok, Slack's error word, the HTTP status, or none.", "method", "code"),
		ruleErrors: counter("rule_errors_total", "Invoices on which a rule failed, in plans of this worker.", "rule"),
		untold:     single("untold", "Things that people must hear of, of which telling has failed so far."),
		overdue:    gauge("overdue_amount", "Open amount of overdue invoices in the latest plan of this worker, in units of the currency.", "currency"),
		invoices:   single("overdue_invoices", "Overdue invoices in the latest plan of this worker."),
		reloaded:   single("config_last_reload_successful", "1 if this worker follows its files as they were at the last reload, or at its start; 0 if they had mistakes."),
		loadedAt:   single("config_last_reload_success_timestamp_seconds", "When the configuration was loaded that this worker works by, in unix time."),
		loaded:     gauge("config_info", "Always 1; the label is the hash of the configuration and rule files that this worker works by.", "hash"),
	}
	build := gauge("build_info", "Always 1; the labels are the version and the commit that it was built from.", "version", "commit")
	build.WithLabelValues(version, commit()).Set(1)
	m.registry.MustRegister(m.runs, m.lastSuccess, m.duration, m.actions, m.unclear, m.waiting, m.findings, m.requests, m.slack, m.ruleErrors, m.untold,
		m.overdue, m.invoices, m.reloaded, m.loadedAt, m.loaded, build,
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: prefix + "moco_wait_seconds_total", Help: "Time waited for MOCO's rate limit by this process.",
		}, func() float64 { return waited().Seconds() }))
	return m
}

// commit is the commit that the program was built from, "" if it is not known.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return ""
}

const prefix = "mocowork_"

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
}

func gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: prefix + name, Help: help}, labels)
}

func single(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + name, Help: help})
}

// Handler answers with all metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// RunEnded counts a run. result is its status. A negative time took is not
// counted: two clocks disagreed.
func (m *Metrics) RunEnded(job, result string, took time.Duration) {
	if m == nil {
		return
	}
	m.runs.WithLabelValues(job, result).Inc()
	if took >= 0 {
		m.duration.WithLabelValues(job).Observe(took.Seconds())
	}
}

// ActionEnded counts an action. result is its state.
func (m *Metrics) ActionEnded(action, result string) {
	if m != nil {
		m.actions.WithLabelValues(action, result).Inc()
	}
}

// Request counts a request to MOCO. resource is the path without numbers;
// status 0 means that no answer came.
func (m *Metrics) Request(method, resource string, status int) {
	if m == nil {
		return
	}
	code := "none"
	if status != 0 {
		code = strconv.Itoa(status)
	}
	m.requests.WithLabelValues(method, resource, code).Inc()
}

// Slack counts a request to Slack. code is "ok", Slack's own word, an HTTP
// status or "none".
func (m *Metrics) Slack(method, code string) {
	if m != nil {
		m.slack.WithLabelValues(method, code).Inc()
	}
}

// RuleFailed counts an invoice on which a rule failed.
func (m *Metrics) RuleFailed(rule string) {
	if m != nil {
		m.ruleErrors.WithLabelValues(rule).Inc()
	}
}

// Loaded shows which configuration counts: the hash of its files, when it was
// loaded, and whether the last try to replace it went well.
func (m *Metrics) Loaded(hash string, at time.Time, well bool) {
	if m == nil {
		return
	}
	m.loaded.Reset()
	m.loaded.WithLabelValues(hash[:min(12, len(hash))]).Set(1)
	m.loadedAt.Set(float64(at.UnixMilli()) / 1000)
	m.reloaded.Set(0)
	if well {
		m.reloaded.Set(1)
	}
}

// Overdue shows what a plan found overdue.
func (m *Metrics) Overdue(invoices int, sums billing.Totals) {
	if m == nil {
		return
	}
	m.invoices.Set(float64(invoices))
	m.overdue.Reset()
	for _, s := range sums {
		// A display in a floating-point format; nothing is reckoned with it.
		m.overdue.WithLabelValues(s.Currency).Set(float64(s.Minor) / math.Pow10(billing.MinorDigits(s.Currency)))
	}
}

// Standing is what the store says, whichever worker did it.
type Standing struct {
	LastSuccess map[string]time.Time // by job; a job that never succeeded is missing
	Unclear     map[string]int       // actions in review, by action
	Waiting     int                  // lines that wait for an approval
	Untold      int                  // things that nobody could be told so far
	Findings    map[string]int       // open ones, by kind
}

// Stand shows how things stand in the store.
func (m *Metrics) Stand(s Standing) {
	if m == nil {
		return
	}
	for job, at := range s.LastSuccess {
		m.lastSuccess.WithLabelValues(job).Set(float64(at.UnixMilli()) / 1000)
	}
	m.unclear.Reset()
	for action, n := range s.Unclear {
		m.unclear.WithLabelValues(action).Set(float64(n))
	}
	m.waiting.Set(float64(s.Waiting))
	m.untold.Set(float64(s.Untold))
	m.findings.Reset()
	for kind, n := range s.Findings {
		m.findings.WithLabelValues(kind).Set(float64(n))
	}
}
