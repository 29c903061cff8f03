package rule

import (
	"net/url"
	slashpath "path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	// anchor is the target of a Markdown link within the file.
	anchor = regexp.MustCompile(`\]\(#([^)\s]*)\)`)
	// relativeLink is the target of a Markdown link to a file of the repository.
	relativeLink = regexp.MustCompile(`\]\(<?([^)\s#?<>]+)[^)]*\)`)
	// namedSection is a board cell that names a section in words.
	namedSection = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*-?[0-9][A-Za-z0-9.-]*) (?i:section|review evidence|review record)\b`)
	// ownAnchor is one that an HTML element sets.
	ownAnchor = regexp.MustCompile(`(?i)<[a-z][^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)`)
	heading   = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$`)
)

// brokenEvidenceLink looks at the board's evidence cell and at the links behind
// claims: an anchor must be a heading of the file, a file and a section that are
// named must be there, and a run's or job's page must be one of this repository that
// GitHub still has, and that shows what the claim behind which it stands says.
func brokenEvidenceLink(p *pass) {
	anchors := sync.OnceValue(func() map[string]bool { return anchorsOf(p.Head.Source) })
	for _, packet := range p.movedPackets() {
		cell := packet.Evidence
		for _, link := range anchor.FindAllStringSubmatch(cell.Raw, -1) {
			target, err := url.PathUnescape(link[1])
			if err != nil {
				target = link[1]
			}
			if target = strings.TrimPrefix(strings.ToLower(target), "user-content-"); !anchors()[target] {
				p.add(packet, cell.Span, "links to %s as its evidence, but no heading of this file has that anchor. Link to the heading of its section.", quote("#"+link[1]))
			}
		}
		if m := namedSection.FindStringSubmatch(cell.Value); m != nil {
			if named := p.after[m[1]]; named == nil || len(named.Sections) == 0 && named.ID != packet.ID {
				p.add(packet, cell.Span, "names %s as its evidence, but there is no such section. Name a section of this file.", quote(m[0]))
			}
		}
		p.fileLinks(packet)
		p.runLinks(packet, cell)
		for _, c := range packet.Claims {
			p.runLinks(packet, c.URL)
			p.misleadingLink(packet, c.URL)
		}
		p.commitLinks(packet)
	}
	for _, proof := range p.Proofs {
		if proof.Link != nil && !(p.AtRest && proof.Link.Old) {
			p.addLinkFault(proof)
		}
	}
}

// addLinkFault reports a link to a run that does not show what is claimed. The claim
// is proven by others, so that one which is only old is a warning.
func (p *pass) addLinkFault(proof evidence.Proof) {
	c := proof.Claim.Tracked
	f := p.add(p.after[proof.Claim.Packet], c.URL.Span, "links to run %d as evidence of %s, but %s. Link to the run that shows it (%d does), or leave the link out.",
		proof.Link.Run, quote(c.Command.Value), proof.Link.Reason, proof.Run.ID)
	f.URL = proof.URL
	if proof.Link.Old {
		f.as(config.Warning)
	}
}

// fileLinks checks the relative links of the board's evidence cell. Folders, whose
// names seldom have an extension, are left alone: they are no files.
func (p *pass) fileLinks(packet *tracker.Packet) {
	for _, m := range relativeLink.FindAllStringSubmatch(packet.Evidence.Raw, -1) {
		target, err := url.PathUnescape(m[1])
		if err != nil || slashpath.Ext(target) == "" || strings.Contains(target, ":") {
			continue
		}
		if file, ok := strings.CutPrefix(target, "/"); ok {
			target = slashpath.Clean(file)
		} else {
			target = slashpath.Join(slashpath.Dir(p.Path), target)
		}
		if _, absence, known := p.Ledger.File(p.Change.HeadSHA, target); known && absence == record.NotFound {
			p.add(packet, packet.Evidence.Span, "links to %s as its evidence, but the head has no such file. Link to a file that is there, or to the packet's section.", quote(target))
		}
	}
}

// runLinks checks the pages of runs and jobs in a text.
func (p *pass) runLinks(packet *tracker.Packet, text tracker.Text) {
	host := p.host()
	for _, link := range evidence.RunLinks(text.Raw) {
		if repository := p.Change.Repository.String(); repository != "" && !strings.EqualFold(link.Repository, repository) {
			p.add(packet, text.Span, "links to a run of %s as evidence, which is another repository than %s. Link to this repository's own run.", quote(link.Repository), repository)
			continue
		}
		if host != "" && !strings.EqualFold(link.Host, host) {
			p.add(packet, text.Span, "links to a run on %s as evidence, but this repository is on %s. Link to its own run.", quote(link.Host), host)
			continue
		}
		if p.Offline || p.AtRest { // GitHub deletes runs in time
			continue
		}
		jobs, absence, known := p.Ledger.Jobs(link.Run)
		switch {
		case !known:
		case absence != record.Present:
			p.add(packet, text.Span, "links to run %d as evidence, but GitHub has no such run here. Link to the run that shows it, or leave the link out.", link.Run)
		case link.Attempt > 1 && link.Attempt > evidence.NewestAttempt(jobs):
			p.add(packet, text.Span, "links to attempt %d of run %d as evidence, but that run has no such attempt. Link to its newest one.", link.Attempt, link.Run)
		case link.Job != 0 && !slices.ContainsFunc(jobs, func(job record.Job) bool { return job.ID == link.Job }):
			f := p.add(packet, text.Span, "links to job %d of run %d as evidence, but that run has no such job. Link to a job of its newest attempt.", link.Job, link.Run)
			if evidence.NewestAttempt(jobs) > 1 {
				f.as(config.Warning) // perhaps one of an earlier attempt, which GitHub lists no more
			}
		}
	}
}

// commitLink is a hash that links to a commit's page.
var commitLink = regexp.MustCompile(`\[[^\]]*?\b([0-9a-fA-F]{7,40})\b[^\]]*\]\(<?https?://([^/\s]+)/([\w.-]+/[\w.-]+)/commits?/([0-9a-fA-F]{7,40})\b`)

// commitLinks looks at the hashes of a packet's checkpoints that are links: each must
// lead to that very commit in this repository, or in the one that the head comes
// from. The first that does not is reported.
func (p *pass) commitLinks(packet *tracker.Packet) {
	host, repository := p.host(), p.Change.Repository.String()
	for _, c := range packet.Checkpoints {
		for _, m := range commitLink.FindAllStringSubmatch(c.Text.Raw, -1) {
			shown, target := strings.ToLower(m[1]), strings.ToLower(m[4])
			same := strings.HasPrefix(shown, target) || strings.HasPrefix(target, shown)
			here := repository == "" || (host == "" || strings.EqualFold(m[2], host)) &&
				(strings.EqualFold(m[3], repository) || strings.EqualFold(m[3], p.Change.HeadRepository))
			if same && here {
				continue
			}
			p.add(packet, c.Text.Span, "shows the commit %s for its checkpoint, but the link leads to %s of %s. Let it lead to the commit that it shows.", quote(m[1]), quote(m[4]), quote(m[2]+"/"+m[3]))
			return
		}
	}
}

// host is the server of the change, "" where it is not known.
func (p *pass) host() string {
	page, err := url.Parse(p.Change.URL)
	if err != nil {
		return ""
	}
	return page.Host
}

// misleadingLink looks at a link whose text is the address of a run: it must lead
// there.
func (p *pass) misleadingLink(packet *tracker.Packet, text tracker.Text) {
	shown, target, linked := strings.Cut(text.Raw, "](")
	if runs := evidence.RunLinks(shown); linked && len(runs) > 0 && !slices.Equal(runs, evidence.RunLinks(target)) {
		p.add(packet, text.Span, "shows the address of a run as evidence, but the link leads to %s. Let it lead where it says.", quote(target))
	}
}

// anchorsOf are the anchors that a file sets and those that GitHub gives its headings: lower case,
// punctuation dropped, spaces as hyphens, a number behind repeated ones. Lines in
// fences that look like headings count too: better a link too many than an honest
// one called broken.
func anchorsOf(source []byte) map[string]bool {
	anchors := map[string]bool{}
	times := map[string]int{}
	for line := range strings.Lines(string(source)) {
		for _, m := range ownAnchor.FindAllStringSubmatch(line, -1) {
			anchors[strings.ToLower(m[1])] = true
		}
		m := heading.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		slug := slugOf(m[1])
		if n := times[slug]; n > 0 {
			anchors[slug+"-"+strconv.Itoa(n)] = true
		}
		times[slug]++
		anchors[slug] = true
	}
	return anchors
}

func slugOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || inWord(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}
