package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// page is one page of a listing, counted from 1.
type page struct {
	number, size int
}

// maxPage is far behind the last page of anything, and its product with a size is
// still an int.
const maxPage = 1 << 20

// page reads page and per_page; sizes beyond GitHub's are cut to it.
func (c *call) page(standard, most int) page {
	query := c.http.URL.Query()
	p := page{number: 1, size: standard}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 0 {
		p.number = min(n, maxPage)
	}
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		p.size = min(n, most)
	}
	return p
}

// paged is the part of all that the page holds.
func paged[T any](all []T, p page) []T {
	from := min((p.number-1)*p.size, len(all))
	return all[from:min(from+p.size, len(all))]
}

// linked adds the Link header to a listing of so many entries.
func (c *call) linked(a *answer, p page, total int) *answer {
	last := max(1, (total+p.size-1)/p.size)
	var links []string
	add := func(rel string, number int) {
		query := c.http.URL.Query()
		query.Set("page", strconv.Itoa(number))
		address := c.server.api + c.http.URL.EscapedPath() + "?" + query.Encode()
		links = append(links, fmt.Sprintf(`<%s>; rel="%s"`, address, rel))
	}
	if p.number > 1 {
		add("prev", min(p.number-1, last))
	}
	if p.number < last {
		add("next", p.number+1)
		add("last", last)
	}
	if p.number > 1 {
		add("first", 1)
	}
	if len(links) > 0 {
		if a.header == nil {
			a.header = http.Header{}
		}
		a.header.Set("Link", strings.Join(links, ", "))
	}
	return a
}

// list answers with a page of a plain listing.
func list[T any](c *call, all []T, shape func(T) object) *answer {
	p := c.page(30, 100)
	out := []object{}
	for _, x := range paged(all, p) {
		out = append(out, shape(x))
	}
	return c.linked(ok(out), p, len(all))
}

func escapePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}
