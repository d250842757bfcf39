// Pure: medians with their spread, ratios of the same round, and the floors.

/** Median, least and greatest of numbers; nulls are left out. */
export const spread = (values) => {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b)
  if (sorted.length === 0) return undefined
  const middle = (sorted.length - 1) / 2
  return { median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, min: sorted[0], max: sorted.at(-1) }
}

/** Whether every answer of the rows was a 200 and no connection broke: otherwise they are no result. */
export const isClean = (rows) => rows.every((row) => row.ok > 0 && !row.non200 && !row.socketErrors && !row.unsent)

/** Figure of one system over that of another, round by round. */
export const ratio = (table, name, other, figure) => {
  const [rows, others] = [table[name], table[other]]
  if (!rows || !others || !isClean(rows) || !isClean(others)) return undefined
  return spread(rows.map((row, round) => others[round] && figure(row, round) / figure(others[round], round)))
}

/** Latency above what the same round measured without anything in between. */
export const added = (table, share) => (row, round) => {
  const without = table.direct?.[round]
  return without ? row.latencyUs[share] - without.latencyUs[share] : Number.NaN
}

/** The floors of the project: each `{ text, bound, isMet, value }`; value undefined: could not be measured. */
export const floors = ({ saturation, paced }) => {
  const perSecond = ({ perSecond }) => perSecond
  const least = (text, bound, value) => ({
    text,
    bound: `at least ${bound}`,
    value,
    isMet: value && value.median >= bound,
  })
  const most = (text, bound, value) => ({
    text,
    bound: `at most ${bound}`,
    value,
    isMet: value && value.median <= bound,
  })
  return [
    least('requests/s a core against bare http-proxy-3', 1, ratio(saturation, 'relay', 'http-proxy-3', perSecond)),
    most('added p50 against bare http-proxy-3', 2, ratio(paced, 'relay', 'http-proxy-3', added(paced, 'p50'))),
    least('requests/s a core against Portkey', 4, ratio(saturation, 'relay', 'portkey', perSecond)),
    least('requests/s a core against byok-relay', 4, ratio(saturation, 'relay', 'byok-relay', perSecond)),
    least('the same for pages (/relay)', 4, ratio(saturation, 'relay-pages', 'byok-relay', perSecond)),
  ]
}
