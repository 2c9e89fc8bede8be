/** Puts a value into a map that holds `most` at once: what was put there longest ago goes first. */
export function keepNewest<K, V>(
  map: Map<K, V>,
  { key, value, most }: { key: K; value: V; most: number },
): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
