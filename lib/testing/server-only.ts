// Stands in for the marker package `server-only`, which throws outside a React server bundle.
export {}
