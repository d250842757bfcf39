import { formatMicros } from './money.js'

/** An amount, in figures of one width. */
export const Money = ({ micros }: { micros: number }) => <span className="figures">{formatMicros(micros)}</span>
