import Table from 'cli-table3'
import { plain } from './plain.js'

const BARE = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid'])
    .map((name) => [name, '']),
)
const STYLE = { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true }

/** Rows under a head, without lines; cells are made safe to show. */
export const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({ head: [...head], chars: { ...BARE, middle: '' }, style: STYLE })
  table.push(...rows.map((cells) => cells.map(plain)))
  return trimmed(table.toString())
}

/** Names and values, one a line. */
export const printFacts = (facts: readonly (readonly [name: string, value: string])[]): string => {
  const table = new Table({ chars: { ...BARE, middle: '' }, style: STYLE })
  table.push(...facts.map(([name, value]) => [name, plain(value)]))
  return trimmed(table.toString())
}

const trimmed = (text: string): string => text.replace(/ +$/gm, '')
