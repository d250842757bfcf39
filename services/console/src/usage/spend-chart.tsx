import '@mantine/charts/styles.layer.css'
import { BarChart } from '@mantine/charts'
import type { components } from '@1relay/contracts'
import { EmptyState, formatMicros } from '../ui/index.js'
import { chartRows, nameOfLine } from './chart-rows.js'

type Series = components['schemas']['UsageSeriesAnswer']['data']

// Told apart in both themes and by most eyes that see colour differently; the table below says the same in figures.
const COLOURS = ['#3b6fe8', '#0f9d8a', '#d97706', '#9b5de5', '#d6456b', '#5b8c2a', '#8793a8']

/** Spend a day, stacked by group. For eyes: the table below it has the sums. */
export const SpendChart = ({ days, series }: Series) => {
  if (series.every(({ costMicros }) => costMicros.every((micros) => micros === 0))) {
    return <EmptyState title="Nothing spent in these days" />
  }
  return (
    <div aria-hidden="true">
      <BarChart
        h={260}
        data={chartRows(days, series)}
        dataKey="day"
        type="stacked"
        withLegend={series.length > 1}
        legendProps={{ verticalAlign: 'bottom' }}
        valueFormatter={formatMicros}
        // Hidden from readers, so nothing in it may take the focus.
        barChartProps={{ accessibilityLayer: false }}
        yAxisProps={{ width: 72 }}
        xAxisProps={{ tickFormatter: shortDay, minTickGap: 24 }}
        maxBarWidth={40}
        series={series.map((line, index) => ({
          name: nameOfLine(index),
          label: line.name,
          color: COLOURS[index % COLOURS.length] ?? '#3b6fe8',
        }))}
      />
    </div>
  )
}

const shortDay = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
