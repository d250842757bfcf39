const counters = ['requests', 'refused', 'input_tokens', 'cached_input_tokens', 'output_tokens', 'cost_micros'] as const

const added = counters.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ')

/** Adds the rows of `stored` to the sums in this table, by the time that `bucket` makes of `at`. */
const addTo = (table: string, column: string, bucket: string): string => `
  INSERT INTO ${table} AS r (grant_id, ${column}, upstream, model, owner_id, app_id, ${counters.join(', ')})
  SELECT grant_id, ${bucket}, coalesce(upstream, ''), coalesce(model, ''), owner_id, app_id,
    count(*) FILTER (WHERE decision = 'allowed'), count(*) FILTER (WHERE decision = 'refused'),
    sum(input_tokens + cached_input_tokens + cache_write_tokens), sum(cached_input_tokens),
    sum(output_tokens + reasoning_tokens), sum(cost_micros)
  FROM stored WHERE owner_id IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4
  ON CONFLICT (grant_id, ${column}, upstream, model) DO UPDATE SET ${added}`

/** Sums by UTC day: what budgets count, and the answer for years. */
export const ADD_TO_DAILY = addTo('usage_daily', 'day', "(at AT TIME ZONE 'UTC')::date")

/** Sums by quarter of an hour: days of every time zone are made of them. */
export const ADD_TO_SLOTS = addTo('usage_slots', 'slot', "date_bin('15 minutes', at, '2000-01-01T00:00:00Z')")
