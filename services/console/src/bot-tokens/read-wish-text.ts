import { readTermsText } from '../terms/index.js'
import { valueOf } from '../ui/index.js'
import type { WishText } from './parse-wish.js'

/** What stands in the form of a new token. */
export const readWishText = (form: HTMLFormElement): WishText => ({
  ...readTermsText(form),
  name: valueOf(form, 'name'),
  models: valueOf(form, 'models'),
  ends: (form.elements.namedItem('ends') as HTMLSelectElement).value,
  keys: [...form.querySelectorAll<HTMLSelectElement>('select[data-key]')].map(({ value }) => value).filter(Boolean),
})
