import { notifications } from '@mantine/notifications'
import { type Problem, sentenceOf } from '@1relay/custody'

/** A word at the edge of the page, for what has happened elsewhere or is done. What the person has to decide is never said here. */
export const toast = {
  done: (message: string): void =>
    void notifications.show({ message, color: 'relay', autoClose: 4000, role: 'status' }),
  warning: (message: string): void =>
    void notifications.show({ message, color: 'yellow', autoClose: 8000, role: 'status' }),
  problem: (problem: Problem): void =>
    void notifications.show({ message: sentenceOf(problem), color: 'red', autoClose: 8000, role: 'alert' }),
}
