// Reads a V8 CPU profile: where the time went, by function and by package.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const placeOf = ({ url }) => {
  if (url === '') return '(native)'
  const packaged = url.split('node_modules/').at(-1)
  if (packaged !== url)
    return packaged
      .split('/')
      .slice(0, packaged.startsWith('@') ? 2 : 1)
      .join('/')
  if (url.startsWith('node:')) return url
  return url.includes('/relay/dist/') ? `relay/${url.split('/relay/dist/')[1]}` : url.split('/').slice(-3).join('/')
}

const ranked = (totals, busy, count) =>
  [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, us]) => ({ name, percent: (us / busy) * 100 }))

/** `{ functions, places, busySeconds }`, by self time, in percent of the busy time. */
export const readProfile = (folder, count = 25) => {
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const [functions, places] = [new Map(), new Map()]
  let busy = 0
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id)
    if (['(idle)', '(root)'].includes(frame.functionName)) continue
    const us = timeDeltas[index]
    busy += us
    const place = ['(program)', '(garbage collector)'].includes(frame.functionName)
      ? frame.functionName
      : placeOf(frame)
    const name = `${frame.functionName || '(anonymous)'} ${place}:${frame.lineNumber + 1}`
    functions.set(name, (functions.get(name) ?? 0) + us)
    places.set(place, (places.get(place) ?? 0) + us)
  }
  return { functions: ranked(functions, busy, count), places: ranked(places, busy, count), busySeconds: busy / 1e6 }
}
