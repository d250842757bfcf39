import { useTestDatabase } from '../testing/database.testing.js'
import { canonicalZone, UTC } from './time-zone.js'
import { rollupFor } from './usage-conditions.js'

const database = useTestDatabase()

const moments = ['2024-01-15T12:00:00Z', '2024-07-15T12:00:00Z'].map((text) => new Date(text))

const isZone = (name: string): boolean => {
  try {
    return canonicalZone(name) !== ''
  } catch {
    return false
  }
}

/** Every name that either side knows and JavaScript takes. */
const allNames = async (): Promise<string[]> => {
  const sql = 'SELECT name FROM pg_timezone_names UNION SELECT abbrev FROM pg_timezone_abbrevs'
  const known = (await database().query<{ name: string }[]>(sql)).map(({ name }) => name)
  const names = new Set([...Intl.supportedValuesOf('timeZone'), ...known, 'CET', 'EET', 'MET', 'WET'])
  return [...names].filter(isZone)
}

const inJavaScript = (timeZone: string): string[] => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return moments.map((moment) => format.format(moment))
}

/** As what reports hand the zone to PostgreSQL. */
const handedOver = (timeZone: string): unknown =>
  rollupFor({ tenant: { ownerId: 'owner' }, from: '2024-01-01', to: '2024-12-31', timeZone }).where.values[1]

const inPostgres = async (timeZone: unknown): Promise<string[]> => {
  const sql = `SELECT to_char(at AT TIME ZONE $2::text, 'YYYY-MM-DD HH24:MI') AS text
    FROM unnest($1::timestamptz[]) WITH ORDINALITY AS u(at, place) ORDER BY place`
  return (await database().query<{ text: string }[]>(sql, [moments, timeZone])).map(({ text }) => text)
}

it('every zone means the same to PostgreSQL as to JavaScript, summer and winter', async () => {
  const names = await allNames()
  expect(names.length).toBeGreaterThan(400)
  const differing: string[] = []
  for (const name of names) {
    const there = await inPostgres(name === UTC ? UTC : handedOver(name))
    if (there.join() !== inJavaScript(name).join()) differing.push(name)
  }
  expect(differing).toEqual([])
})
