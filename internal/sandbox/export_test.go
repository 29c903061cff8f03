package sandbox

// Routes are the patterns of every operation.
func Routes() []string {
	var out []string
	for _, routes := range [][]route{repositoryRoutes, otherRoutes} {
		for _, r := range routes {
			out = append(out, r.pattern)
		}
	}
	return out
}

// Schema is the GraphQL schema that is served.
func Schema() string { return schemaText }
