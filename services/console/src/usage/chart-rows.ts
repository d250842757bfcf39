interface Line {
  readonly key: string | null
  readonly name: string
  readonly costMicros: readonly number[]
}

/** A name for a line that no key can collide with: keys are chosen by others, and `day` is taken. */
export const nameOfLine = (index: number): string => `line-${index}`

/** A row a day with a value a line, as the chart takes them. */
export const chartRows = (days: readonly string[], series: readonly Line[]): Record<string, string | number>[] =>
  days.map((day, at) => ({
    day,
    ...Object.fromEntries(series.map((line, index) => [nameOfLine(index), line.costMicros[at] ?? 0])),
  }))
