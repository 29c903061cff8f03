package cli

import (
	"github.com/packetgate/packetgate/internal/collect"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
)

// print writes the report in the format asked for.
func (c checkCommand) print(host Host, e *collect.Evaluation) error {
	server := host.Env("GITHUB_SERVER_URL")
	switch c.Format {
	case "json":
		return report.WriteJSON(host.Stdout, e.Report)
	case "markdown":
		return report.WriteMarkdown(host.Stdout, e.Report, report.MarkdownOptions{ServerURL: server})
	case "sarif":
		return report.WriteSARIF(host.Stdout, e.Report, report.SARIFOptions{Version: host.Version, ServerURL: server, Source: e.Source, Describe: rule.Summary})
	}
	return report.WriteText(host.Stdout, e.Report, report.TextOptions{Color: inColor(host, c.Color), Source: e.Source})
}

// inColor decides on colour: by the flag, else for terminals that do not refuse it
// (no-color.org).
func inColor(host Host, flag string) bool {
	switch flag {
	case "always":
		return true
	case "never":
		return false
	}
	return host.StdoutTerminal && host.Env("NO_COLOR") == "" && host.Env("TERM") != "dumb"
}
