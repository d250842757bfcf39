import { chartRows } from './chart-rows.js'

it('gives each day a value for each line, whatever the lines are called', () => {
  const series = [
    { key: 'day', name: 'day', costMicros: [1, 2] },
    { key: null, name: 'Others', costMicros: [3] },
  ]
  expect(chartRows(['2026-11-20', '2026-11-21'], series)).toEqual([
    { day: '2026-11-20', 'line-0': 1, 'line-1': 3 },
    { day: '2026-11-21', 'line-0': 2, 'line-1': 0 },
  ])
})
