// Run in Superset's frame: the rows of a chart as it is drawn, cell by cell; null while it is not. A chart without rows says
// so in words of its own, or is a figure that is none.

type Cell = string | number | null
type Point = { value: Cell[] } | Cell[]
type Options = { series?: { data?: Point[] }[] }
type Fiber = { return: Fiber | null; memoizedProps: { echartOptions?: Options } | null }

/** One big number. */
function figure(chart: Element): Cell[][] | null {
  const line = chart.querySelector('.header-line')
  return line === null ? null : [[line.textContent]]
}

function table(chart: Element): Cell[][] | null {
  if (chart.querySelector('.ant-empty') !== null) return []
  if (chart.querySelector('table') === null) return null
  const lines = [...chart.querySelectorAll('tbody tr')]
  return lines.map((line) => [...line.querySelectorAll('td')].map((cell) => cell.textContent))
}

/** The name of a column, of a line, and what stands where they cross. Sums of lines and columns have a class of their own. */
function pivot(chart: Element): Cell[][] | null {
  if (chart.querySelector('.ant-empty') !== null) return []
  if (chart.querySelector('table.pvtTable') === null) return null
  // Above the names of the columns stands that of what is summed.
  const heads = [...chart.querySelectorAll('thead tr')].map((line) => [
    ...line.querySelectorAll('.pvtColLabel'),
  ])
  const columns = heads.findLast((line) => line.length > 0)?.map((cell) => cell.textContent) ?? []
  return [...chart.querySelectorAll('tbody tr')].flatMap((line) => {
    const name = line.querySelector('.pvtRowLabel')?.textContent ?? null
    const cells = [...line.querySelectorAll('.pvtVal')]
    return cells.map((cell, index) => [columns[index] ?? null, name, cell.textContent])
  })
}

/** A picture has no words: what its drawing library was handed, which React keeps beside the canvas. */
function picture(chart: Element): Cell[][] | null {
  if (chart.querySelector('.ant-empty') !== null) return []
  let element: Element | null | undefined = chart.querySelector('canvas')
  let fiber: Fiber | null = null
  while (element !== null && element !== undefined && fiber === null) {
    const kept = Object.entries(element).find(([key]) => key.startsWith('__reactFiber$'))
    fiber = (kept?.[1] as Fiber | undefined) ?? null
    element = element.parentElement
  }
  while (fiber !== null && fiber.memoizedProps?.echartOptions === undefined) fiber = fiber.return
  if (fiber === null) return null
  const rows = new Map<Cell, Cell[]>()
  for (const { data = [] } of fiber.memoizedProps?.echartOptions?.series ?? []) {
    for (const point of data) {
      const [at = null, value = null] = Array.isArray(point) ? point : point.value
      rows.set(at, [...(rows.get(at) ?? [at]), value])
    }
  }
  return [...rows.values()]
}

export const readChart = { figure, table, pivot, picture }
