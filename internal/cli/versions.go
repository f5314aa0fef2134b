package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newel-api/newel/internal/observe"
)

// usedVersion is what the figures of a server say of one version.
type usedVersion struct {
	Version  string       `json:"version"`
	Requests int64        `json:"requests"`
	Last     string       `json:"last,omitempty"` // RFC 3339; "" for none
	Clients  []usedClient `json:"clients"`
	Members  []usedMember `json:"members"` // that only this version has, and bodies had
	Quiet    bool         `json:"quiet"`   // nobody has asked for it for as long as --days says
}

type usedClient struct {
	Client   string `json:"client"`
	Requests int64  `json:"requests"`
}

type usedMember struct {
	Operation string `json:"operation"`
	Member    string `json:"member"`
	Bodies    int64  `json:"bodies"`
}

const (
	metricsPatience = 10 * time.Second
	longestMetrics  = 16 << 20
)

func runVersions(ctx context.Context, c *call) (any, error) {
	text, err := readMetrics(ctx, c.operands[0])
	if err != nil {
		return nil, machine(err, "cannot read the figures of %s", c.operands[0])
	}
	samples := observe.Samples(text)
	start, used := used(samples)
	if len(used) == 0 {
		return nil, usage("%s has no figures of versions: the design of that server has none", c.operands[0])
	}
	now := time.Now()
	for i := range used {
		u := &used[i]
		since := start
		if last, err := time.Parse(time.RFC3339, u.Last); err == nil {
			since = last
		}
		u.Quiet = now.Sub(since) >= time.Duration(c.flags.days)*24*time.Hour
		c.told(u, start)
	}
	return used, nil
}

// told says what is known of a version.
func (c *call) told(u *usedVersion, start time.Time) {
	verdict := "is still asked for"
	switch {
	case u.Quiet:
		verdict = "can end: nobody has asked for it for " + plural(c.flags.days, "day", "days")
	case u.Requests == 0:
		verdict = "is not asked for since " + start.UTC().Format(time.RFC3339) + ", which is less than " + plural(c.flags.days, "day", "days")
	}
	c.say("%s %s", u.Version, verdict)
	if u.Requests > 0 {
		c.say("    %s, the last at %s", plural(int(u.Requests), "request", "requests"), u.Last)
	}
	for _, one := range u.Clients {
		c.say("    %s by %s", plural(int(one.Requests), "request", "requests"), visible(one.Client))
	}
	for _, m := range u.Members {
		c.say("    %s of %s with %s", plural(int(m.Bodies), "body", "bodies"), m.Operation, m.Member)
	}
}

// used returns the versions of some figures, the newest first, and when the server started.
func used(samples []observe.Sample) (start time.Time, all []usedVersion) {
	of := func(name string) *usedVersion {
		i := slices.IndexFunc(all, func(u usedVersion) bool { return u.Version == name })
		if i < 0 {
			i, all = len(all), append(all, usedVersion{Version: name, Clients: []usedClient{}, Members: []usedMember{}})
		}
		return &all[i]
	}
	for _, s := range samples {
		switch s.Name {
		case "process_start_time_seconds":
			start = time.UnixMilli(int64(s.Value * 1e3))
		case "newel_version_requests_total":
			u := of(s.Labels["version"])
			u.Requests += int64(s.Value)
			if s.Value > 0 {
				u.Clients = append(u.Clients, usedClient{s.Labels["client"], int64(s.Value)})
			}
		case "newel_version_last_request_seconds":
			if s.Value > 0 {
				of(s.Labels["version"]).Last = time.Unix(int64(s.Value), 0).UTC().Format(time.RFC3339)
			}
		case "newel_version_member_uses_total":
			if s.Value > 0 {
				u := of(s.Labels["version"])
				u.Members = append(u.Members, usedMember{s.Labels["operation"], s.Labels["member"], int64(s.Value)})
			}
		}
	}
	slices.SortFunc(all, func(a, b usedVersion) int { return cmp.Compare(b.Version, a.Version) })
	for i := range all {
		slices.SortStableFunc(all[i].Clients, func(a, b usedClient) int { return cmp.Compare(b.Requests, a.Requests) })
	}
	return start, all
}

// readMetrics reads a file, or what a server answers.
func readMetrics(ctx context.Context, from string) (string, error) {
	if !strings.HasPrefix(from, "http://") && !strings.HasPrefix(from, "https://") {
		text, err := os.ReadFile(from)
		return string(text), err
	}
	ctx, cancel := context.WithTimeout(ctx, metricsPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, http.NoBody)
	if err != nil {
		return "", err
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(w.Body, longestMetrics))
	if w.StatusCode != http.StatusOK {
		err = errors.Join(err, errors.New("the answer is "+strconv.Itoa(w.StatusCode)))
	}
	return string(text), errors.Join(err, w.Body.Close())
}
