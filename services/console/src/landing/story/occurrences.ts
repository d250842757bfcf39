/** How often a text is in another one; an empty text is in none. */
export const occurrences = (text: string, part: string): number => (part === '' ? 0 : text.split(part).length - 1)
