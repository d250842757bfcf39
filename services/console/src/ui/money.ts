const MICROS_PER_DOLLAR = 1_000_000
export const MICROS_PER_CENT = 10_000

/**
 * Micro-dollars as people read them: `$12.30`, `$0.0042`, `$0`. Below a cent as many digits as it takes to see two of them, because
 * single calls cost that little.
 */
export const formatMicros = (micros: number): string => {
  const sign = micros < 0 ? '−' : ''
  const dollars = Math.abs(micros) / MICROS_PER_DOLLAR
  if (dollars === 0) return '$0'
  if (dollars >= 0.01) return `${sign}$${grouped(dollars.toFixed(2).replace(/\.00$/, ''))}`
  const digits = Math.min(6, Math.ceil(-Math.log10(dollars)) + 1)
  return `${sign}$${dollars.toFixed(digits)}`
}

/** Whole numbers with thin groups: `1,234,567`. */
export const formatCount = (count: number): string => grouped(String(Math.trunc(count)))

const grouped = (digits: string): string => {
  const [whole = '', fraction] = digits.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}
