import { unitSymbol } from '@/lib/segments/unit-symbol'

/** A unit as people write it. What is stored and exchanged, the code of UCUM, is told on hover. */
export function Unit({ code }: { code: string }) {
  const symbol = unitSymbol(code)
  if (symbol === code) return code
  return (
    <abbr title={`UCUM: ${code}`} className="no-underline">
      {symbol}
    </abbr>
  )
}

/** A figure with its unit: `66 °C`. Nothing for no value. */
export function Quantity({ value, unit }: { value: string; unit: string | null }) {
  if (value === '' || unit === null) return <bdi>{value}</bdi>
  return (
    <>
      {value}
      {'\u00a0'}
      <Unit code={unit} />
    </>
  )
}
