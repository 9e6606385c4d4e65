package serve

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/gosilero/vad"
)

// metrics are what a server counts.
type metrics struct {
	registry *prometheus.Registry

	open     *prometheus.GaugeVec     // by endpoint
	opened   *prometheus.CounterVec   // by endpoint
	length   *prometheus.HistogramVec // by endpoint
	received *prometheus.CounterVec   // bytes, by endpoint
	sent     *prometheus.CounterVec   // bytes, by endpoint
	audio    *prometheus.CounterVec   // seconds, by endpoint
	errors   *prometheus.CounterVec   // by kind
	late     prometheus.Histogram
	handling prometheus.Histogram
}

// delays are the bounds of histograms of delays, in seconds.
var delays = []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

func newMetrics(s *vad.Scheduler) *metrics {
	byEndpoint := []string{"endpoint"}
	counter := func(name, help string, labels []string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		open: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "vad_streams_open", Help: "Streams that are open.",
		}, byEndpoint),
		opened: counter("vad_streams_total", "Streams that were opened.", byEndpoint),
		length: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vad_stream_duration_seconds", Help: "How long streams lasted that have ended.",
			Buckets: []float64{1, 10, 60, 300, 1800, 3600, 4 * 3600, 24 * 3600},
		}, byEndpoint),
		received: counter("vad_received_bytes_total", "Bytes of messages and recordings that clients sent.", byEndpoint),
		sent:     counter("vad_sent_bytes_total", "Bytes of messages that were sent to clients.", byEndpoint),
		audio:    counter("vad_audio_seconds_total", "Audio that was computed, each channel by itself.", byEndpoint),
		errors:   counter("vad_errors_total", "Requests refused, messages refused and streams ended early, by the kind of error.", []string{"kind"}),
		late: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vad_late_seconds", Help: "How far streams lag behind real time, when a message of audio is done.", Buckets: delays,
		}),
		handling: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vad_message_seconds", Help: "Time from the arrival of a message of audio until its events wait to be sent.", Buckets: delays,
		}),
	}
	m.registry.MustRegister(m.open, m.opened, m.length, m.received, m.sent, m.audio, m.errors, m.late, m.handling,
		schedulerCollector{s}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handler serves /metrics.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// failed counts an error.
func (m *metrics) failed(kind string) { m.errors.WithLabelValues(kind).Inc() }

// endpoint are the counters of one endpoint.
type endpoint struct {
	open                          prometheus.Gauge
	opened, received, sent, audio prometheus.Counter
	length                        prometheus.Observer
}

func (m *metrics) endpoint(name string) *endpoint {
	return &endpoint{
		open:     m.open.WithLabelValues(name),
		opened:   m.opened.WithLabelValues(name),
		received: m.received.WithLabelValues(name),
		sent:     m.sent.WithLabelValues(name),
		audio:    m.audio.WithLabelValues(name),
		length:   m.length.WithLabelValues(name),
	}
}

// schedulerCollector shows the statistics of a scheduler.
type schedulerCollector struct{ *vad.Scheduler }

var (
	windowsTotal   = prometheus.NewDesc("vad_windows_total", "Windows that the network has computed for streams.", nil, nil)
	windowsWaiting = prometheus.NewDesc("vad_windows_waiting", "Windows that wait, in the scheduler's queue or for room in it.", nil, nil)
	batchWindows   = prometheus.NewDesc("vad_batch_windows", "Windows in a batch.", nil, nil)
	windowWait     = prometheus.NewDesc("vad_window_wait_seconds", "Time that windows waited before their batch began.", nil, nil)
	windowLatency  = prometheus.NewDesc("vad_window_latency_seconds", "Time that windows waited and were computed.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c schedulerCollector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{windowsTotal, windowsWaiting, batchWindows, windowWait, windowLatency} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c schedulerCollector) Collect(to chan<- prometheus.Metric) {
	stats := c.Stats()
	to <- prometheus.MustNewConstMetric(windowsTotal, prometheus.CounterValue, float64(stats.Windows))
	to <- prometheus.MustNewConstMetric(windowsWaiting, prometheus.GaugeValue, float64(stats.Queued+stats.Outside))
	count, windows, buckets := batchBuckets(stats.Batches)
	to <- prometheus.MustNewConstHistogram(batchWindows, count, float64(windows), buckets)
	to <- durationHistogram(windowWait, &stats.Wait)
	to <- durationHistogram(windowLatency, &stats.Latency)
}

// batchBuckets adds up the sizes of batches, with powers of two as bounds.
func batchBuckets(batches []int64) (count, windows uint64, buckets map[float64]uint64) {
	buckets = make(map[float64]uint64)
	bound := 1
	for n, k := range batches {
		if n > bound {
			buckets[float64(bound)] = count
			bound *= 2
		}
		count += uint64(k)
		windows += uint64(n) * uint64(k)
	}
	buckets[float64(bound)] = count
	return count, windows, buckets
}

// durationHistogram shows durations with every eighth bound from 16 µs to 16 s: powers
// of two.
func durationHistogram(d *prometheus.Desc, h *vad.Histogram) prometheus.Metric {
	const first, last = 8 * 4, 8 * 24
	var count uint64
	buckets := make(map[float64]uint64)
	for i, n := range h.Buckets[:last+1] {
		count += uint64(n)
		if i >= first && i%8 == 0 {
			buckets[h.Bound(i).Seconds()] = count
		}
	}
	return prometheus.MustNewConstHistogram(d, uint64(h.Count), h.Sum.Seconds(), buckets)
}

// clock measures how far a stream lags behind real time. A stream that pauses for
// longer than a second starts its clock anew.
type clock struct {
	start time.Time     // when the stream's first sample was due, at the latest
	ahead time.Duration // audio so far
}

const longestPause = time.Second

// came takes audio that came at a time, and returns when its last sample was due.
func (c *clock) came(at time.Time, audio time.Duration) time.Time {
	c.ahead += audio
	due := c.start.Add(c.ahead)
	if due.After(at) || at.Sub(due) > longestPause {
		c.start, due = at.Add(-c.ahead), at
	}
	return due
}
