import type { KbRelations } from '@/lib/knowledge/model'
import type { RelationRow } from '@/lib/knowledge/relations/graph'
import { isolated } from '@/lib/knowledge/relations/label'
import { NAME_SIZE, NOTE_SIZE, type PlacedLine, type PlacedNode } from '@/lib/knowledge/relations/layout'

/** With more lines than this their names show on hover and focus only, where the pointer can do that. */
const NAMED_LINES = 14

/**
 * Databases as links and their relations as lines, drawn on the server. At a database that is pointed at or focused, its
 * lines are drawn once more on top (`use`): no script. The table beside it holds the same.
 */
export function RelationPicture({
  relations,
  id,
  title,
}: {
  relations: KbRelations
  id: string
  title: string
}) {
  const { nodes, lines, width, height } = relations.layout
  const names = new Map(nodes.map(({ key, name }) => [key, name]))
  const places = lines.map((line, index) => ({ line, id: `${id}-line-${index}` }))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links in a drawing is no set of form fields
    <svg
      className="relations"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-words`}
      data-many={lines.length > NAMED_LINES || undefined}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-words`}>
        {`${nodes.length} places and ${lines.length} lines between them. The table below holds the same.`}
      </desc>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus; the table tells the lines */}
      <g className="relation-lines" aria-hidden="true">
        {places.map((place) => (
          <Line key={place.id} {...place} names={names} />
        ))}
      </g>
      {nodes.map((node) => {
        const own = places.filter(({ line: { from, to } }) => from === node.key || to === node.key)
        return (
          <g
            key={node.key}
            className="relation-node"
            data-kind={node.kind}
            data-gone={node.goneAt !== null || undefined}
          >
            <Place
              node={node}
              relations={own.flatMap(({ line }) => line.rows).length}
              isCentre={node.key === relations.centre}
            />
            {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus */}
            <g className="relation-lit" aria-hidden="true">
              {own.map((place) => (
                <use key={place.id} href={`#${place.id}`} />
              ))}
            </g>
          </g>
        )
      })}
    </svg>
  )
}

function Line({ line, id, names }: { line: PlacedLine; id: string; names: ReadonlyMap<string, string> }) {
  const gone = line.rows.every(({ goneAt }) => goneAt !== null)
  return (
    <g id={id} className="relation-line" data-gone={gone || undefined}>
      <title>{line.rows.map((row) => rowWords(row, names)).join('\n')}</title>
      <path className="relation-reach" d={line.path} />
      <path className="relation-path" d={line.path} />
      <path className="relation-head" d={line.heads} />
      <text className="relation-field" x={line.label.x} y={line.label.y} fontSize={NOTE_SIZE}>
        {line.label.text}
      </text>
    </g>
  )
}

function rowWords(
  { from, to, field, isCollection, goneAt }: RelationRow,
  names: ReadonlyMap<string, string>,
): string {
  const many = isCollection ? 'many' : 'one'
  const [one, other, by] = [names.get(from) ?? '', names.get(to) ?? '', field].map(isolated)
  return `${one} → ${other}: ${by}, ${many}${goneAt === null ? '' : ', gone'}`
}

function Place({ node, relations, isCentre }: { node: PlacedNode; relations: number; isCentre: boolean }) {
  const count = relations === 1 ? '1 relation' : `${relations} relations`
  // What stands there to be read, so that it can be spoken; then the rest.
  const read = node.note === null ? node.label : `${node.label} ${node.note}`
  const words = `${read}${node.label === node.name ? '' : ` (${node.name})`}, ${count}`
  if (node.href === null || isCentre) {
    return (
      <g className="relation-place" data-centre={isCentre || undefined}>
        <Box node={node} />
      </g>
    )
  }
  return (
    <a className="relation-place" href={node.href} aria-label={words}>
      <Box node={node} />
    </a>
  )
}

function Box({ node: { x, y, width, height, kind, name, label, note, color } }: { node: PlacedNode }) {
  const middle = { x: x + width / 2, y: y + height / 2 }
  return (
    <>
      {label === name ? null : <title>{isolated(name)}</title>}
      <rect
        className="relation-box"
        x={x}
        y={y}
        width={width}
        height={height}
        rx={kind === 'people' ? 18 : 6}
      />
      {color === null || !COLOR.test(color) ? null : (
        <rect x={x + 4} y={y + 7} width={4} height={height - 14} rx={2} fill={color} />
      )}
      <text
        className="relation-name"
        x={middle.x}
        y={note === null ? middle.y : middle.y - 8}
        fontSize={NAME_SIZE}
      >
        {label}
      </text>
      {note === null ? null : ' '}
      {note === null ? null : (
        <text className="relation-note" x={middle.x} y={middle.y + 10} fontSize={NOTE_SIZE}>
          {note}
        </text>
      )}
    </>
  )
}

/** As the workspace writes them; anything else is none. */
const COLOR = /^#[0-9a-f]{3,8}$/i
