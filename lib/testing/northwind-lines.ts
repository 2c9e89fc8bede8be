import { readFile } from 'node:fs/promises'

/** The order lines of Northwind: unit price, quantity, discount, each as the text in the file. */
export async function readNorthwindLines(): Promise<string[][]> {
  const [, ...lines] = (await readFile('analytics/data/northwind/order_details.csv', 'utf8'))
    .trim()
    .split(/\r?\n/)
  return lines.map((line) => line.split(',').slice(2))
}
