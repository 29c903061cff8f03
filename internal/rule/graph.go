package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// mostVisited bounds how far back predecessors looks, mostNamed how many it finds.
const (
	mostVisited = 1000
	mostNamed   = 9
)

// predecessors returns a function that finds, among the given packets, those that
// one comes after: all that it waits for, directly or not. In a tracker that names
// no blockers at all, these are the packets above it on the board that were
// approved before this change: what one change approves together may have run in
// parallel.
func (p *pass) predecessors(among map[string]bool) func(*tracker.Packet) []string {
	graph := map[string][]string{}
	ordered := true
	for id, packet := range p.after {
		graph[id] = p.blockers(packet)
		ordered = ordered && len(graph[id]) == 0
	}
	if ordered {
		return func(packet *tracker.Packet) []string { return p.above(packet, among) }
	}
	return func(packet *tracker.Packet) []string {
		var found []string
		seen := map[string]bool{packet.ID: true}
		queue := []string{packet.ID}
		for len(queue) > 0 && len(seen) < mostVisited && len(found) < mostNamed {
			for _, id := range graph[queue[0]] {
				if seen[id] {
					continue
				}
				seen[id] = true
				queue = append(queue, id)
				if among[id] {
					found = append(found, id)
				}
			}
			queue = queue[1:]
		}
		return found
	}
}

// above finds the packets above one on the board that were approved before this
// change.
func (p *pass) above(packet *tracker.Packet, among map[string]bool) []string {
	var found []string
	for i, other := range packets(p.Head) {
		if other == packet || i == mostVisited || len(found) == mostNamed {
			break
		}
		if among[other.ID] && closed(p.before[other.ID]) {
			found = append(found, other.ID)
		}
	}
	return found
}

// dependencyCycle reports the cycles that the merge base does not have, and those that
// the plan's graph closes.
func dependencyCycle(p *pass) {
	all := cycles(p.Head, listedBlockers)
	old := members(cycles(p.MergeBase, listedBlockers))
	for _, cycle := range all {
		if old[memberKey(cycle)] {
			continue
		}
		first := cycle[0]
		if len(cycle) == 1 {
			p.add(first, blockersPlace(first), "is blocked by itself, so it can never start. Remove it from its own `Blocked by:` list.")
			continue
		}
		p.note(first.ID, blockersPlace(first), "%s wait for each other, so none of them can ever start. Break the cycle in their `Blocked by:` lists.", names(idsOf(cycle)))
	}
	if p.Plan != nil {
		p.plannedCycles(members(all))
	}
}

func blockersPlace(packet *tracker.Packet) tracker.Span {
	return placeOr(packet.BlockedByAt, statusPlace(packet))
}

// listedBlockers are the ids that a packet, nil for none, lists.
func listedBlockers(packet *tracker.Packet) []string {
	if packet == nil {
		return nil
	}
	var ids []string
	for _, b := range packet.Blockers {
		ids = append(ids, b.ID)
	}
	return ids
}

func idsOf(all []*tracker.Packet) []string {
	var ids []string
	for _, packet := range all {
		ids = append(ids, packet.ID)
	}
	return ids
}

// members holds the cycles by the packets in them, to be looked up by memberKey.
func members(cycles [][]*tracker.Packet) map[string]bool {
	in := map[string]bool{}
	for _, cycle := range cycles {
		in[memberKey(cycle)] = true
	}
	return in
}

func memberKey(cycle []*tracker.Packet) string {
	ids := idsOf(cycle)
	slices.Sort(ids)
	return strings.Join(ids, "\x00")
}

// cycles finds the groups of packets that wait for each other, each in board order: the
// strongly connected components of the blockers, by Kosaraju's method.
func cycles(t *tracker.Tracker, blockers func(*tracker.Packet) []string) [][]*tracker.Packet {
	all := packets(t)
	at := make(map[string]int, len(all))
	for i, packet := range slices.Backward(all) {
		at[packet.ID] = i
	}
	waits, blocks := make([][]int, len(all)), make([][]int, len(all))
	for i, packet := range all {
		for _, id := range blockers(packet) {
			if j, known := at[id]; known {
				waits[i], blocks[j] = append(waits[i], j), append(blocks[j], i)
			}
		}
	}
	var found [][]*tracker.Packet
	seen := make([]bool, len(all))
	var left []int
	for i := range all {
		left = append(left, reach(waits, i, seen)...)
	}
	clear(seen)
	for _, i := range slices.Backward(left) {
		group := reach(blocks, i, seen)
		if len(group) > 1 || len(group) == 1 && slices.Contains(waits[i], at[all[i].ID]) {
			slices.Sort(group)
			var cycle []*tracker.Packet
			for _, j := range group {
				cycle = append(cycle, all[j])
			}
			found = append(found, cycle)
		}
	}
	return found
}

// reach lists what edges lead to from a place and has not been seen, in the order in
// which a search in depth leaves it. It does not recurse, so that a long chain costs no
// stack.
func reach(edges [][]int, from int, seen []bool) []int {
	if seen[from] {
		return nil
	}
	var left []int
	seen[from] = true
	next := map[int]int{} // the edge to look at next
	for path := []int{from}; len(path) > 0; {
		i := path[len(path)-1]
		if next[i] == len(edges[i]) {
			left, path = append(left, i), path[:len(path)-1]
			continue
		}
		j := edges[i][next[i]]
		if next[i]++; !seen[j] {
			seen[j] = true
			path = append(path, j)
		}
	}
	return left
}

// nearest is the packet of the board whose id differs only in case, leading zeros
// or punctuation, empty if there is none.
func (p *pass) nearest(id string) string {
	if p.plainIDs == nil {
		p.plainIDs = map[string]string{}
		for _, packet := range packets(p.Head) {
			if plain := plainID(packet.ID); packet.Row != nil && p.plainIDs[plain] == "" {
				p.plainIDs[plain] = packet.ID
			}
		}
	}
	return p.plainIDs[plainID(id)]
}

var zeros = regexp.MustCompile(`(^|[^0-9])0+([0-9])`)

func plainID(id string) string {
	return zeros.ReplaceAllString(letters(id), "$1$2")
}
