/** The problems of a form without those of fields that have just been changed: what is being corrected is not called wrong any more. */
export const withoutChanged = <Problems extends object>(problems: Problems, change: object): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in change))) as Problems
