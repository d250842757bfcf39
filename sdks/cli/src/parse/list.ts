/** The items of options that were given several times, with commas, or both. */
export const splitList = (values: readonly string[] | undefined): string[] | undefined => {
  const items = values
    ?.flatMap((value) => value.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '')
  return items === undefined || items.length === 0 ? undefined : items
}
