package cli

import (
	"context"
	"runtime"
	"runtime/debug"
)

const modulePath = "github.com/newel-api/newel"

// version is the result of version, in JSON.
type version struct {
	Version  string `json:"version"`  // of the module; "(devel)" when built without one
	Revision string `json:"revision"` // of the source; "" when not known
	Modified bool   `json:"modified"` // the source was not what that revision has
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func runVersion(_ context.Context, c *call) (any, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	v := versionOf(info)
	revision := v.Revision
	if len(revision) > 12 {
		revision = revision[:12]
	}
	if v.Modified {
		revision += ", modified"
	}
	if revision != "" {
		revision = " (" + revision + ")"
	}
	c.say("newel %s%s %s %s", v.Version, revision, v.Go, v.Platform)
	return v, nil
}

// versionOf reads what the Go command wrote into the program. Newel is its main
// module, or one that a program with handlers depends on.
func versionOf(info *debug.BuildInfo) version {
	v := version{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info.Main.Path != modulePath {
		for _, dep := range info.Deps {
			if dep.Path == modulePath {
				v.Version = dep.Version
			}
		}
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
