import { MutationObserver } from '@tanstack/react-query'
import { makeQueryClient } from './query-client.js'

describe('the cache', () => {
  it('keeps nothing of a mutation once the page that asked for it is gone', async () => {
    const client = makeQueryClient(() => undefined)
    const cache = client.getMutationCache()
    const removed = new Promise<void>((resolve) => {
      cache.subscribe(({ type }) => type === 'removed' && resolve())
    })
    const observer = new MutationObserver(client, {
      mutationFn: (secret: string) => Promise.resolve(`whole ${secret}`),
    })
    const leave = observer.subscribe(() => undefined)
    await observer.mutate('secret')
    expect(observer.getCurrentResult().data).toBe('whole secret')
    expect(cache.getAll()).toHaveLength(1)
    leave()
    await removed
    expect(cache.getAll()).toEqual([])
  })
})
