import { CliProblem } from '../problem.js'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `15m`, `12h`, `7d` … as seconds; null for `never`. */
export const readTtl = (text: string): number | null => {
  if (text === 'never') return null
  const [, count = '', unit = ''] = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text) ?? []
  const size = SECONDS[unit]
  if (size === undefined)
    throw new CliProblem('usage', 'A lifetime is a number with s, m, h, d or w, such as 15m or 7d; or never.')
  return Number(count) * size
}
