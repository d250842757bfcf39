import { valueOf } from '../ui/index.js'
import type { TermsText } from './parse-terms.js'

/** What stands in the fields of a form with BudgetFields and LimitFields. */
export const readTermsText = (form: HTMLFormElement): TermsText => ({
  caps: {
    day: valueOf(form, 'cap-day'),
    week: valueOf(form, 'cap-week'),
    month: valueOf(form, 'cap-month'),
    total: valueOf(form, 'cap-total'),
  },
  requestsPerMinute: valueOf(form, 'requestsPerMinute'),
  concurrentRequests: valueOf(form, 'concurrentRequests'),
})
