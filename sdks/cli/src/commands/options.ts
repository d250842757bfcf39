import type { Command } from 'commander'

/** What every command about a workspace takes. */
export const commonOptions = (command: Command): Command =>
  command.option('--workspace <id>', 'another workspace than the one in use').option('--json', 'print JSON')

/** Collects an option that may be given several times. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

/** All items of a list, page after page. */
export const readPages = async <T>(
  read: (cursor: { cursor?: string }) => Promise<{ items: readonly T[]; nextCursor: string | null }>,
  max = Number.POSITIVE_INFINITY,
): Promise<T[]> => {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor === undefined ? {} : { cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && items.length < max)
  return items.slice(0, max)
}
