const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })

/** A time as people say it: `3 days ago`, `in 2 hr.`; `never` for none. */
export const ago = (time: string | null, now: Date): string => {
  if (time === null) return 'never'
  const seconds = Math.round((new Date(time).getTime() - now.getTime()) / 1000)
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
  return relative.format(Math.trunc(seconds / size), unit)
}

/** A count with its noun. */
export const inWords = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
