/**
 * Parameters of an address, by name; of a name that stands there twice the last counts, and empty ones are not given.
 * Names that begin with an underscore are the page's own.
 */
export function givenParameters(
  searchParams: Readonly<Record<string, string | string[] | undefined>> | URLSearchParams,
): Record<string, string> {
  const entries =
    searchParams instanceof URLSearchParams
      ? [...searchParams]
      : Object.entries(searchParams).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.at(-1) : value,
        ])
  const given: Record<string, string> = {}
  for (const [name, value] of entries) {
    if (name === undefined || name.startsWith('_')) continue
    if (value !== undefined && value !== '') given[name] = value
  }
  return given
}
