/** How many wrappers (list, non-null) round a named type are asked for. A query without fragments has a fixed depth. */
export const TYPE_DEPTH = 9

function typeSelection(depth: number): string {
  return depth === 0 ? '{ kind name }' : `{ kind name ofType ${typeSelection(depth - 1)} }`
}

/**
 * What is asked of a space. Without fragments, which Fibery's API is said not to know; without arguments, input types
 * and enum values, which nothing here reads. Deprecated fields are asked for: they still answer.
 */
export const INTROSPECTION_QUERY = `query PergolaIntrospection {
  __schema {
    queryType { name }
    types {
      kind
      name
      description
      fields(includeDeprecated: true) { name description type ${typeSelection(TYPE_DEPTH)} }
    }
  }
}`
