import { connection } from 'next/server'

/** The bare Next page of the budget for first-load JavaScript. */
export default async function BarePage() {
  await connection()
  return <p>Bare</p>
}
